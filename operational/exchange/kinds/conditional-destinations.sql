/*---
title: Conditional destinations
about: >
  Where a school's young people mean to go and where they have a place if the conditions are met: the latest of each that is held, for the
  school to confirm. What comes back is read by the import profile intended-destinations.
to: school
asks: [season, la, school, as_at]
cohort: activity-survey
dates: dmy
bom: true
reads_back: intended-destinations
file: conditional-destinations_{season}_{school}.csv
order: [school_no, family_name, given_name, date_of_birth, person_id, kind]
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
  - { name: season, heading: Season, type: count }
  - { name: kind, heading: Kind }
  - { name: code, heading: IntendedDestination }
  - { name: label, heading: Meaning }
  - { name: provider_name, heading: ProviderName }
  - { name: establishment_no, heading: ProviderDfENo }
  - { name: made_on, heading: DateMade, type: date }
---*/
select m.person_id, m.school_id, m.school_no, m.school_name, i.upn, i.ypid, i.given_name, i.family_name, i.date_of_birth, i.postcode,
  m.year_group, :season::integer as season, o.kind, coalesce(c.national_code, o.code) as code, c.label, g.name as provider_name,
  g.establishment_no, o.made_on
from member m
join individual i using (person_id)
left join lateral (
  select distinct on (f.kind) f.*
  from offer f
  where f.person_id = m.person_id and f.kind in ('intention', 'conditional') and f.season = :season
    and coalesce(f.state, 'verified') = 'verified' and f.made_on <= :as_at
  order by f.kind, f.made_on desc, f.id desc
) o on true
left join code c on c.set_id = 'ID01' and c.code = o.code
left join organisation g on g.id = o.organisation_id
