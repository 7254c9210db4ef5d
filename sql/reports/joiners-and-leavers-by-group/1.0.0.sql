/*---
id: joiners-and-leavers-by-group
title: NEET joiners and leavers by group
version: 1.0.0
purpose: national
requirement: [000.9.1.2, 000.9.2.3]
reads: marts@1
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
  by:
    type: choice
    label: Split by
    default: gender
    entries: true
    options: { none: No split, gender: Gender, ethnic-group: Ethnic group, ethnicity: Ethnicity in detail, sen: SEN provision, ward: Ward, imd-decile: Deprivation of the area, locality: Locality, school: Year 11 school, level-of-need: Level of need, vulnerable: DfE's vulnerable group, caseworker: Caseworker, team: Team }
columns:
  group_name: { type: text, label: Group }
  neet: { type: count, label: NEET at the end, metric: participation.neet }
  joiners: { type: count, label: Joiners, metric: neet.joiners }
  from_eet: { type: count, label: From EET, metric: neet.joiners }
  from_not_known: { type: count, label: From not known, metric: neet.joiners }
  from_outside: { type: count, label: New to the cohort, metric: neet.joiners }
  leavers: { type: count, label: Leavers, metric: neet.leavers }
  to_education: { type: count, label: To education, metric: neet.leavers }
  to_employment: { type: count, label: To employment, metric: neet.leavers }
  to_training: { type: count, label: To training or re-engagement, metric: neet.leavers }
  to_not_known: { type: count, label: To not known, metric: neet.leavers }
  to_outside: { type: count, label: Left the cohort, metric: neet.leavers }
totals:
  - { column: group_name, value: All }
identities:
  - joiners = from_eet + from_not_known + from_outside
  - leavers = to_education + to_employment + to_training + to_not_known + to_outside
records:
  from: marts.person_month_by
  where: dimension = cast($by as varchar) and month_end = cast($month as date) and (is_neet or is_joiner or is_leaver)
  grain: { group_name: group_name }
  columns:
    neet: is_neet
    joiners: is_joiner
    from_eet: is_joiner and previous_headline = 'EET'
    from_not_known: is_joiner and previous_headline = 'NK'
    from_outside: is_joiner and previous_headline not in ('EET', 'NK')
    leavers: is_leaver
    to_education: is_leaver and leaver_destination = 'education'
    to_employment: is_leaver and leaver_destination = 'employment'
    to_training: is_leaver and leaver_destination in ('training', 're-engagement')
    to_not_known: is_leaver and leaver_destination = 'not-known'
    to_outside: is_leaver and leaver_destination not in ('education', 'employment', 'training', 're-engagement', 'not-known')
  show: { academic_age: Age, previous_group: Group the month before, activity_label: Activity, leaver_destination: Left to, verified_on: Last verified, ward_name: Ward, team: Team }
chart: { kind: bar, x: group_name, y: [joiners, leavers] }
definition: >-
  Who became NEET between the month end before and this one, and who stopped being NEET, by group. The group is that of this
  month end; for those who have left the cohort what is still known of them.
access: staff
---*/
with person as (
  select r.group_name, r.group_sort, r.is_neet, r.is_joiner, r.is_leaver, r.previous_headline, r.leaver_destination
  from marts.person_month_by r
  where r.dimension = cast($by as varchar) and r.month_end = cast($month as date) and (is_neet or is_joiner or is_leaver)
),
counted as (
  select
    'All' as group_name, 1 as is_total, 0 as group_sort,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_joiner) as joiners,
    count(*) filter (where is_joiner and previous_headline = 'EET') as from_eet,
    count(*) filter (where is_joiner and previous_headline = 'NK') as from_not_known,
    count(*) filter (where is_joiner and previous_headline not in ('EET', 'NK')) as from_outside,
    count(*) filter (where is_leaver) as leavers,
    count(*) filter (where is_leaver and leaver_destination = 'education') as to_education,
    count(*) filter (where is_leaver and leaver_destination = 'employment') as to_employment,
    count(*) filter (where is_leaver and leaver_destination in ('training', 're-engagement')) as to_training,
    count(*) filter (where is_leaver and leaver_destination = 'not-known') as to_not_known,
    count(*) filter (where is_leaver and leaver_destination not in ('education', 'employment', 'training', 're-engagement', 'not-known')) as to_outside
  from person
  union all
  select
    group_name, 0 as is_total, min(group_sort) as group_sort,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_joiner) as joiners,
    count(*) filter (where is_joiner and previous_headline = 'EET') as from_eet,
    count(*) filter (where is_joiner and previous_headline = 'NK') as from_not_known,
    count(*) filter (where is_joiner and previous_headline not in ('EET', 'NK')) as from_outside,
    count(*) filter (where is_leaver) as leavers,
    count(*) filter (where is_leaver and leaver_destination = 'education') as to_education,
    count(*) filter (where is_leaver and leaver_destination = 'employment') as to_employment,
    count(*) filter (where is_leaver and leaver_destination in ('training', 're-engagement')) as to_training,
    count(*) filter (where is_leaver and leaver_destination = 'not-known') as to_not_known,
    count(*) filter (where is_leaver and leaver_destination not in ('education', 'employment', 'training', 're-engagement', 'not-known')) as to_outside
  from person
  where cast($by as varchar) <> 'none'
  group by group_name
)
select group_name, neet, joiners, from_eet, from_not_known, from_outside, leavers, to_education, to_employment, to_training, to_not_known, to_outside
from counted
order by is_total, group_sort, group_name
