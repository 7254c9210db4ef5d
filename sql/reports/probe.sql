-- Made-up rows for measuring one version of a report against another: nobody in them is real. Every code, flag and gap that a
-- report could look at occurs, so that a change of a condition shows even where a council's own data would hide it. The flags
-- keep the promises of the marts (NEET, not known and EET add up to the base; who joins was not NEET the month before), so that
-- a statement which only says the same in other words measures as the same. Read after marts@1.sql, into an empty database.
create temp table person as
select
  n,
  'probe-' || n as person_key,
  case when cast(hash(n, 'la') % 12 as integer) = 0 then '373' else '336' end as la_code,
  15 + cast(hash(n, 'age') % 5 as integer) as age,
  case cast(hash(n, 'gender') % 5 as integer) when 0 then null when 1 then 'F' when 2 then 'F' else 'M' end as gender,
  cast(hash(n, 'ethnic') % 6 as integer) as ethnic,
  cast(hash(n, 'sen') % 4 as integer) as sen,
  cast(hash(n, 'need') % 4 as integer) as need,
  case when cast(hash(n, 'ward') % 9 as integer) = 0 then null else cast(hash(n, 'ward') % 7 as integer) + 1 end as ward,
  cast(hash(n, 'school') % 5 as integer) as school,
  cast(hash(n, 'team') % 4 as integer) as team
from range(360) t(n);

insert into marts.month
select
  day, case when extract(month from day) >= 9 then extract(year from day) else extract(year from day) - 1 end,
  case when extract(month from day) >= 4 then extract(year from day) else extract(year from day) - 1 end,
  last_day(cast(date_trunc('quarter', day) + interval 2 month as date)),
  case when day < date '2026-04-01' then '2020-21' else '2026-27' end
from (select last_day(cast(date '2024-08-01' + to_months(cast(i as integer)) as date)) as day from range(27) t(i));

create temp table standing as
select
  p.*, m.month_end, row_number() over (partition by p.n order by m.month_end) as turn,
  case cast(hash(p.n, 'spell', cast(floor((extract(year from m.month_end) * 12 + extract(month from m.month_end) + p.n % 4) / 4) as integer)) % 9 as integer)
    when 0 then 'NEET' when 1 then 'NEET' when 2 then 'NK' else 'EET' end as headline
from person p cross join marts.month m;

create temp table following as
select
  s.*, lag(s.headline) over (partition by s.n order by s.month_end) as before,
  cast(hash(s.n, s.headline, extract(month from s.month_end)) % 5 as integer) as kind
from standing s;

