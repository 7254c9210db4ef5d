-- Where people live, half-open in valid time. The ward follows from the LSOA by the places of today.
select
  a.id as person_address_id, p.root_id as person_id, a.kind, a.confidential,
  a.started_on as valid_from, coalesce(a.ended_on + 1, date '2199-12-31') as valid_to,
  d.uprn, d.line_1, d.line_2, d.line_3, d.line_4, d.town, d.county, d.postcode, d.la_code, d.lsoa_code,
  coalesce(l.ward_code, d.ward_code) as ward_code, l.imd_decile
from known.person_address a
join core.person p on p.person_id = a.person_id
join known.address d on d.id = a.address_id
left join ref.lsoa l on l.lsoa_code = d.lsoa_code
