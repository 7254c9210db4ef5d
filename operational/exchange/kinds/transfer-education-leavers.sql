/*---
title: 'Transfer: education leavers'
about: >
  People who live in another authority or have moved there and have left a school, sixth form or college since a day. The first columns are those that client
  databases commonly read.
to: authority
group: transfer
asks: [to, from, as_at]
dates: dmy
bom: true
reads_back: transfer-education-leavers
file: transfer-education-leavers_{la}_to_{to}_{as_at}.csv
order: [family_name, given_name, date_of_birth, person_id, started_on]
columns:
  - { name: given_name, heading: Forename }
  - { name: family_name, heading: Surname }
  - { name: date_of_birth, heading: DOB, type: date }
  - { name: postcode, heading: Postcode }
  - { name: upn, heading: UPN }
  - { name: establishment_no, heading: DfENo }
  - { name: started_on, heading: StartDate, type: date }
  - { name: ended_on, heading: EndDate, type: date }
  - { name: level, heading: GoalLevel }
  - { name: course, heading: GoalDescription }
  - { name: uln, heading: ULN }
  - { name: ypid, heading: YoungPersonsID }
  - { name: middle_names, heading: MiddleName }
  - { name: gender, heading: Gender }
  - { name: code, heading: ActivityCode }
  - { name: ukprn, heading: UKPRN }
  - { name: provider_name, heading: ProviderName }
  - { name: provider_kind, heading: ProviderKind }
  - { name: verified_on, heading: DateVerified, type: date }
---*/
select t.person_id, t.given_name, t.family_name, t.date_of_birth, t.postcode, t.upn, t.uln, t.ypid, t.middle_names, t.gender,
  g.establishment_no, g.ukprn, s.started_on, s.ended_on, s.detail ->> 'level' as level, s.detail ->> 'course' as course,
  c.code, g.name as provider_name, g.kind as provider_kind,
    (select max(v.verified_on) from verification v where v.situation_id = s.id) as verified_on
from transferee t
join situation s on s.person_id = t.person_id and s.domain = 'eet' and s.is_primary and s.standing = 'confirmed'
  and s.ended_on between :from and :as_at
join code own on own.set_id = 'eet' and own.code = s.code
join code c on c.set_id = 'eet' and c.code = coalesce(own.national_code, own.code) and c.code = any (:education)
left join organisation g on g.id = s.organisation_id