insert into marts.person_month (
  month_end, person_key, edition, la_code, cohort_status, transferred_to_la_code, academic_age, year_group, gender, ethnicity,
  ethnicity_label, ethnic_group, sen, sen_label, level_of_need, activity_code, activity_label, activity_group, headline,
  participation_type, duty, activity_started_on, verified_on, due_to_lapse_on, currency_lapsed, neet_started_on, days_neet,
  ward_code, ward_name, lsoa_code, imd_decile, provider_no, provider_name, school_no, school_name, team, last_contact_on,
  is_base, is_eet, is_neet, is_nk, is_participating, is_duty_met, is_working_towards, is_temporary_break,
  is_lapsed, is_joiner, is_leaver, is_vulnerable, is_ehcp_18_24, previous_headline, previous_group, leaver_destination,
  level_of_need_label, days_to_lapse, days_since_verified, days_since_contact, provider_kind, provider_la_code, course_level,
  course_sector, caseworker, locality, has_characteristic, is_cohort_joiner, is_cohort_leaver, is_custody
)
select
  month_end, person_key, case when month_end < date '2026-04-01' then '2020-21' else '2026-27' end, la_code,
  case cast(hash(n, 'status') % 11 as integer) when 0 then 'T' else 'P' end, case when cast(hash(n, 'moved') % 9 as integer) = 0 then '333' end,
  age, age - 4, gender, 'E' || ethnic, 'Ethnicity ' || ethnic, case when ethnic = 5 then null else 'Ethnic group ' || ethnic % 3 end,
  case sen when 0 then 'E' when 1 then 'K' else 'N' end, case sen when 0 then 'EHC plan' when 1 then 'SEN support' when 2 then null else 'No SEN' end,
  case when need = 0 then null else cast(need as varchar) end,
  cast(100 * (1 + kind) + case headline when 'NEET' then 20 when 'NK' then 50 else 0 end as varchar), 'Activity ' || kind,
  case headline
    when 'NEET' then case when kind < 3 then 'neet-available' else 'neet-not-available' end when 'NK' then 'not-known'
    else case kind when 0 then 'training' when 1 then 'employment' when 2 then 're-engagement' else 'education' end end,
  headline,
  case when headline <> 'EET' then 'NONE' when kind = 0 then 'APP' when kind = 1 then 'WBL' when kind = 2 then 'PT' else 'FTE' end,
  case when headline <> 'EET' then 'NOT' when kind = 1 then 'TOWARDS' when kind = 2 then 'BREAK' else 'MET' end,
  month_end - cast(30 * (1 + kind) as integer), month_end - cast(20 * kind as integer), month_end + cast(40 - 15 * kind as integer), headline = 'NK' and kind = 1,
  case when headline = 'NEET' then month_end - cast(11 * (1 + cast(hash(n, month_end) % 40 as integer)) as integer) end,
  case when headline = 'NEET' then cast(11 * (1 + cast(hash(n, month_end) % 40 as integer)) as integer) end,
  case when ward is not null then 'E0500132' || ward end, case when ward is not null then 'Ward ' || ward end, 'E0101' || (1000 + ward), 1 + cast(hash(n, 'imd') % 10 as integer),
  'P' || cast(hash(n, 'provider') % 6 as integer), 'Provider ' || cast(hash(n, 'provider') % 6 as integer), 'S' || school, case when school = 4 then null else 'School ' || school end,
  case when team = 3 then null else 'Team ' || team end, case when kind = 4 then null else month_end - cast(9 * kind as integer) end,
  base, base and headline = 'EET', base and headline = 'NEET', base and headline = 'NK',
  base and headline = 'EET' and kind <> 1, base and headline = 'EET' and kind > 2, base and headline = 'EET' and kind = 1, base and headline = 'EET' and kind = 2,
  base and headline = 'NK' and kind = 1, base and headline = 'NEET' and turn > 1 and before <> 'NEET', base and headline <> 'NEET' and before = 'NEET',
  cast(hash(n, 'vulnerable') % 5 as integer) = 0, sen = 0 and age > 17,
  coalesce(before, 'not in cohort'),
  case before when 'NEET' then case when cast(hash(n, 'was') % 2 as integer) = 0 then 'neet-available' else 'neet-not-available' end when 'NK' then 'not-known' when 'EET' then 'education' else 'not in cohort' end,
  case headline when 'EET' then 'education' when 'NK' then 'not-known' end,
  case when need > 0 then 'Need ' || need end, 40 - 15 * kind, cast(20 * kind as integer), case when kind < 4 then 9 * kind end,
  case when kind < 3 then 'college' else 'school' end, case when kind = 3 then '333' else '336' end,
  case when kind < 4 then cast(kind as varchar) end, case when kind < 4 then 'Sector ' || kind end,
  case when need > 1 then 'Worker ' || need end, case when ward is not null then 'Locality ' || ward % 3 end,
  cast(hash(n, 'vulnerable') % 3 as integer) = 0, base and turn = 4, not base and turn = 4, false
from (select *, age between 16 and 17 and cast(hash(n, 'custody') % 23 as integer) <> 0 as base from following);

insert into marts.monthly_line
select e.edition, l.line, l.label, l.parent, l.kind, l.position
from (select '2020-21' as edition union all select '2026-27') e cross join (
  select '100' as line, 'Activity 0' as label, 'education' as parent, 'code' as kind, 1 as position
  union all select 'education', 'Education', 'EET', 'sum', 2 union all select 'EET', 'EET', 'base', 'sum', 3
  union all select 'NEET', 'NEET', 'base', 'sum', 4 union all select 'NK', 'Not known', 'base', 'sum', 5
  union all select 'base', 'Total', null, 'sum', 6
) l;

insert into special.person_month_by (
  month_end, person_key, dimension, group_name, group_sort, academic_age, gender, sen, activity_code, activity_label, activity_group,
  headline, days_neet, ward_name, team, verified_on, last_contact_on, is_base, is_eet, is_neet, is_nk, is_participating, is_joiner,
  is_leaver, is_ehcp_18_24
)
select
  p.month_end, p.person_key, g.dimension, g.group_name, g.group_sort, p.academic_age, p.gender, p.sen, p.activity_code,
  p.activity_label, p.activity_group, p.headline, p.days_neet, p.ward_name, p.team, p.verified_on, p.last_contact_on, p.is_base,
  p.is_eet, p.is_neet, p.is_nk, p.is_participating, p.is_joiner, p.is_leaver, p.is_ehcp_18_24
from marts.person_month p
join (
  select 'characteristic' as dimension, 'Care leaver' as group_name, 1 as group_sort, 2 as every
  union all select 'characteristic', 'Teenage mother (derived)', 2, 3 union all select 'characteristic', 'Any of these', 4, 1
  union all select 'sen-need', 'Moderate learning difficulty', 1, 2 union all select 'sen-need', 'Any of these', 4, 1
) g on p.has_characteristic and cast(hash(p.person_key, g.group_name) % g.every as integer) = 0;

insert into marts.neet_spell
select 'probe-' || n, date '2024-09-01' + cast(n * 3 as integer), case when n % 4 = 0 then date '2199-12-31' else date '2024-10-01' + cast(n * 3 as integer) end, 30
from range(120) t(n);

