/*---
title: 'Transfer: destinations'
about: >
  What people do who live in another authority or have moved there, with who they are, so that it can take them over. Nobody else is in it.
to: authority
group: transfer
asks: [to, as_at]
position: as-at
dates: dmy
bom: true
reads_back: transfer-destinations
file: transfer-destinations_{la}_to_{to}_{as_at}.csv
order: [family_name, given_name, date_of_birth, person_id]
columns:
  - { name: given_name, heading: Forename }
  - { name: family_name, heading: Surname }
  - { name: date_of_birth, heading: DOB, type: date }
  - { name: postcode, heading: Postcode }
  - { name: upn, heading: UPN }
  - { name: uln, heading: ULN }
  - { name: ypid, heading: YoungPersonsID }
  - { name: middle_names, heading: MiddleName }
  - { name: gender, heading: Gender }
  - { name: ethnicity, heading: Ethnicity }
  - { name: line_1, heading: AddressLine1 }
  - { name: line_2, heading: AddressLine2 }
  - { name: line_3, heading: AddressLine3 }
  - { name: line_4, heading: AddressLine4 }
  - { name: town, heading: Town }
  - { name: county, heading: County }
  - { name: year11_la_code, heading: LEACodeAtYear11 }
  - { name: basis, heading: Basis }
  - { name: transferred_on, heading: TransferDate, type: date }
  - { name: sen, heading: SENProvision }
  - { name: level_of_need, heading: LevelOfNeed }
  - { name: code, heading: ActivityCode }
  - { name: label, heading: ActivityMeaning }
  - { name: started_on, heading: StartDate, type: date }
  - { name: ascertained_on, heading: DateAscertained, type: date }
  - { name: verified_on, heading: DateVerified, type: date }
  - { name: review_on, heading: ReviewDate, type: date }
  - { name: expected_end_on, heading: EndDate, type: date }
  - { name: establishment_no, heading: DfENo }
  - { name: ukprn, heading: UKPRN }
  - { name: provider_name, heading: ProviderName }
  - { name: provider_kind, heading: ProviderKind }
---*/
select t.person_id, t.given_name, t.family_name, t.date_of_birth, t.postcode, t.upn, t.uln, t.ypid, t.middle_names, t.gender, t.ethnicity,
  t.line_1, t.line_2, t.line_3, t.line_4, t.town, t.county, t.year11_la_code,
  t.basis, t.transferred_on, sen.code as sen, need.code as level_of_need, p.code, p.label, p.started_on, p.ascertained_on, p.verified_on,
  p.review_on, p.expected_end_on, p.establishment_no, p.ukprn, p.provider_name, p.provider_kind
from transferee t
left join position p using (person_id)
left join characteristic sen on sen.person_id = t.person_id and sen.set_id = 'SEN' and coalesce(sen.state, 'verified') = 'verified'
  and sen.started_on <= :as_at and coalesce(sen.ended_on, 'infinity') >= :as_at
left join characteristic need on need.person_id = t.person_id and need.set_id = 'LEVEL_OF_NEED'
  and coalesce(need.state, 'verified') = 'verified'
  and need.started_on <= :as_at and coalesce(need.ended_on, 'infinity') >= :as_at
