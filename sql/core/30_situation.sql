-- What people do: the verified, primary, confirmed spells of education, employment and training, half-open in valid time.
select
  s.id as situation_id, p.root_id as person_id, s.code,
  s.started_on as valid_from, coalesce(s.ended_on + 1, date '2199-12-31') as valid_to,
  s.ended_on, s.ascertained_on, s.expected_end_on, s.review_on, s.source_code, s.detail,
  s.organisation_id, o.name as organisation_name, o.establishment_no, o.ukprn, o.la_code as organisation_la_code,
  o.kind as organisation_kind, json_extract_string(s.detail, '$.level') as course_level,
  json_extract_string(s.detail, '$.sector') as course_sector
from known.situation s
join core.person p on p.person_id = s.person_id
left join known.organisation o on o.id = s.organisation_id
where s.domain = 'eet' and s.is_primary and s.standing = 'confirmed' and coalesce(s.state, 'verified') = 'verified'
