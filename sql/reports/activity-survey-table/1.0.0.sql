/*---
id: activity-survey-table
title: Annual Activity Survey by outcome
version: 1.0.0
purpose: national
requirement: [000.9.2, 000.9.1.19, 000.9.2.7]
reads: marts@1
grain: [line]
params:
  year: { type: int?, label: "Survey year (empty is the latest)" }
  tab:
    type: choice
    label: Columns
    default: gender
    entries: true
    options: { gender: Gender, ethnic-group: Ethnic group, sen: SEND }
columns:
  line: { type: text, label: Outcome }
  female: { type: count, label: Female, metric: survey.outcome, when: { tab: [gender] } }
  male: { type: count, label: Male, metric: survey.outcome, when: { tab: [gender] } }
  gender_other: { type: count, label: Not known or withheld, metric: survey.outcome, when: { tab: [gender] } }
  white: { type: count, label: White, metric: survey.outcome, when: { tab: [ethnic-group] } }
  mixed: { type: count, label: Mixed, metric: survey.outcome, when: { tab: [ethnic-group] } }
  asian: { type: count, label: Asian or Asian British, metric: survey.outcome, when: { tab: [ethnic-group] } }
  black: { type: count, label: Black or Black British, metric: survey.outcome, when: { tab: [ethnic-group] } }
  chinese: { type: count, label: Chinese, metric: survey.outcome, when: { tab: [ethnic-group] } }
  ethnic_other: { type: count, label: Other, metric: survey.outcome, when: { tab: [ethnic-group] } }
  ethnic_unknown: { type: count, label: Not known, metric: survey.outcome, when: { tab: [ethnic-group] } }
  ehc_plan: { type: count, label: EHC plan, metric: survey.outcome, when: { tab: [sen] } }
  sen_support: { type: count, label: SEN support, metric: survey.outcome, when: { tab: [sen] } }
  no_sen: { type: count, label: None, metric: survey.outcome, when: { tab: [sen] } }
  leavers: { type: count, label: Leavers, metric: survey.outcome }
  leavers_rate: { type: percent, label: Leavers %, metric: survey.outcome, ratio: [leavers, everybody] }
  everybody: { type: count, label: All, hidden: true }
totals:
  - { column: line, value: All }
identities:
  - leavers = female + male + gender_other
  - leavers = white + mixed + asian + black + chinese + ethnic_other + ethnic_unknown
  - leavers = ehc_plan + sen_support + no_sen
  - everybody = total leavers
records:
  from: marts.activity_survey
  where: survey_year = coalesce(cast($year as integer), (select max(s.survey_year) from marts.activity_survey s))
  grain:
    line: >-
      case activity_group when 'education' then 'Education' when 'employment' then 'Employment' when 'training' then 'Training'
      when 're-engagement' then 'Re-engagement' when 'neet-available' then 'NEET, available' when 'neet-not-available' then 'NEET, not available'
      when 'not-known' then 'Not known' else 'Custody and other' end
  columns:
    female: gender = 'F'
    male: gender = 'M'
    gender_other: coalesce(gender, 'U') not in ('F', 'M')
    white: ethnic_group = 'White'
    mixed: ethnic_group = 'Mixed'
    asian: ethnic_group = 'Asian or Asian British'
    black: ethnic_group = 'Black or Black British'
    chinese: ethnic_group = 'Chinese'
    ethnic_other: ethnic_group = 'Other'
    ethnic_unknown: coalesce(ethnic_group, 'Unknown') not in ('White', 'Mixed', 'Asian or Asian British', 'Black or Black British', 'Chinese', 'Other')
    ehc_plan: sen = 'E'
    sen_support: sen = 'K'
    no_sen: coalesce(sen, 'N') not in ('E', 'K')
    leavers: survey_year is not null
  show: { school_name: School, activity_code: Code, activity_group: Group, gender: Gender, ethnic_group: Ethnic group, sen: SEN }
chart: { kind: bar, x: line, y: [leavers_rate] }
definition: >-
  Young people who reached the end of compulsory education that summer, by what they did on 1 November, in the columns of the
  Department for Education's table. By place of education, not of residence.
access: staff
---*/
with person as (
  select
    s.gender, s.ethnic_group, s.sen,
    case s.activity_group when 'education' then 'Education' when 'employment' then 'Employment' when 'training' then 'Training'
      when 're-engagement' then 'Re-engagement' when 'neet-available' then 'NEET, available' when 'neet-not-available' then 'NEET, not available'
      when 'not-known' then 'Not known' else 'Custody and other' end as line
  from marts.activity_survey s
  where s.survey_year = coalesce(cast($year as integer), (select max(l.survey_year) from marts.activity_survey l))
),
counted as (
  select line,
    count(*) filter (where gender = 'F') as female,
    count(*) filter (where gender = 'M') as male,
    count(*) filter (where coalesce(gender, 'U') not in ('F', 'M')) as gender_other,
    count(*) filter (where ethnic_group = 'White') as white,
    count(*) filter (where ethnic_group = 'Mixed') as mixed,
    count(*) filter (where ethnic_group = 'Asian or Asian British') as asian,
    count(*) filter (where ethnic_group = 'Black or Black British') as black,
    count(*) filter (where ethnic_group = 'Chinese') as chinese,
    count(*) filter (where ethnic_group = 'Other') as ethnic_other,
    count(*) filter (where coalesce(ethnic_group, 'Unknown') not in ('White', 'Mixed', 'Asian or Asian British', 'Black or Black British', 'Chinese', 'Other')) as ethnic_unknown,
    count(*) filter (where sen = 'E') as ehc_plan,
    count(*) filter (where sen = 'K') as sen_support,
    count(*) filter (where coalesce(sen, 'N') not in ('E', 'K')) as no_sen,
    count(*) as leavers
  from person group by line
  union all
  select 'All' as line,
    count(*) filter (where gender = 'F') as female,
    count(*) filter (where gender = 'M') as male,
    count(*) filter (where coalesce(gender, 'U') not in ('F', 'M')) as gender_other,
    count(*) filter (where ethnic_group = 'White') as white,
    count(*) filter (where ethnic_group = 'Mixed') as mixed,
    count(*) filter (where ethnic_group = 'Asian or Asian British') as asian,
    count(*) filter (where ethnic_group = 'Black or Black British') as black,
    count(*) filter (where ethnic_group = 'Chinese') as chinese,
    count(*) filter (where ethnic_group = 'Other') as ethnic_other,
    count(*) filter (where coalesce(ethnic_group, 'Unknown') not in ('White', 'Mixed', 'Asian or Asian British', 'Black or Black British', 'Chinese', 'Other')) as ethnic_unknown,
    count(*) filter (where sen = 'E') as ehc_plan,
    count(*) filter (where sen = 'K') as sen_support,
    count(*) filter (where coalesce(sen, 'N') not in ('E', 'K')) as no_sen,
    count(*) as leavers
  from person
)
select line, female, male, gender_other, white, mixed, asian, black, chinese, ethnic_other, ethnic_unknown, ehc_plan, sen_support, no_sen, leavers, (select count(*) from person) as everybody
from counted
order by case line when 'Education' then 1 when 'Employment' then 2 when 'Training' then 3 when 'Re-engagement' then 4
  when 'NEET, available' then 5 when 'NEET, not available' then 6 when 'Not known' then 7 when 'Custody and other' then 8 else 9 end
