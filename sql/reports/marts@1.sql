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
  previous_headline varchar, previous_group varchar, leaver_destination varchar
);

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
