-- The table `checked` that the editions' checks run over: one row per record of a file, element values as text (null for absent or
-- empty), and beside them what follows from them. Read before this: `record` (the elements), `header` (one row), `edition` (one row),
-- `activity` (those of the edition that hold at the period end) `listed` (the codes of each list at the period end) and `slice` (the
-- records in question: of a large file some at a time, though repeats are sought in all of it); and a macro
-- fits_<column> for each row of forms.csv, null of null.
create or replace macro day(v) as case when regexp_full_match(v, '[0-9]{4}-[0-9]{2}-[0-9]{2}') then try_cast(v as date) end;
create or replace macro in_list(wanted, v) as list_contains((select codes from listed where list = wanted), v);
create or replace macro is_flag(v) as v in ('Y', 'N');

-- What stands more than once in the file. Few do, so these are small, also of a file of a million records.
create or replace table same_ypid as
  select ypid, count(*) filter (where cohort_status is distinct from 'G') as others from record
  where ypid is not null group by ypid having count(*) > 1;
create or replace table copy_of_ypid as
  select row_no, row_number() over (partition by ypid order by row_no) as copy from record
  where ypid in (select ypid from same_ypid) or ypid is null;
create or replace table same_uln as
  select uln, count(distinct ypid) as people from record
  where uln is not null and cohort_status is distinct from 'M' group by uln having count(*) > 1;
create or replace table same_name as
  select lower(given_name) as given, lower(family_name) as family, dob, count(distinct ypid) as people
  from record group by all having count(*) > 1;

create or replace table checked as
with dated as (
  select r.*, h.databases, h.source_las, h.period_end, e.*,
    day(r.dob) as dob_day, day(r.start_date) as start_day, day(r.date_ascertained) as ascertained_day,
    day(r.date_verified) as verified_day, day(r.review_date) as review_day, day(r.due_to_lapse_date) as due_day,
    day(r.predicted_end_date) as predicted_day, day(r.neet_start_date) as neet_start_day,
    make_date(year(h.period_end) - case when month(h.period_end) < 9 then 1 else 0 end, 9, 1) as academic_year_start
  from record r cross join header h cross join edition e
  where r.row_no between (select first_row from slice) and (select last_row from slice)
),
aged as (
  select *,
    year(academic_year_start) - year(dob_day) - case when month(dob_day) >= 9 then 1 else 0 end as academic_age
  from dated
),
grouped as (
  select *, academic_age - year_group_below_age as year_group,
    -- The guarantee in question is the running season's until August and the last season's after: people have moved up since.
    academic_age - year_group_below_age - case when month(period_end) between season_starts_month and 8 then 0 else 1 end as guarantee_year
  from aged
)
select g.*,
  a.code is not null as activity_known, a.age_band, a.minimum_age,
  coalesce(a.needs_predicted_end, false) as needs_predicted_end, coalesce(a.needs_review, false) as needs_review,
  coalesce(a.needs_neet_start, false) as needs_neet_start, coalesce(a.needs_due, false) as needs_due,
  coalesce(in_list('leaver', g.cohort_status), false) as is_leaver,
  case g.guarantee_year
    when 11 then g.year11_status is not null and g.year11_guarantee_la is not null
    when 12 then g.year12_status is not null and g.year12_guarantee_la is not null
    else (g.year11_status is not null and g.year11_guarantee_la is not null)
      or (g.year12_status is not null and g.year12_guarantee_la is not null)
  end as guarantee_complete,
  -- Found on the side, as few stand twice: a window over whole records would hold the file.
  case when g.ypid is null then 0 when y.ypid is not null then y.others
    when g.cohort_status is distinct from 'G' then 1 else 0 end as same_ypid,
  coalesce(k.copy, 1) as copy_of_ypid,
  coalesce(u.people, 0) as people_with_uln,
  coalesce(n.people, 0) as people_with_name
from grouped g
left join activity a on a.code = g.activity_code
left join same_ypid y on y.ypid = g.ypid
left join copy_of_ypid k on k.row_no = g.row_no
left join same_uln u on u.uln = g.uln
left join same_name n on n.given = lower(g.given_name) and n.family = lower(g.family_name) and n.dob = g.dob;
