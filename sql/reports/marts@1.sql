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
  caseworker varchar, locality varchar, has_characteristic boolean, is_cohort_joiner boolean, is_cohort_leaver boolean, is_custody boolean
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
    when 'lsoa' then coalesce(p.lsoa_code, 'Area not known')
    when 'activity' then coalesce(p.activity_code || ' ' || p.activity_label, 'None')
    when 'activity-group' then case
      when p.is_lapsed then 'Not known (lapsed)'
      else case p.activity_group
        when 'education' then 'Education' when 'employment' then 'Employment' when 'training' then 'Training'
        when 're-engagement' then 'Re-engagement' when 'neet-available' then 'NEET, available'
        when 'neet-not-available' then 'NEET, not available' when 'not-known' then 'Not known' else 'Other' end end
    when 'provider-kind' then case p.provider_kind
      when 'school' then 'School' when 'sixth-form' then 'Sixth-form college' when 'college' then 'College'
      when 'provider' then 'Training provider' when 'employer' then 'Employer' else 'Other or none' end
    when 'provider-area' then case
      when p.provider_name is null then 'No provider' when p.provider_la_code = p.la_code then 'In the area'
      when p.provider_la_code is null then 'Area not recorded' else 'Outside the area' end
    when 'course-level' then case p.course_level
      when 'entry' then 'Entry level' when '1' then 'Level 1' when '2' then 'Level 2' when '3' then 'Level 3'
      when '4 or above' then 'Level 4 or above' else 'Not recorded' end
    when 'course-sector' then coalesce(p.course_sector, 'Not recorded')
    when 'last-contact' then case
      when p.days_since_contact is null then 'Never' when p.days_since_contact <= 30 then 'Within 30 days'
      when p.days_since_contact <= 60 then '31 to 60 days' when p.days_since_contact <= 120 then '61 to 120 days'
      else 'Over 120 days' end
  end as group_name,
  case
    when d.dimension = 'imd-decile' then coalesce(p.imd_decile, 11)
    when d.dimension = 'level-of-need' and p.level_of_need in ('1', '2', '3') then cast(p.level_of_need as integer)
    when d.dimension = 'level-of-need' then 9
    when d.dimension = 'course-level' then case p.course_level when '1' then 1 when '2' then 2 when '3' then 3
      when '4 or above' then 4 when 'entry' then 0 else 9 end
    when d.dimension = 'last-contact' then case
      when p.days_since_contact is null then 9 when p.days_since_contact <= 30 then 1 when p.days_since_contact <= 60 then 2
      when p.days_since_contact <= 120 then 3 else 4 end
    else 0
  end as group_sort
from marts.person_month p
cross join (
  select 'none' as dimension union all select 'age' union all select 'gender' union all select 'ethnic-group'
  union all select 'ethnicity' union all select 'sen' union all select 'ward' union all select 'imd-decile'
  union all select 'locality' union all select 'school' union all select 'provider' union all select 'level-of-need'
  union all select 'vulnerable' union all select 'caseworker' union all select 'team' union all select 'lsoa'
  union all select 'activity' union all select 'activity-group' union all select 'provider-kind' union all select 'provider-area'
  union all select 'course-level' union all select 'course-sector' union all select 'last-contact'
) d;

-- The indicators of the edition in force, by month, as its pack defines them: people counted and people of whom, or days over
-- people. A figure of the year only is of some months (months_wanted of them); one of months only has no longer form.
create table marts.indicator (
  month_end date, edition varchar, id varchar, label varchar, position integer, part varchar, unit varchar,
  is_year_only boolean, is_month_only boolean, months_wanted integer, numerator bigint, denominator bigint, days bigint
);

-- The lines of DfE's monthly table in its order, by edition: activities, then what they add up to. parent is the line that a line
-- is part of; kind is code, lapsed or sum.
create table marts.monthly_line (edition varchar, line varchar, label varchar, parent varchar, kind varchar, position integer);

-- Each person and month once for each line of the monthly table that it counts in: the activity (or that it has lapsed), its
-- group, EET or NEET, and the base.
create view marts.person_month_line as
select
  p.*,
  case d.line_of
    when 'code' then case
      when p.headline = 'NK' and p.activity_group <> 'not-known' then 'lapsed ' || p.activity_group else p.activity_code end
    when 'group' then case
      when p.headline = 'NK' and p.activity_group <> 'not-known' then 'lapsed'
      when p.headline in ('EET', 'NEET') then p.activity_group end
    when 'headline' then case when p.headline in ('EET', 'NEET', 'NK') then p.headline end
    when 'base' then case when p.headline in ('EET', 'NEET', 'NK') then 'base' end
  end as line
from marts.person_month p
cross join (
  select 'code' as line_of union all select 'group' union all select 'headline' union all select 'base'
) d
where p.is_base or p.is_custody or p.is_ehcp_18_24;

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
  status varchar, status_label varchar, status_group varchar, school_name varchar,
  gender varchar, ethnic_group varchar, sen varchar
);

