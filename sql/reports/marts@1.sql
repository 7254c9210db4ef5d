-- Contract marts@1: the tables and columns that a report with `reads: marts@1` may use. Every snapshot holds at least these.
-- A column may be added within a version; taking one away, or changing what it means, is marts@2.
create schema marts;

create table marts.month (
  month_end date, academic_year integer, financial_year integer, quarter_end date, edition varchar
);

create table marts.person_month (
  month_end date, person_key varchar, edition varchar, la_code varchar,
  cohort_status varchar, transferred_to_la_code varchar, academic_age integer, year_group integer,
  gender varchar, ethnicity varchar, ethnicity_label varchar, ethnic_group varchar,
  sen varchar, sen_label varchar, level_of_need varchar,
  activity_code varchar, activity_label varchar, activity_group varchar,
  headline varchar, participation_type varchar, duty varchar,
  activity_started_on date, verified_on date, due_to_lapse_on date, currency_lapsed boolean,
  neet_started_on date, days_neet integer,
  ward_code varchar, ward_name varchar, lsoa_code varchar, imd_decile integer,
  provider_no varchar, provider_name varchar, school_no varchar, school_name varchar,
  team varchar, last_contact_on date,
  is_base boolean, is_eet boolean, is_neet boolean, is_nk boolean,
  is_participating boolean, is_duty_met boolean, is_working_towards boolean, is_temporary_break boolean,
  is_lapsed boolean, is_joiner boolean, is_leaver boolean, is_vulnerable boolean, is_ehcp_18_24 boolean,
  previous_headline varchar, previous_group varchar, leaver_destination varchar,
  level_of_need_label varchar, days_to_lapse integer, days_since_verified integer, days_since_contact integer,
  provider_kind varchar, provider_la_code varchar, course_level varchar, course_sector varchar,
  caseworker varchar, locality varchar, has_characteristic boolean, is_cohort_joiner boolean, is_cohort_leaver boolean
);

-- Each person and month once for each dimension that gives everybody one value: `where dimension = 'ward'` splits by ward, and
-- `where dimension = 'none'` is everybody in one group. group_sort is the order of groups whose names have none of their own.
create view marts.person_month_by as
select
  p.*, d.dimension,
  case d.dimension
    when 'none' then 'All'
    when 'age' then coalesce(cast(p.academic_age as varchar), 'Not recorded')
    when 'gender' then case p.gender when 'F' then 'Female' when 'M' then 'Male' when 'W' then 'Withheld' else 'Not recorded' end
    when 'ethnic-group' then coalesce(p.ethnic_group, 'Not recorded')
    when 'ethnicity' then coalesce(p.ethnicity_label, 'Not recorded')
    when 'sen' then coalesce(p.sen_label, 'Not recorded')
    when 'ward' then coalesce(p.ward_name, 'Ward not known')
    when 'imd-decile' then case p.imd_decile
      when 1 then '1 (most deprived tenth)' when 10 then '10 (least deprived tenth)'
      else coalesce(cast(p.imd_decile as varchar), 'Area not known') end
    when 'locality' then coalesce(p.locality, 'Locality not known')
    when 'school' then coalesce(p.school_name, 'School not known')
    when 'provider' then coalesce(p.provider_name, 'No provider')
    when 'level-of-need' then coalesce(p.level_of_need_label, 'Not assessed')
    when 'vulnerable' then case when p.is_vulnerable then 'In a vulnerable group' else 'In none' end
    when 'caseworker' then coalesce(p.caseworker, 'No caseworker')
    when 'team' then coalesce(p.team, 'No team')
  end as group_name,
  case
    when d.dimension = 'imd-decile' then coalesce(p.imd_decile, 11)
    when d.dimension = 'level-of-need' and p.level_of_need in ('1', '2', '3') then cast(p.level_of_need as integer)
    when d.dimension = 'level-of-need' then 9
    else 0
  end as group_sort
from marts.person_month p
cross join (
  select 'none' as dimension union all select 'age' union all select 'gender' union all select 'ethnic-group'
  union all select 'ethnicity' union all select 'sen' union all select 'ward' union all select 'imd-decile'
  union all select 'locality' union all select 'school' union all select 'provider' union all select 'level-of-need'
  union all select 'vulnerable' union all select 'caseworker' union all select 'team'
) d;

create table marts.neet_spell (person_key varchar, started_on date, ended_on date, days integer);

create table marts.ward (
  ward_code varchar, ward_name varchar, valid_from date, valid_to date, imd_score double, population_16_17 integer
);

create table marts.benchmark (
  measure varchar, period varchar, period_label varchar, area_level varchar, area_code varchar, area_name varchar,
  value double, symbol varchar, unit varchar, source varchar, published date, licence varchar
);

create table marts.neighbour (
  la_code varchar, model integer, rank integer, neighbour_la_code varchar, neighbour_la_name varchar
);

create table marts.guarantee (
  season integer, month_end date, person_key varchar, year_group integer, la_code varchar,
  status varchar, status_label varchar, status_group varchar, school_name varchar
);

create table marts.activity_survey (
  survey_year integer, person_key varchar, la_code varchar, school_name varchar,
  activity_code varchar, headline varchar, activity_group varchar, gender varchar, ethnic_group varchar, sen varchar
);

create table marts.stamp (
  tenant_name varchar, la_code varchar, region_code varchar, region_name varchar,
  as_at date, known_at timestamp, demo boolean
);

-- What only reports with `audience: special` may read, from a file of its own: single characteristics and special needs.
create schema special;

-- People with a characteristic or a special educational need: once for each, and once for any, so that a person with two counts
-- in both groups and once in the total.
create table special.person_month_by (
  month_end date, person_key varchar, dimension varchar, group_name varchar, group_sort integer,
  academic_age integer, gender varchar, sen varchar, activity_code varchar, activity_label varchar, activity_group varchar,
  headline varchar, days_neet integer, ward_name varchar, team varchar, verified_on date, last_contact_on date,
  is_base boolean, is_eet boolean, is_neet boolean, is_nk boolean, is_participating boolean,
  is_joiner boolean, is_leaver boolean, is_ehcp_18_24 boolean
);
