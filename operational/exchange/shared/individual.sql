-- Each living record once, with what tells people apart: names, numbers, where they live on :as_at. A confidential address is left out.
individual as materialized (
  select p.id as person_id, p.given_name, p.middle_names, p.family_name, p.date_of_birth, p.return_gender_code as gender,
    coalesce(e.national_code, p.ethnicity_code) as ethnicity, p.year11_la_code, y.establishment_no as year11_school_no,
    n.ypid, n.upn, n.uln, h.la_code as home_la, h.started_on as home_since,
    case when not h.confidential then h.line_1 end as line_1, case when not h.confidential then h.line_2 end as line_2,
    case when not h.confidential then h.line_3 end as line_3, case when not h.confidential then h.line_4 end as line_4,
    case when not h.confidential then h.town end as town, case when not h.confidential then h.county end as county,
    case when not h.confidential then h.postcode end as postcode
  from person p
  left join code e on e.set_id = 'YP27' and e.code = p.ethnicity_code
  left join organisation y on y.id = p.year11_school_id
  left join (
    select i.person_id, max(i.value) filter (where i.kind = 'YPID') as ypid, max(i.value) filter (where i.kind = 'UPN') as upn,
      max(i.value) filter (where i.kind = 'ULN') as uln
    from person_identifier i where i.tenant_id = :tenant group by i.person_id
  ) n on n.person_id = p.id
  left join lateral (
    select a.*, pa.started_on, pa.confidential
    from person_address pa join address a on a.id = pa.address_id
    where pa.person_id = p.id and pa.kind = 'home' and pa.started_on <= :as_at and coalesce(pa.ended_on, 'infinity') >= :as_at
    limit 1
  ) h on true
  where p.tenant_id = :tenant and p.deleted_at is null and p.merged_into_id is null
    and coalesce(p.date_of_death, 'infinity') > :as_at
)
