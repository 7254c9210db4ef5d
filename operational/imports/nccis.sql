-- A staged return, applied to the case store. Read before this, in the same transaction: `stage` (the file's records as text),
-- `batch` (one row: tenant_id, user_id, period_end, final_age, season), `blocked` (lines left out).
-- What the file doesn't date begins on its period end. What the store knows from after the period end stays.

-- step: read the records
create temp table incoming on commit drop as
select s.line, s.ypid, s.cohort_status, s.given_name, s.middle_name, s.family_name,
  s.address_line_1, s.address_line_2, s.address_line_3, s.address_line_4, s.town, s.county, s.postcode,
  s.gender, s.dob::date as dob, s.ethnicity, s.lead_la, s.educated_la, s.transferred_to_la, s.year11_la, s.uln, s.upn,
  s.guarantee_indicator, s.previous_ypid, s.year11_status, s.year11_guarantee_la, s.year12_status, s.year12_guarantee_la,
  s.level_of_need, s.send_flag, s.sen_support_flag,
  coalesce(string_to_array(s.characteristics, ' '), '{}') as characteristics,
  s.activity_code, s.start_date::date as start_date, s.date_ascertained::date as date_ascertained,
  s.date_verified::date as date_verified, s.review_date::date as review_date,
  case when s.establishment_number ~ '^[0-9]{7}$' then s.establishment_number end as establishment_number,
  s.establishment_name, case when s.ukprn ~ '^1[0-9]{7}$' then s.ukprn end as ukprn,
  s.neet_start_date::date as neet_start_date, s.predicted_end_date::date as predicted_end_date, s.intended_destination,
  coalesce(p.merged_into_id, p.id) as person_id, p.id is null as is_new,
  null::bigint as organisation_id, null::text as query
from stage s cross join batch b
left join person_identifier i on i.tenant_id = b.tenant_id and i.kind = 'YPID' and i.value = s.ypid
left join person p on p.id = i.person_id
where not exists (select from blocked x where x.line = s.line);
create unique index on incoming (line);
create index on incoming (person_id);
analyze incoming;
create temp table touched (person_id bigint not null) on commit drop;

-- step: find what a person must decide
update incoming i set query = 'The ID is new, but the previous ID that it names is someone''s current one: merge or rename them first.'
from batch b, person_identifier x
where i.is_new and x.tenant_id = b.tenant_id and x.kind = 'YPID' and x.value = i.previous_ypid;
update incoming i set query = 'The ID is that of someone with another name and another date of birth.'
from person p
where p.id = i.person_id and p.date_of_birth <> i.dob and lower(p.family_name) <> lower(i.family_name)
  and lower(p.given_name) <> lower(i.given_name);
update incoming i set query = 'The store knows a later activity than the one in the file.'
from situation s
where s.person_id = i.person_id and s.domain = 'eet' and s.is_primary and s.standing = 'confirmed' and s.started_on > i.start_date
  and i.query is null;
update incoming i set query = 'Two records of the file are of one person: their numbers were merged.'
from (select line, row_number() over (partition by person_id order by line) as n from incoming where person_id is not null) d
where d.line = i.line and d.n > 1;
create temp table queried on commit drop as select line, ypid, query from incoming where query is not null;
delete from incoming where query is not null;

-- step: people
update incoming set person_id = nextval(pg_get_serial_sequence('person', 'id')) where is_new;
create unique index on incoming (person_id);
analyze incoming;
insert into person (id, tenant_id, ref, given_name, middle_names, family_name, date_of_birth, return_gender_code, ethnicity_code, year11_la_code)
overriding system value
select i.person_id, b.tenant_id, r.ref, i.given_name, i.middle_name, i.family_name, i.dob, i.gender, i.ethnicity, i.year11_la
from (select *, row_number() over (order by line) as n from incoming where is_new) i
join free_ref r on r.n = i.n cross join batch b;
with changed as (
  update person p set given_name = i.given_name, middle_names = coalesce(i.middle_name, p.middle_names), family_name = i.family_name,
    date_of_birth = i.dob, return_gender_code = i.gender, ethnicity_code = coalesce(i.ethnicity, p.ethnicity_code),
    year11_la_code = coalesce(i.year11_la, p.year11_la_code), row_version = p.row_version + 1
  from incoming i
  where p.id = i.person_id and not i.is_new
    and (p.given_name, coalesce(i.middle_name, p.middle_names), p.family_name, p.date_of_birth, p.return_gender_code,
        coalesce(i.ethnicity, p.ethnicity_code), coalesce(i.year11_la, p.year11_la_code))
      is distinct from (i.given_name, p.middle_names, i.family_name, i.dob, i.gender, p.ethnicity_code, p.year11_la_code)
  returning p.id)
insert into touched select id from changed;

-- step: identifiers
create temp table number on commit drop as
select i.person_id, v.kind, v.value from incoming i
cross join lateral (values ('YPID', case when i.is_new then i.ypid end), ('previous-YPID', i.previous_ypid), ('UPN', i.upn), ('ULN', i.uln)) v (kind, value)
where v.value is not null and not exists
  (select from person_identifier x where x.person_id = i.person_id and x.kind = v.kind and x.value = v.value);
update person_identifier x set kind = 'former-UPN' from number n
where n.kind = 'UPN' and x.person_id = n.person_id and x.kind = 'UPN';
delete from person_identifier x using number n where n.kind = 'ULN' and x.person_id = n.person_id and x.kind = 'ULN';
insert into person_identifier (tenant_id, person_id, kind, value, source_code)
select b.tenant_id, n.person_id, n.kind, n.value, 'nccis-import' from number n cross join batch b order by n.person_id, n.kind;
insert into touched select person_id from number;

-- step: addresses
create temp table home on commit drop as
select i.person_id, i.address_line_1, i.address_line_2, i.address_line_3, i.address_line_4, i.town, i.county, i.postcode, i.lead_la,
  pa.id as spell_id, pa.address_id as old_address_id, pa.started_on, nextval(pg_get_serial_sequence('address', 'id')) as address_id
from incoming i cross join batch b
left join person_address pa on pa.person_id = i.person_id and pa.kind = 'home'
  and pa.started_on <= b.period_end and coalesce(pa.ended_on, 'infinity') >= b.period_end
left join address a on a.id = pa.address_id
where coalesce(i.address_line_1, i.address_line_2, i.address_line_3, i.address_line_4, i.town, i.county, i.postcode) is not null
  and (i.address_line_1, i.address_line_2, i.address_line_3, i.address_line_4, i.town, i.county, i.postcode)
    is distinct from (a.line_1, a.line_2, a.line_3, a.line_4, a.town, a.county, a.postcode)
  and not exists (select from person_address x where x.person_id = i.person_id and x.kind = 'home' and x.started_on > b.period_end);
create temp table place on commit drop as
select postcode, mode() within group (order by ward_code) as ward_code, mode() within group (order by lsoa_code) as lsoa_code
from address where postcode in (select postcode from home) and lsoa_code is not null group by postcode;
insert into address (id, tenant_id, line_1, line_2, line_3, line_4, town, county, postcode, la_code, ward_code, lsoa_code, match)
overriding system value
select h.address_id, b.tenant_id, h.address_line_1, h.address_line_2, h.address_line_3, h.address_line_4, h.town, h.county, h.postcode,
  h.lead_la, p.ward_code, p.lsoa_code, case when p.lsoa_code is null then 'none' else 'postcode' end
from home h cross join batch b left join place p on p.postcode = h.postcode;
update person_address pa set ended_on = b.period_end - 1 from home h, batch b
where pa.id = h.spell_id and pa.started_on < b.period_end;
update person_address pa set address_id = h.address_id from home h, batch b
where pa.id = h.spell_id and pa.started_on = b.period_end;
insert into person_address (tenant_id, person_id, address_id, kind, started_on, source_code)
select b.tenant_id, h.person_id, h.address_id, 'home', b.period_end, 'nccis-import'
from home h cross join batch b where h.started_on is null or h.started_on < b.period_end;
insert into touched select person_id from home;

-- step: organisations
insert into organisation (tenant_id, kind, name, la_code, establishment_no, ukprn)
select distinct on (x.name, x.establishment_number, x.ukprn) b.tenant_id, x.kind, x.name, left(x.establishment_number, 3), x.establishment_number, x.ukprn
from (
  select coalesce(i.establishment_name, i.establishment_number, i.ukprn) as name, i.establishment_number, i.ukprn,
    case c.parent when 'compulsory' then 'school' when 'education' then 'college' when 'employment' then 'employer' else 'provider' end as kind
  from incoming i join code c on c.set_id = 'eet' and c.code = i.activity_code
) x cross join batch b
where x.name is not null and not exists (
  select from organisation o where o.tenant_id = b.tenant_id and o.name = x.name
    and o.establishment_no is not distinct from x.establishment_number and o.ukprn is not distinct from x.ukprn)
order by x.name, x.establishment_number, x.ukprn, x.kind;
update incoming i set organisation_id = o.id
from (
  select min(o.id) as id, o.name, o.establishment_no, o.ukprn from organisation o join batch b on b.tenant_id = o.tenant_id
  group by o.name, o.establishment_no, o.ukprn) o
where o.name = coalesce(i.establishment_name, i.establishment_number, i.ukprn)
  and o.establishment_no is not distinct from i.establishment_number and o.ukprn is not distinct from i.ukprn;

-- step: activities
-- What the file says and the store's own facts would not: kept beside the activity and sent again while it lasts.
create temp table doing on commit drop as
select i.*, s.id as same_id, coalesce(nullif(jsonb_strip_nulls(jsonb_build_object(
    'educated_la', case when i.educated_la is distinct from left(i.establishment_number, 3) then coalesce(i.educated_la, '') end,
    'guarantee_indicator', case when i.guarantee_indicator is distinct from g.expected then coalesce(i.guarantee_indicator, '') end,
    'season', case when i.guarantee_indicator is distinct from g.expected then b.season end)), '{}'::jsonb), 'null'::jsonb) as as_given
from incoming i cross join batch b
cross join lateral (select 11 + (b.season - (extract(year from i.dob)::int + (extract(month from i.dob) >= 9)::int + b.final_age + 1)) as year_group) y
cross join lateral (select case
    when (y.year_group = 11 and i.year11_status is not null) or (y.year_group = 12 and i.year12_status is not null) then 'Y'
    when y.year_group in (11, 12) then 'N' end as expected) g
left join situation s on s.person_id = i.person_id and s.domain = 'eet' and s.is_primary and s.standing = 'confirmed'
  and s.started_on = i.start_date;
update situation s set ended_on = d.start_date - 1 from doing d
where s.person_id = d.person_id and s.domain = 'eet' and s.is_primary and s.standing = 'confirmed'
  and s.started_on < d.start_date and coalesce(s.ended_on, 'infinity') >= d.start_date;
with changed as (
  update situation s set code = d.activity_code, ended_on = null, ascertained_on = d.date_ascertained,
    expected_end_on = d.predicted_end_date, review_on = d.review_date, organisation_id = d.organisation_id,
    detail = case when d.as_given = 'null' then s.detail - 'as_given' else s.detail || jsonb_build_object('as_given', d.as_given) end
  from doing d cross join batch b
  where s.id = d.same_id and ((s.code, s.ascertained_on, s.expected_end_on, s.review_on, s.organisation_id)
      is distinct from (d.activity_code, d.date_ascertained, d.predicted_end_date, d.review_date, d.organisation_id)
    or coalesce(s.detail -> 'as_given', 'null') <> d.as_given or s.ended_on < b.period_end)
  returning s.person_id)
insert into touched select person_id from changed;
with made as (
  insert into situation (tenant_id, person_id, domain, code, started_on, ascertained_on, expected_end_on, review_on, organisation_id,
    detail, is_primary, standing, source_code)
  select b.tenant_id, d.person_id, 'eet', d.activity_code, d.start_date, d.date_ascertained, d.predicted_end_date, d.review_date,
    d.organisation_id, case when d.as_given = 'null' then '{}' else jsonb_build_object('as_given', d.as_given) end, true, 'confirmed', 'nccis-import'
  from doing d cross join batch b where d.same_id is null
  returning person_id)
insert into touched select person_id from made;

-- step: NEET runs and verifications
-- A run that began before its present activity: the part that the file doesn't tell is taken to be the same activity.
with before as (
  select i.person_id, i.activity_code, i.start_date, greatest(i.neet_start_date, max(s.ended_on) + 1) as began
  from incoming i
  left join situation s on s.person_id = i.person_id and s.domain = 'eet' and s.is_primary and s.standing = 'confirmed'
    and s.started_on < i.start_date
  where i.neet_start_date < i.start_date
  group by i.person_id, i.activity_code, i.start_date, i.neet_start_date
), made as (
  insert into situation (tenant_id, person_id, domain, code, started_on, ended_on, ascertained_on, is_primary, standing, source_code)
  select b.tenant_id, x.person_id, 'eet', x.activity_code, x.began, x.start_date - 1, x.began, true, 'confirmed', 'migration'
  from before x cross join batch b where x.began < x.start_date
  returning person_id)
insert into touched select person_id from made;
with made as (
  insert into verification (tenant_id, situation_id, verified_on, method, source_code)
  select b.tenant_id, s.id, i.date_verified, 'migration', 'nccis-import'
  from incoming i cross join batch b
  join situation s on s.person_id = i.person_id and s.domain = 'eet' and s.is_primary and s.standing = 'confirmed' and s.started_on = i.start_date
  where i.date_verified is not null
    and not exists (select from verification v where v.situation_id = s.id and v.verified_on = i.date_verified)
  returning situation_id)
insert into touched select s.person_id from made m join situation s on s.id = m.situation_id;

-- step: characteristics
-- What waits to be verified is not known yet: the file is held against what counts.
create temp table said on commit drop as
select i.person_id, 'IC01' as set_id, c.code from incoming i cross join lateral (select distinct unnest(i.characteristics) as code) c
union all select person_id, 'LEVEL_OF_NEED', level_of_need from incoming where level_of_need is not null
union all select person_id, 'SEN', 'E' from incoming where send_flag = 'Y'
union all select person_id, 'SEN', 'K' from incoming where send_flag is distinct from 'Y' and sen_support_flag = 'Y';
create temp table over on commit drop as
select c.id, c.person_id, c.started_on
from characteristic c join incoming i on i.person_id = c.person_id cross join batch b
where coalesce(c.state, 'verified') = 'verified' and c.set_id in ('IC01', 'LEVEL_OF_NEED', 'SEN') and c.started_on <= b.period_end and coalesce(c.ended_on, 'infinity') >= b.period_end
  and (c.set_id <> 'LEVEL_OF_NEED' or i.level_of_need is not null) and (c.set_id <> 'SEN' or i.send_flag is not null)
  and not exists (select from said s where s.person_id = c.person_id and s.set_id = c.set_id and s.code = c.code);
insert into touched select person_id from over;
delete from characteristic c using over o, batch b where c.id = o.id and o.started_on = b.period_end;
update characteristic c set ended_on = b.period_end - 1 from over o, batch b where c.id = o.id and o.started_on < b.period_end;
with made as (
  insert into characteristic (tenant_id, person_id, set_id, code, started_on, source_code, sensitivity)
  select b.tenant_id, s.person_id, s.set_id, s.code, b.period_end, 'nccis-import', c.sensitivity
  from said s cross join batch b join code c on c.set_id = s.set_id and c.code = s.code
  where not exists (
    select from characteristic x where x.person_id = s.person_id and x.set_id = s.set_id and coalesce(x.state, 'verified') = 'verified'
      and (x.code = s.code or s.set_id in ('LEVEL_OF_NEED', 'SEN')) and coalesce(x.ended_on, 'infinity') >= b.period_end)
  returning person_id)
insert into touched select person_id from made;

-- step: offers
create temp table offered on commit drop as
select i.person_id, v.kind, v.year_group, v.code, v.la, s.summer + coalesce(v.year_group - 11, 0) as season
from incoming i cross join batch b
cross join lateral (select extract(year from i.dob)::int + (extract(month from i.dob) >= 9)::int + b.final_age + 1 as summer) s
cross join lateral (values ('guarantee', 11, i.year11_status, i.year11_guarantee_la), ('guarantee', 12, i.year12_status, i.year12_guarantee_la),
  ('intention', null, i.intended_destination, null)) v (kind, year_group, code, la)
where v.code is not null;
with changed as (
  update offer o set code = f.code, la_code = f.la, made_on = b.period_end from offered f cross join batch b
  where f.kind = 'guarantee' and o.kind = 'guarantee' and o.person_id = f.person_id and o.season = f.season and o.year_group = f.year_group
    and coalesce(o.state, 'verified') = 'verified' and (o.code, o.la_code) is distinct from (f.code, f.la) and o.made_on <= b.period_end
  returning o.person_id)
insert into touched select person_id from changed;
with made as (
  insert into offer (tenant_id, person_id, kind, season, year_group, code, la_code, made_on, source_code)
  select b.tenant_id, f.person_id, f.kind, f.season, f.year_group, f.code, f.la, b.period_end, 'nccis-import'
  from offered f cross join batch b
  where case f.kind when 'guarantee' then not exists (
      select from offer o where o.kind = 'guarantee' and o.person_id = f.person_id and o.season = f.season and o.year_group = f.year_group
        and coalesce(o.state, 'verified') = 'verified')
    else f.code is distinct from (
      select o.code from offer o where o.kind = 'intention' and o.person_id = f.person_id
        and coalesce(o.state, 'verified') = 'verified' order by o.made_on desc, o.id desc limit 1) end
  returning person_id)
insert into touched select person_id from made;

-- step: cohort
insert into cohort (tenant_id, kind, la_code)
select distinct b.tenant_id, 'nccis', i.lead_la from incoming i cross join batch b on conflict do nothing;
create temp table member on commit drop as
select i.person_id, c.id as cohort_id, i.cohort_status, i.transferred_to_la, m.id as old_id, m.started_on
from incoming i cross join batch b
join cohort c on c.tenant_id = b.tenant_id and c.kind = 'nccis' and c.la_code = i.lead_la
left join cohort_member m on m.cohort_id = c.id and m.person_id = i.person_id
  and m.started_on <= b.period_end and coalesce(m.ended_on, 'infinity') >= b.period_end
where (m.status_code, m.transferred_to_la_code) is distinct from (i.cohort_status, case when i.cohort_status = 'T' then i.transferred_to_la end)
  and not exists (select from cohort_member x where x.cohort_id = c.id and x.person_id = i.person_id and x.started_on > b.period_end);
update cohort_member m set ended_on = b.period_end - 1 from member n, batch b where m.id = n.old_id and n.started_on < b.period_end;
update cohort_member m set status_code = n.cohort_status, transferred_to_la_code = case when n.cohort_status = 'T' then n.transferred_to_la end
from member n, batch b where m.id = n.old_id and n.started_on = b.period_end;
insert into cohort_member (tenant_id, cohort_id, person_id, status_code, started_on, transferred_to_la_code)
select b.tenant_id, n.cohort_id, n.person_id, n.cohort_status, b.period_end, case when n.cohort_status = 'T' then n.transferred_to_la end
from member n cross join batch b where n.started_on is null or n.started_on < b.period_end;
insert into touched select person_id from member;
