-- The tables of schema ref: rules, code lists, places and published figures, as the models join them.
create schema ref;
create table ref.edition (edition varchar, title varchar, status varchar, valid_from date, valid_to date,
  headline_from integer, headline_to integer, extended_to integer, extended_sen varchar,
  guarantee_starts_month integer, guarantee_closes_month integer, guarantee_held_to_month integer,
  guarantee_fixed_on varchar, survey_fixed_on varchar, survey_reference_day varchar, survey_updated_to varchar);
-- The place of each cohort status among several that apply: the first is sent.
create table ref.status_precedence (edition varchar, code varchar, place integer);
create table ref.activity (edition varchar, valid_from date, valid_to date, code varchar, label varchar, table_group varchar,
  headline varchar, participation varchar, duty varchar, neet_subgroup varchar, lapse varchar,
  needs_predicted_end boolean, needs_review boolean, needs_neet_start boolean, needs_due boolean,
  withdrawn_on date, replaced_by varchar);
create table ref.currency_rule (edition varchar, rule varchar, kind varchar, n integer, cap_at_course_end boolean);
create table ref.code (edition varchar, set_id varchar, code varchar, label varchar, group_name varchar, sort integer,
  use varchar, replaced_by varchar);
create table ref.code_group (edition varchar, group_name varchar, set_id varchar, code varchar);
create table ref.la (edition varchar, code varchar, name varchar, kind varchar, ons_code varchar, region_code varchar, region varchar);
create table ref.ward (ward_code varchar, ward_name varchar, la_code varchar, valid_from date, valid_to date,
  imd_score double, population_16_17 integer);
create table ref.lsoa (lsoa_code varchar, lsoa_name varchar, ward_code varchar, imd_score double, imd_rank integer, imd_decile integer);
create table ref.benchmark (measure varchar, period varchar, period_label varchar, area_level varchar, area_code varchar,
  area_name varchar, value double, symbol varchar, unit varchar, source varchar, published date, licence varchar);
create table ref.la_change (la_code varchar, la_name varchar, from_day date, before_code varchar, before_name varchar);
create table ref.neighbour (la_code varchar, model integer, rank integer, neighbour_la_code varchar, neighbour_la_name varchar);
create table ref.risk_factor (factor varchar, label varchar, set_id varchar, code varchar, points integer, mark varchar);
create table ref.risk_band (band varchar, place integer, from_points integer);
create table ref.tenant (tenant_id integer, tenant_name varchar, la_code varchar, la_codes varchar[], database_id varchar, demo boolean);
create table ref.position (as_of_day date, known_at timestamp, batch integer);