-- The same once for the status, once for the group of statuses, and once for all: the lines of the table.
create view marts.guarantee_line as
select
  g.season, g.month_end, g.person_key, g.year_group, g.status, g.status_label, g.school_name, g.gender, g.ethnic_group, g.sen,
  case d.line_of when 'status' then g.status when 'group' then coalesce(g.status_group, 'not-recorded') else 'all' end as line,
  case d.line_of
    when 'status' then g.status || ' ' || g.status_label
    when 'group' then case g.status_group when 'offer' then 'Offer made, total' when 'not-appropriate' then 'Offer not appropriate, total'
      when 'no-offer' then 'No offer, total' else 'Not recorded, total' end
    else 'Cohort' end as line_label,
  case d.line_of when 'status' then coalesce(g.status_group, 'not-recorded') when 'group' then 'all' end as line_parent
from marts.guarantee g
cross join (select 'status' as line_of union all select 'group' union all select 'all') d;

-- The same at each Sunday from the first in June to the end of October, for progress week by week.
create table marts.guarantee_week (
  season integer, week_end date, person_key varchar, year_group integer, la_code varchar,
  status varchar, status_label varchar, status_group varchar, school_name varchar
);

create table marts.activity_survey (
  survey_year integer, person_key varchar, la_code varchar, school_name varchar,
  activity_code varchar, headline varchar, activity_group varchar, gender varchar, ethnic_group varchar, sen varchar,
  activity_label varchar
);

-- The survey's cohort at each Sunday from November to the end of January: was the position on 1 November known by then?
create table marts.activity_survey_week (
  survey_year integer, week_end date, person_key varchar, la_code varchar, school_name varchar,
  is_confirmed boolean, headline varchar, activity_group varchar
);

-- What Year 11 means to do, at each month end from May to August; not asked yet is a group too.
create table marts.intention (
  season integer, month_end date, person_key varchar, la_code varchar, code varchar, label varchar,
  is_asked boolean, school_name varchar, gender varchar, ethnic_group varchar, sen varchar
);

-- Pupils of Years 8 to 11 with SEN support or an EHC plan, at each month end: a local cohort, in no return.
create table marts.school_send (
  month_end date, person_key varchar, academic_age integer, year_group integer, gender varchar, ethnic_group varchar,
  sen varchar, sen_label varchar, school_name varchar, ward_name varchar, locality varchar,
  is_reviewed boolean, is_review_overdue boolean
);

-- Education, health and care plans, a row for each request; weeks and states as known now.
create table marts.ehc_plan (
  person_key varchar, requested_on date, issued_on date, refused_on date, reviewed_on date, next_review_on date, ended_on date,
  requested_year integer, issued_year integer, state varchar, days_to_issue integer, is_in_20_weeks boolean,
  is_review_overdue boolean, school_name varchar, gender varchar, year_group integer
);

-- Career pathway plans as known now.
create table marts.pathway_plan (
  person_key varchar, due_on date, due_year integer, started_on date, agreed_on date, reviewed_on date, next_review_on date,
  is_due boolean, is_started boolean, is_agreed boolean, is_agreed_in_time boolean, is_reviewed boolean, is_review_overdue boolean,
  owner varchar, team varchar, school_name varchar, gender varchar, sen_label varchar
);

-- Contacts made or tried, one row for each person and contact.
create table marts.contact (
  month_end date, contacted_on date, person_key varchar, kind varchar, channel varchar, outcome varchar, is_reached boolean,
  caseworker varchar, team varchar
);

-- Things to do that are open, or were done, as known now.
create table marts.task (
  person_key varchar, kind varchar, due_on date, done_on date, state varchar, is_overdue boolean, caseworker varchar, team varchar
);

-- Files that came in, one row each: what became of their rows, and how the people in them were found. Rows of files that were not
-- applied, or were undone, count for nothing in the store.
create table marts.import_batch (
  month_end date, received_on date, as_at date, profile varchar, file_name varchar, state varchar, is_applied boolean,
  rows_read integer, rows_blank integer, rows_applied integer, rows_unchanged integer, rows_queried integer, rows_rejected integer,
  rows_by_number integer, rows_by_name integer, rows_new integer, rows_settled integer
);

-- Changes of the case store by the month in which they were made.
create table marts.change (
  month_end date, table_name varchar, kind varchar, changes integer, records integer
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

-- Points of risk of becoming NEET, for people in education, employment or training: once by band, once for each factor, once for any.
create table special.person_risk_by (
  month_end date, person_key varchar, dimension varchar, group_name varchar, group_sort integer, points integer, band varchar, band_place integer,
  factors varchar, academic_age integer, activity_label varchar, school_name varchar, provider_name varchar, ward_name varchar,
  team varchar, verified_on date, last_contact_on date, is_female boolean, is_year_12 boolean
);
