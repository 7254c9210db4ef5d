-- What each person does on :position_on: the main activity that is confirmed and began by then and had not ended before it.
position as materialized (
  select s.person_id, s.id as situation_id, coalesce(c.national_code, s.code) as code, c.label, c.parent as code_group, s.started_on, s.ended_on,
    s.ascertained_on, s.expected_end_on, s.review_on, s.detail, o.kind as provider_kind, o.id as provider_id, o.name as provider_name, o.establishment_no, o.ukprn,
    (select max(v.verified_on) from verification v where v.situation_id = s.id) as verified_on
  from situation s
  join code c on c.set_id = 'eet' and c.code = s.code
  left join organisation o on o.id = s.organisation_id
  where s.tenant_id = :tenant and s.domain = 'eet' and s.is_primary and s.standing = 'confirmed'
    and s.started_on <= :position_on and coalesce(s.ended_on, 'infinity') >= :position_on
)