insert into marts.ward
select 'E0500132' || n, 'Ward ' || n, date '2004-06-10', date '2199-12-31', 10.5 + n * 4.3, 60 + n * 11 from range(1, 8) t(n);

insert into marts.benchmark
select
  measure, cast(year as varchar), cast(year - 1 as varchar) || '/' || right(cast(year as varchar), 2), area.level, area.code, area.name,
  case when cast(hash(measure, year, area.code) % 17 as integer) = 0 then null else (cast(hash(measure, year, area.code) % 900 as integer)) / 10.0 end,
  case when cast(hash(measure, year, area.code) % 17 as integer) = 0 then 'c' end, case when measure = 'cohort' then 'people' else 'percent' end,
  'made up', date '2026-07-01', 'none'
from (select unnest(['cohort', 'neet_nk_percent', 'neet_percent', 'nk_percent', 'participation_percent', 'fte_percent',
  'apprenticeship_percent', 'other_participation_percent', 'guarantee_percent']) as measure)
cross join (select unnest([2024, 2025, 2026]) as year)
cross join (
  select 'LA' as level, '336' as code, 'Here' as name
  union all select 'LA', cast(300 + n as varchar), 'Neighbour ' || n from range(10) t(n)
  union all select 'region', 'E12000005', 'West Midlands' union all select 'England', 'E92000001', 'England'
) area;

insert into marts.neighbour
select '336', model, n + 1, cast(300 + (n + model) % 10 as varchar), 'Neighbour ' || (n + model) % 10
from range(6) t(n) cross join (select unnest([2021, 2025]) as model);

insert into marts.guarantee
select
  year, month_end, 'probe-' || n, 11 + n % 2, case when n % 13 = 0 then '373' else '336' end, 'S' || g, 'Status ' || g,
  ['offer', 'not-appropriate', 'no-offer', 'not-recorded'][g + 1], case when n % 7 = 0 then null else 'School ' || n % 4 end,
  case when n % 11 = 0 then null when n % 2 = 0 then 'F' else 'M' end, 'Ethnic group ' || n % 3, ['E', 'K', 'N'][n % 3 + 1]
from (select *, cast(hash(n, 'offer', month_end) % 4 as integer) as g from range(90) t(n)
  cross join (select unnest([2025, 2026]) as year)
  cross join (select month_end from marts.month where extract(month from month_end) in (9, 10)));

insert into marts.activity_survey
select
  year, 'probe-' || n, case when n % 13 = 0 then '373' else '336' end, case when n % 9 = 0 then null else 'School ' || n % 4 end, cast(100 * (1 + a) as varchar),
  case a when 4 then 'NEET' when 5 then 'NK' else 'EET' end,
  ['education', 'employment', 'training', 're-engagement', 'neet-available', 'not-known'][a + 1],
  case when n % 11 = 0 then null when n % 2 = 0 then 'F' else 'M' end, 'Ethnic group ' || n % 3, ['E', 'K', 'N'][n % 3 + 1],
  'Activity ' || a
from (select *, cast(hash(n, 'survey', year) % 6 as integer) as a from range(150) t(n) cross join (select unnest([2024, 2025]) as year));

insert into marts.import_batch
select
  last_day(day), day, day - 3, 'Profile ' || n % 4, 'file-' || n || '.csv', state, state = 'applied',
  100 + n, n % 3, 40 + n - n % 5, 50 - n % 7, n % 5, 10 + n % 7, 60 + n % 11, 25 + n % 5, n % 6, n % 13
from (select n, date '2024-11-05' + cast(n * 9 as integer) as day, ['applied', 'applied', 'applied', 'staged', 'undone', 'refused'][n % 6 + 1] as state
  from range(70) t(n));

insert into marts.change
select m.month_end, 'table_' || n, ['added', 'changed', 'taken away'][k + 1], 1 + cast(hash(m.month_end, n, k) % 90 as integer), 1
from marts.month m cross join range(4) t(n) cross join range(3) s(k);

insert into special.person_risk_by
select
  p.month_end, p.person_key, g.dimension, g.group_name, g.group_sort, 1 + cast(hash(p.person_key) % 6 as integer), 'Band', 1 + cast(hash(p.person_key) % 4 as integer), 'Factors',
  p.academic_age, p.activity_label, p.school_name, p.provider_name, p.ward_name, p.team, p.verified_on, p.last_contact_on,
  p.gender = 'F', p.academic_age = 16
from marts.person_month p
join (
  select 'factor' as dimension, 'Young carer' as group_name, 1 as group_sort, 2 as every
  union all select 'factor', 'Record ends within 90 days', 2, 3 union all select 'factor', 'Any of these', 99, 1
  union all select 'band', 'High', 1, 2 union all select 'band', 'Low', 3, 3
) g on p.is_eet and cast(hash(p.person_key, g.group_name) % g.every as integer) = 0;

insert into marts.stamp
select 'Made-up rows', '336', 'E12000005', 'West Midlands', date '2026-10-31', timestamp '2026-11-20 02:10:00', true;
