/*---
title: Final cohort
about: >
  A school's leavers as the season's cohort was fixed. The first file that is made of it stands: whoever asks again gets the same bytes,
  whatever was changed in the records since.
to: school
asks: [season, la, school]
cohort: activity-survey
dates: dmy
bom: true
keeps: first
reads_back: school-cohort
file: final-cohort_{season}_{school}.csv
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
  - { name: gender, heading: Gender }
  - { name: sen, heading: SENProvision }
---*/
select m.person_id, m.school_id, m.school_no, m.school_name, i.upn, i.ypid, i.given_name, i.family_name, i.date_of_birth, i.postcode,
  m.year_group, i.gender, n.code as sen
from member m
join individual i using (person_id)
left join characteristic n on n.person_id = m.person_id and n.set_id = 'SEN' and coalesce(n.state, 'verified') = 'verified'
  and n.started_on <= :fixed_on and coalesce(n.ended_on, 'infinity') >= :fixed_on
