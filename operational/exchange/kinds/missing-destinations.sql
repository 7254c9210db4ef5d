/*---
title: Leavers without a destination
about: >
  A school's leavers of whom nobody knows what they do now, with empty columns for the answer. What comes back is read by the import
  profile missing-destinations.
to: school
asks: [season, la, school, as_at]
cohort: activity-survey
position: as-at
dates: dmy
bom: true
reads_back: missing-destinations
file: missing-destinations_{season}_{school}.csv
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
  - { name: held, heading: HeldHere }
  - { name: blank, heading: Destination }
  - { name: blank, heading: ActivityCode }
  - { name: blank, heading: ProviderDfENo }
  - { name: blank, heading: ProviderUKPRN }
  - { name: blank, heading: ProviderName }
  - { name: blank, heading: StartDate }
  - { name: blank, heading: DateKnown }
---*/
select m.person_id, m.school_id, m.school_no, m.school_name, i.upn, i.ypid, i.given_name, i.family_name, i.date_of_birth, i.postcode,
  m.year_group, coalesce(p.label, 'Nothing') as held
from member m
join individual i using (person_id)
left join position p on p.person_id = m.person_id
where p.code is null or p.code = any (:unsettled)
