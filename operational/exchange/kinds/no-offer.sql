/*---
title: No offer yet
about: >
  A school's young people of the season's fixed Guarantee cohort who have no offer, or of whom none is recorded, with empty columns for
  the answer. What comes back is read by the import profile september-offers.
to: school
asks: [season, la, school, as_at]
cohort: guarantee
dates: dmy
bom: true
reads_back: september-offers
file: no-offer_{season}_{school}.csv
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
  - { name: season, heading: Season, type: count }
  - { name: held, heading: HeldHere }
  - { name: blank, heading: GuaranteeStatus }
  - { name: blank, heading: ProviderName }
  - { name: blank, heading: ProviderDfENo }
  - { name: blank, heading: DateMade }
---*/
select m.person_id, m.school_id, m.school_no, m.school_name, i.upn, i.ypid, i.given_name, i.family_name, i.date_of_birth, i.postcode,
  m.year_group, :season::integer as season, c.label as held
from member m
join individual i using (person_id)
left join offer o on o.person_id = m.person_id and o.kind = 'guarantee' and o.season = :season and o.year_group = m.year_group
  and o.made_on <= :as_at and coalesce(o.state, 'verified') = 'verified'
join code c on c.set_id = case m.year_group when 11 then 'SG02' else 'SG11' end and c.code = coalesce(o.code, :not_recorded)
where coalesce(c.parent, '') not in ('offer', 'not-appropriate')
