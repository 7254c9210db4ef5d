-- Who could be meant by rows: pairs of a row's place and a person. $1 tenant; then arrays, one entry a row: $2 given and $3 family name
-- (small letters), $4 date of birth, $5 the same with day and month changed over, $6 postcode, each null when the row has none.
-- A pair may come more than once. With the names and birth date of each, by which most are put aside at once. A pair needs the same birth date, name or postcode, and one initial in common, whichever way round the names stand.
with sought as (
  select n::integer, given, family, left(given, 1) as g, left(family, 1) as f, born, swapped, postcode
  from unnest($2::text[], $3::text[], $4::date[], $5::date[], $6::text[])
    with ordinality as s (given, family, born, swapped, postcode, n)
)
select s.n, p.id, p.given_name as given, p.family_name as family, p.known_as as "knownAs", p.date_of_birth as born from sought s
join person p on p.tenant_id = $1 and p.date_of_birth in (s.born, s.swapped)
  and (left(lower(p.family_name), 1) in (s.f, s.g) or left(lower(p.given_name), 1) in (s.g, s.f)
    or left(lower(p.known_as), 1) = s.g)
union all
select s.n, p.id, p.given_name, p.family_name, p.known_as, p.date_of_birth from sought s
join person p on p.tenant_id = $1 and lower(p.family_name) = s.family and lower(p.given_name) = s.given
union all
select s.n, p.id, p.given_name, p.family_name, p.known_as, p.date_of_birth from sought s
join person p on p.tenant_id = $1 and lower(p.family_name) = s.given and lower(p.given_name) = s.family
union all
select s.n, p.id, p.given_name, p.family_name, p.known_as, p.date_of_birth from sought s
join address a on a.tenant_id = $1 and a.postcode = s.postcode and a.postcode not like 'ZZ99%'
join person_address pa on pa.address_id = a.id and pa.kind = 'home'
join person p on p.id = pa.person_id
  and (left(lower(p.family_name), 1) in (s.f, s.g) or left(lower(p.given_name), 1) in (s.g, s.f))
