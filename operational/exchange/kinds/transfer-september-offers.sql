/*---
title: 'Transfer: September offers'
about: The September Guarantee statuses of a season of people who live in another authority or have moved there.
to: authority
group: transfer
asks: [to, season, as_at]
dates: dmy
bom: true
reads_back: transfer-september-offers
file: transfer-september-offers_{la}_to_{to}_{season}.csv
order: [family_name, given_name, date_of_birth, person_id, year_group]
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
  - { name: season, heading: Season, type: count }
  - { name: year_group, heading: YearGroup, type: count }
  - { name: code, heading: GuaranteeStatus }
  - { name: label, heading: Meaning }
  - { name: la_code, heading: GuaranteeLEA }
  - { name: made_on, heading: DateMade, type: date }
  - { name: establishment_no, heading: DfENo }
  - { name: ukprn, heading: UKPRN }
  - { name: provider_name, heading: ProviderName }
  - { name: provider_kind, heading: ProviderKind }
---*/
select t.person_id, t.given_name, t.family_name, t.date_of_birth, t.postcode, t.upn, t.uln, t.ypid, t.middle_names, t.gender, o.season,
  o.year_group, coalesce(c.national_code, o.code) as code, c.label, o.la_code, o.made_on,
  g.establishment_no, g.ukprn, g.name as provider_name, g.kind as provider_kind
from transferee t
join offer o on o.person_id = t.person_id and o.kind = 'guarantee' and o.season = :season and coalesce(o.state, 'verified') = 'verified'
  and o.made_on <= :as_at
join code c on c.set_id = case o.year_group when 11 then 'SG02' else 'SG11' end and c.code = o.code
left join organisation g on g.id = o.organisation_id
