/*---
id: not-known-by-group
title: Not known by reason and group
version: 1.0.0
purpose: national
requirement: [000.9.1.9, 000.9.2.12, 000.9.2.2]
reads: marts@1
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
  by:
    type: choice
    label: Split by
    default: school
    entries: true
    options: { none: No split, age: Academic age, gender: Gender, ethnic-group: Ethnic group, ethnicity: Ethnicity in detail, sen: SEN provision, ward: Ward, imd-decile: Deprivation of the area, locality: Locality, school: Year 11 school, provider: Provider, level-of-need: Level of need, vulnerable: DfE's vulnerable group, caseworker: Caseworker, team: Team, last-contact: Last contact }
columns:
  group_name: { type: text, label: Group }
  cohort: { type: count, label: Young people, metric: participation.cohort }
  nk: { type: count, label: Not known, metric: participation.nk }
  nk_rate: { type: percent, label: Not known %, metric: participation.nk_rate, ratio: [nk, cohort] }
  never_known: { type: count, label: Recorded as not known, metric: participation.nk_reason }
  no_contact: { type: count, label: Cannot be contacted, metric: participation.nk_reason }
  refused: { type: count, label: Refused to say, metric: participation.nk_reason }
  lapsed: { type: count, label: Lapsed, metric: participation.nk_lapsed }
  compulsory: { type: count, label: Still recorded at school, metric: participation.nk_reason }
  lapsed_education: { type: count, label: Lapsed from education, metric: participation.nk_lapsed }
  lapsed_employment: { type: count, label: Lapsed from employment, metric: participation.nk_lapsed }
  lapsed_other: { type: count, label: Lapsed from training or other, metric: participation.nk_lapsed }
  contact_30: { type: count, label: Contact within 30 days, metric: participation.nk_contact }
  contact_90: { type: count, label: 31 to 90 days ago, metric: participation.nk_contact }
  contact_older: { type: count, label: Over 90 days ago, metric: participation.nk_contact }
  contact_never: { type: count, label: Never reached, metric: participation.nk_contact }
totals:
  - { column: group_name, value: All }
identities:
  - nk = never_known + no_contact + refused + lapsed + compulsory
  - nk = contact_30 + contact_90 + contact_older + contact_never
  - lapsed = lapsed_education + lapsed_employment + lapsed_other
records:
  from: marts.person_month_by
  where: dimension = cast($by as varchar) and month_end = cast($month as date) and is_base
  grain: { group_name: group_name }
  columns:
    cohort: is_base
    nk: is_nk
    never_known: is_nk and not is_lapsed and activity_code = '810'
    no_contact: is_nk and not is_lapsed and activity_code = '820'
    refused: is_nk and not is_lapsed and activity_code = '830'
    lapsed: is_nk and is_lapsed
    compulsory: is_nk and not is_lapsed and activity_code not in ('810', '820', '830')
    lapsed_education: is_nk and is_lapsed and activity_group = 'education'
    lapsed_employment: is_nk and is_lapsed and activity_group = 'employment'
    lapsed_other: is_nk and is_lapsed and activity_group not in ('education', 'employment')
    contact_30: is_nk and days_since_contact <= 30
    contact_90: is_nk and days_since_contact between 31 and 90
    contact_older: is_nk and days_since_contact > 90
    contact_never: is_nk and days_since_contact is null
  show: { academic_age: Age, activity_label: Activity, activity_started_on: Since, verified_on: Last verified, days_neet: Days NEET, ward_name: Ward, team: Team, last_contact_on: Last contact }
chart: { kind: bar, x: group_name, y: [nk_rate] }
definition: >-
  Young people of academic age 16 and 17 whose activity is not known at the month end: recorded as not known, cannot be
  contacted, refused to say, or in education, employment or training by a record that has lapsed; and how long ago somebody
  last reached them.
access: staff
---*/
with person as (
  select r.group_name, r.group_sort, r.is_base, r.is_nk, r.is_lapsed, r.activity_code, r.activity_group, r.days_since_contact
  from marts.person_month_by r
  where r.dimension = cast($by as varchar) and r.month_end = cast($month as date) and is_base
),
counted as (
  select
    'All' as group_name, 1 as is_total, 0 as group_sort,
    count(*) filter (where is_base) as cohort,
    count(*) filter (where is_nk) as nk,
    count(*) filter (where is_nk and not is_lapsed and activity_code = '810') as never_known,
    count(*) filter (where is_nk and not is_lapsed and activity_code = '820') as no_contact,
    count(*) filter (where is_nk and not is_lapsed and activity_code = '830') as refused,
    count(*) filter (where is_nk and is_lapsed) as lapsed,
    count(*) filter (where is_nk and not is_lapsed and activity_code not in ('810', '820', '830')) as compulsory,
    count(*) filter (where is_nk and is_lapsed and activity_group = 'education') as lapsed_education,
    count(*) filter (where is_nk and is_lapsed and activity_group = 'employment') as lapsed_employment,
    count(*) filter (where is_nk and is_lapsed and activity_group not in ('education', 'employment')) as lapsed_other,
    count(*) filter (where is_nk and days_since_contact <= 30) as contact_30,
    count(*) filter (where is_nk and days_since_contact between 31 and 90) as contact_90,
    count(*) filter (where is_nk and days_since_contact > 90) as contact_older,
    count(*) filter (where is_nk and days_since_contact is null) as contact_never
  from person
  union all
  select
    group_name, 0 as is_total, min(group_sort) as group_sort,
    count(*) filter (where is_base) as cohort,
    count(*) filter (where is_nk) as nk,
    count(*) filter (where is_nk and not is_lapsed and activity_code = '810') as never_known,
    count(*) filter (where is_nk and not is_lapsed and activity_code = '820') as no_contact,
    count(*) filter (where is_nk and not is_lapsed and activity_code = '830') as refused,
    count(*) filter (where is_nk and is_lapsed) as lapsed,
    count(*) filter (where is_nk and not is_lapsed and activity_code not in ('810', '820', '830')) as compulsory,
    count(*) filter (where is_nk and is_lapsed and activity_group = 'education') as lapsed_education,
    count(*) filter (where is_nk and is_lapsed and activity_group = 'employment') as lapsed_employment,
    count(*) filter (where is_nk and is_lapsed and activity_group not in ('education', 'employment')) as lapsed_other,
    count(*) filter (where is_nk and days_since_contact <= 30) as contact_30,
    count(*) filter (where is_nk and days_since_contact between 31 and 90) as contact_90,
    count(*) filter (where is_nk and days_since_contact > 90) as contact_older,
    count(*) filter (where is_nk and days_since_contact is null) as contact_never
  from person
  where cast($by as varchar) <> 'none'
  group by group_name
)
select group_name, cohort, nk, never_known, no_contact, refused, lapsed, compulsory, lapsed_education, lapsed_employment, lapsed_other, contact_30, contact_90, contact_older, contact_never
from counted
order by is_total, group_sort, group_name
