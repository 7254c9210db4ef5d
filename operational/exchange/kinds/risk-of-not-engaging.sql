/*---
title: Risk of not engaging
about: >
  A school's young people with the latest indicator of the risk that they won't go on in education or training, its
  factors and its day. Advice for people who decide, and only under a sharing agreement: its name goes into the record of the file.
to: school
asks: [la, school, as_at]
needs: agreement
dates: dmy
bom: true
reads_back: risk-indicators
file: risk-of-not-engaging_{school}_{as_at}.csv
order: [school_no, family_name, given_name, date_of_birth, person_id]
columns:
  - { name: school_no, heading: SchoolDfENo }
  - { name: school_name, heading: School }
  - { name: upn, heading: UPN }
  - { name: ypid, heading: YoungPersonsID }
  - { name: given_name, heading: Forename }
  - { name: family_name, heading: Surname }
  - { name: date_of_birth, heading: DOB, type: date }
  - { name: postcode, heading: Postcode }
  - { name: year_group, heading: YearGroup, type: count }
  - { name: instrument, heading: Instrument }
  - { name: assessed_on, heading: DateAssessed, type: date }
  - { name: score, heading: Score, type: count }
  - { name: band, heading: Band }
  - { name: factors, heading: Factors }
  - { name: disputed, heading: Disputed }
---*/
select i.person_id, o.id as school_id, o.establishment_no as school_no, o.name as school_name, i.upn, i.ypid, i.given_name, i.family_name,
  i.date_of_birth, i.postcode,
    :academic_year::integer - extract(year from i.date_of_birth - interval '8 months')::integer - 5 as year_group,
  r.instrument, r.assessed_on, r.score, r.band, r.factors, case when r.disputed_on is not null then 'Y' else 'N' end as disputed
from individual i
join lateral (
  select k.instrument, k.assessed_on, trim_scale(k.score)::text as score, k.band, k.disputed_on,
    (select string_agg(f.key || ': ' || f.value, '; ' order by f.key) from jsonb_each_text(k.factors) f) as factors
  from risk_indicator k
  where k.person_id = i.person_id and k.assessed_on <= :as_at
  order by k.assessed_on desc, k.id desc limit 1
) r on true
left join position p on p.person_id = i.person_id
join person own on own.id = i.person_id
join organisation o on o.id = coalesce(case when p.provider_kind in ('school', 'sixth-form') then p.provider_id end,
    case when p.code is null or p.code = any (:compulsory) then own.year11_school_id end)
where o.la_code = :la
