/*---
id: activity-survey
title: Annual Activity Survey outcomes
version: 1.0.0
purpose: national
requirement: [000.9.1.19, 000.9.2.7]
reads: marts@1
grain: [group_name]
params:
  year: { type: int?, label: "Survey year (empty is the latest)" }
  by:
    type: choice
    label: Split by
    default: school
    options: { none: No split, school: Year 11 school, gender: Gender, ethnic-group: Ethnic group, sen: SEN provision }
columns:
  survey_year: { type: code, label: Survey year }
  group_name: { type: text, label: Group }
  cohort: { type: count, label: Leavers, metric: survey.cohort }
  education: { type: count, label: Education, metric: survey.outcome }
  employment: { type: count, label: Employment, metric: survey.outcome }
  training: { type: count, label: Training, metric: survey.outcome }
  re_engagement: { type: count, label: Re-engagement, metric: survey.outcome }
  eet: { type: count, label: EET, metric: survey.outcome }
  eet_rate: { type: percent, label: EET %, metric: survey.outcome, ratio: [eet, cohort] }
  neet: { type: count, label: NEET, metric: survey.outcome }
  neet_rate: { type: percent, label: NEET %, metric: survey.outcome, ratio: [neet, cohort] }
  nk: { type: count, label: Not known, metric: survey.outcome }
  nk_rate: { type: percent, label: Not known %, metric: survey.outcome, ratio: [nk, cohort] }
  other: { type: count, label: Other, metric: survey.outcome, description: "Custody, and codes of compulsory education" }
totals:
  - { column: group_name, value: All }
identities:
  - cohort = eet + neet + nk + other
  - eet = education + employment + training + re_engagement
records:
  from: marts.activity_survey
  where: survey_year = coalesce(cast($year as integer), (select max(s.survey_year) from marts.activity_survey s))
  grain:
    group_name: >-
      case cast($by as varchar)
      when 'school' then coalesce(school_name, 'No school')
      when 'gender' then coalesce(gender, 'Not recorded')
      when 'ethnic-group' then coalesce(ethnic_group, 'Not recorded')
      when 'sen' then case sen when 'E' then 'EHC plan' when 'K' then 'SEN support' else 'No SEN' end
      end
  columns:
    cohort: survey_year is not null
    education: headline = 'EET' and activity_group = 'education'
    employment: headline = 'EET' and activity_group = 'employment'
    training: headline = 'EET' and activity_group = 'training'
    re_engagement: headline = 'EET' and activity_group not in ('education', 'employment', 'training')
    eet: headline = 'EET'
    neet: headline = 'NEET'
    nk: headline = 'NK'
    other: headline not in ('EET', 'NEET', 'NK')
  show: { school_name: School, activity_code: Code, activity_group: Group, gender: Gender, ethnic_group: Ethnic group, sen: SEN }
chart: { kind: bar, x: group_name, y: [neet_rate, nk_rate], when: { by: [school, gender, ethnic-group, sen] } }
definition: >-
  Young people who reached the end of compulsory education that summer, by what they did on 1 November: the confirmed activity that
  began on or before that day and had not ended before it. Counted by where they were educated, not by where they live.
access: staff
notes:
  - An activity that nobody has confirmed counts as not known.
---*/
with person as (
  select
    s.survey_year, s.headline, s.activity_group,
    case cast($by as varchar)
      when 'school' then coalesce(s.school_name, 'No school')
      when 'gender' then coalesce(s.gender, 'Not recorded')
      when 'ethnic-group' then coalesce(s.ethnic_group, 'Not recorded')
      when 'sen' then case s.sen when 'E' then 'EHC plan' when 'K' then 'SEN support' else 'No SEN' end
    end as group_name
  from marts.activity_survey s
  where s.survey_year = coalesce(cast($year as integer), (select max(l.survey_year) from marts.activity_survey l))
),
outcome as (
  select
    survey_year, group_name,
    case
      when headline = 'EET' and activity_group in ('education', 'employment', 'training') then activity_group
      when headline = 'EET' then 're-engagement'
      when headline in ('NEET', 'NK') then headline
      else 'other'
    end as outcome
  from person
),
counted as (
  select
    survey_year, 'All' as group_name, 1 as is_total, count(*) as cohort,
    count(*) filter (where outcome = 'education') as education,
    count(*) filter (where outcome = 'employment') as employment,
    count(*) filter (where outcome = 'training') as training,
    count(*) filter (where outcome = 're-engagement') as re_engagement,
    count(*) filter (where outcome = 'NEET') as neet,
    count(*) filter (where outcome = 'NK') as nk,
    count(*) filter (where outcome = 'other') as other
  from outcome
  group by survey_year
  union all
  select
    survey_year, group_name, 0 as is_total, count(*) as cohort,
    count(*) filter (where outcome = 'education') as education,
    count(*) filter (where outcome = 'employment') as employment,
    count(*) filter (where outcome = 'training') as training,
    count(*) filter (where outcome = 're-engagement') as re_engagement,
    count(*) filter (where outcome = 'NEET') as neet,
    count(*) filter (where outcome = 'NK') as nk,
    count(*) filter (where outcome = 'other') as other
  from outcome
  where cast($by as varchar) <> 'none'
  group by survey_year, group_name
)
select
  cast(survey_year as varchar) as survey_year, group_name, cohort, education, employment, training, re_engagement,
  education + employment + training + re_engagement as eet, neet, nk, other
from counted
order by is_total, group_name
