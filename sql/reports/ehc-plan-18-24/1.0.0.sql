/*---
id: ehc-plan-18-24
title: Young people of 18 to 24 with an EHC plan
version: 1.0.0
purpose: national
requirement: [000.9.1.11, 000.9.2.14]
reads: marts@1
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
  by:
    type: choice
    label: Split by
    default: age
    entries: true
    options: { none: No split, age: Academic age, gender: Gender, ethnic-group: Ethnic group, ethnicity: Ethnicity in detail, ward: Ward, imd-decile: Deprivation of the area, locality: Locality, school: Year 11 school, level-of-need: Level of need, vulnerable: DfE's vulnerable group, caseworker: Caseworker, team: Team }
columns:
  group_name: { type: text, label: Group }
  people: { type: count, label: With an EHC plan, metric: send.older }
  eet: { type: count, label: EET, metric: send.older }
  eet_rate: { type: percent, label: EET %, metric: send.older, ratio: [eet, people] }
  education: { type: count, label: … education, metric: send.older }
  employment: { type: count, label: … employment, metric: send.older }
  training: { type: count, label: … training or re-engagement, metric: send.older }
  neet: { type: count, label: NEET, metric: send.older }
  neet_rate: { type: percent, label: NEET %, metric: send.older, ratio: [neet, people] }
  nk: { type: count, label: Not known, metric: send.older }
  nk_rate: { type: percent, label: Not known %, metric: send.older, ratio: [nk, people] }
  custody: { type: count, label: Custody, metric: send.older }
totals:
  - { column: group_name, value: All }
identities:
  - people = eet + neet + nk + custody
  - eet = education + employment + training
records:
  from: marts.person_month_by
  where: dimension = cast($by as varchar) and month_end = cast($month as date) and is_ehcp_18_24
  grain: { group_name: group_name }
  columns:
    people: is_ehcp_18_24
    eet: is_ehcp_18_24 and headline = 'EET'
    education: is_ehcp_18_24 and headline = 'EET' and activity_group = 'education'
    employment: is_ehcp_18_24 and headline = 'EET' and activity_group = 'employment'
    training: is_ehcp_18_24 and headline = 'EET' and activity_group not in ('education', 'employment')
    neet: is_ehcp_18_24 and headline = 'NEET'
    nk: is_ehcp_18_24 and headline = 'NK'
    custody: is_ehcp_18_24 and headline not in ('EET', 'NEET', 'NK')
  show: { academic_age: Age, activity_label: Activity, activity_started_on: Since, verified_on: Last verified, days_neet: Days NEET, ward_name: Ward, team: Team, last_contact_on: Last contact }
chart: { kind: bar, x: group_name, y: [eet_rate, neet_rate] }
definition: >-
  Young people of academic age 18 to 24 with a current education, health and care plan at the month end, by what they do.
  They are in the return, and not in the NEET figures of 16 and 17.
access: staff
---*/
with person as (
  select r.group_name, r.group_sort, r.is_ehcp_18_24, r.headline, r.activity_group
  from marts.person_month_by r
  where r.dimension = cast($by as varchar) and r.month_end = cast($month as date) and is_ehcp_18_24
),
counted as (
  select
    'All' as group_name, 1 as is_total, 0 as group_sort,
    count(*) filter (where is_ehcp_18_24) as people,
    count(*) filter (where is_ehcp_18_24 and headline = 'EET') as eet,
    count(*) filter (where is_ehcp_18_24 and headline = 'EET' and activity_group = 'education') as education,
    count(*) filter (where is_ehcp_18_24 and headline = 'EET' and activity_group = 'employment') as employment,
    count(*) filter (where is_ehcp_18_24 and headline = 'EET' and activity_group not in ('education', 'employment')) as training,
    count(*) filter (where is_ehcp_18_24 and headline = 'NEET') as neet,
    count(*) filter (where is_ehcp_18_24 and headline = 'NK') as nk,
    count(*) filter (where is_ehcp_18_24 and headline not in ('EET', 'NEET', 'NK')) as custody
  from person
  union all
  select
    group_name, 0 as is_total, min(group_sort) as group_sort,
    count(*) filter (where is_ehcp_18_24) as people,
    count(*) filter (where is_ehcp_18_24 and headline = 'EET') as eet,
    count(*) filter (where is_ehcp_18_24 and headline = 'EET' and activity_group = 'education') as education,
    count(*) filter (where is_ehcp_18_24 and headline = 'EET' and activity_group = 'employment') as employment,
    count(*) filter (where is_ehcp_18_24 and headline = 'EET' and activity_group not in ('education', 'employment')) as training,
    count(*) filter (where is_ehcp_18_24 and headline = 'NEET') as neet,
    count(*) filter (where is_ehcp_18_24 and headline = 'NK') as nk,
    count(*) filter (where is_ehcp_18_24 and headline not in ('EET', 'NEET', 'NK')) as custody
  from person
  where cast($by as varchar) <> 'none'
  group by group_name
)
select group_name, people, eet, education, employment, training, neet, nk, custody
from counted
order by is_total, group_sort, group_name
