/*---
id: activity-survey-by-week
title: Activity Survey progress week by week
version: 1.0.0
purpose: national
requirement: [000.9.1.18, 000.9.2.6]
reads: marts@1
grain: [week_end]
params:
  year: { type: int?, label: "Survey year (empty is the latest)" }
columns:
  survey_year: { type: code, label: Survey year }
  week_end: { type: date, label: Week to Sunday }
  cohort: { type: count, label: Leavers, metric: survey.cohort }
  confirmed: { type: count, label: Confirmed, metric: survey.confirmed }
  confirmed_rate: { type: percent, label: Confirmed %, metric: survey.confirmed, ratio: [confirmed, cohort] }
  eet: { type: count, label: … EET, metric: survey.outcome }
  neet: { type: count, label: … NEET, metric: survey.outcome }
  other: { type: count, label: … other, metric: survey.outcome }
  to_find: { type: count, label: Still to find, metric: survey.confirmed }
identities:
  - cohort = confirmed + to_find
  - confirmed = eet + neet + other
records:
  from: marts.activity_survey_week
  where: survey_year = coalesce(cast($year as integer), (select max(s.survey_year) from marts.activity_survey_week s))
  grain: { week_end: week_end }
  columns:
    cohort: survey_year is not null
    confirmed: is_confirmed
    eet: is_confirmed and headline = 'EET'
    neet: is_confirmed and headline = 'NEET'
    other: is_confirmed and headline not in ('EET', 'NEET')
    to_find: not is_confirmed
  show: { school_name: School, activity_group: Group }
chart: { kind: line, x: week_end, y: [confirmed_rate] }
definition: >-
  Young people who reached the end of compulsory education that summer and were educated in the area: for how many the position on
  1 November was known by the end of each week from November to the end of January.
access: staff
---*/
with chosen as (
  select coalesce(cast($year as integer), max(survey_year)) as survey_year
  from marts.activity_survey_week
)
select
  cast(w.survey_year as varchar) as survey_year, w.week_end, count(*) as cohort,
  count(*) filter (where w.is_confirmed) as confirmed,
  count(*) filter (where w.is_confirmed and w.headline = 'EET') as eet,
  count(*) filter (where w.is_confirmed and w.headline = 'NEET') as neet,
  count(*) filter (where w.is_confirmed and w.headline not in ('EET', 'NEET')) as other,
  count(*) filter (where not w.is_confirmed) as to_find
from marts.activity_survey_week w
join chosen c on c.survey_year = w.survey_year
group by w.survey_year, w.week_end
order by w.week_end
