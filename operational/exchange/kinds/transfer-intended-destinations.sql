/*---
title: 'Transfer: intended destinations'
about: What people who live in another authority or have moved there mean to do after Year 11, with offers of places that depend on results.
to: authority
group: transfer
asks: [to, season, as_at]
dates: dmy
bom: true
reads_back: transfer-intended-destinations
file: transfer-intended-destinations_{la}_to_{to}_{season}.csv
order: [family_name, given_name, date_of_birth, person_id, kind, made_on]
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
  - { name: kind, heading: Kind }
  - { name: code, heading: IntendedDestination }
  - { name: label, heading: Meaning }
  - { name: made_on, heading: DateMade, type: date }
  - { name: establishment_no, heading: DfENo }
  - { name: ukprn, heading: UKPRN }
  - { name: provider_name, heading: ProviderName }
  - { name: provider_kind, heading: ProviderKind }
---*/
select t.person_id, t.given_name, t.family_name, t.date_of_birth, t.postcode, t.upn, t.uln, t.ypid, t.middle_names, t.gender, o.season,
  o.kind, coalesce(c.national_code, o.code) as code, c.label, o.made_on,
  g.establishment_no, g.ukprn, g.name as provider_name, g.kind as provider_kind
from transferee t
join lateral (
  select distinct on (f.kind) f.*
  from offer f
  where f.person_id = t.person_id and f.kind in ('intention', 'conditional') and f.season = :season
    and coalesce(f.state, 'verified') = 'verified' and f.made_on <= :as_at
  order by f.kind, f.made_on desc, f.id desc
) o on true
join code c on c.set_id = 'ID01' and c.code = o.code
left join organisation g on g.id = o.organisation_id
