/*---
id: participation-by-group
title: EET and participation by group
version: 1.0.0
purpose: national
requirement: [000.9.1.8, 000.9.2.11, 000.9.1.4, 000.9.1.6]
reads: marts@1
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
  by:
    type: choice
    label: Split by
    default: gender
    entries: true
    options: { none: No split, age: Academic age, gender: Gender, ethnic-group: Ethnic group, ethnicity: Ethnicity in detail, sen: SEN provision, ward: Ward, imd-decile: Deprivation of the area, locality: Locality, school: Year 11 school, provider: Provider, level-of-need: Level of need, vulnerable: DfE's vulnerable group, caseworker: Caseworker, team: Team }
columns:
  group_name: { type: text, label: Group }
  cohort: { type: count, label: Young people, metric: participation.cohort }
  eet: { type: count, label: EET, metric: participation.eet }
  eet_rate: { type: percent, label: EET %, metric: participation.eet_rate, ratio: [eet, cohort] }
  participating: { type: count, label: Participating, metric: participation.participating }
  participation_rate: { type: percent, label: Participating %, metric: participation.participation_rate, ratio: [participating, cohort] }
  fte: { type: count, label: Full-time education, metric: participation.by_type }
  fte_rate: { type: percent, label: Full-time education %, metric: participation.type_rate, ratio: [fte, cohort] }
  apprenticeship: { type: count, label: Apprenticeship, metric: participation.by_type }
  apprenticeship_rate: { type: percent, label: Apprenticeship %, metric: participation.type_rate, ratio: [apprenticeship, cohort] }
  wbl: { type: count, label: Work-based learning, metric: participation.by_type }
  part_time: { type: count, label: Part-time education, metric: participation.by_type }
  work_and_study: { type: count, label: Employment with study, metric: participation.by_type }
  other_training: { type: count, label: Other training, metric: participation.by_type }
  eet_only: { type: count, label: EET but not participating, metric: participation.eet_only }
  duty_met: { type: count, label: Meeting the duty, metric: participation.duty_met }
  duty_met_rate: { type: percent, label: Meeting the duty %, metric: participation.duty_rate, ratio: [duty_met, cohort] }
  working_towards: { type: count, label: Working towards, metric: participation.working_towards }
  temporary_break: { type: count, label: Temporary break, metric: participation.temporary_break }
  neet: { type: count, label: NEET, metric: participation.neet }
  nk: { type: count, label: Not known, metric: participation.nk }
totals:
  - { column: group_name, value: All }
identities:
  - cohort = eet + neet + nk
  - eet = participating + eet_only
  - participating = fte + apprenticeship + wbl + part_time + work_and_study + other_training
records:
  from: marts.person_month_by
  where: dimension = cast($by as varchar) and month_end = cast($month as date) and is_base
  grain: { group_name: group_name }
  columns:
    cohort: is_base
    eet: is_eet
    participating: is_participating
    fte: is_participating and participation_type = 'FTE'
    apprenticeship: is_participating and participation_type = 'APP'
    wbl: is_participating and participation_type = 'WBL'
    part_time: is_participating and participation_type = 'PT'
    work_and_study: is_participating and participation_type = 'EWS'
    other_training: is_participating and participation_type = 'OTHER'
    eet_only: is_eet and not is_participating
    duty_met: is_duty_met
    working_towards: is_working_towards
    temporary_break: is_temporary_break
    neet: is_neet
    nk: is_nk
  show: { academic_age: Age, activity_label: Activity, activity_started_on: Since, verified_on: Last verified, days_neet: Days NEET, ward_name: Ward, team: Team, last_contact_on: Last contact }
chart: { kind: bar, x: group_name, y: [participation_rate] }
definition: >-
  Young people of academic age 16 and 17 at the month end by what counts as participation: full-time education,
  apprenticeships, work-based learning, part-time education, work with study towards a regulated qualification and other
  training. Re-engagement, gap years and jobs without study are EET but do not participate.
access: staff
notes:
  - "Meeting the duty, working towards it and temporary breaks follow the edition of the national requirement in force at the month end; part of that map is unconfirmed."
---*/
with person as (
  select r.group_name, r.group_sort, r.is_base, r.is_eet, r.is_neet, r.is_nk, r.is_participating, r.participation_type, r.is_duty_met, r.is_working_towards, r.is_temporary_break
  from marts.person_month_by r
  where r.dimension = cast($by as varchar) and r.month_end = cast($month as date) and is_base
),
counted as (
  select
    'All' as group_name, 1 as is_total, 0 as group_sort,
    count(*) filter (where is_base) as cohort,
    count(*) filter (where is_eet) as eet,
    count(*) filter (where is_participating) as participating,
    count(*) filter (where is_participating and participation_type = 'FTE') as fte,
    count(*) filter (where is_participating and participation_type = 'APP') as apprenticeship,
    count(*) filter (where is_participating and participation_type = 'WBL') as wbl,
    count(*) filter (where is_participating and participation_type = 'PT') as part_time,
    count(*) filter (where is_participating and participation_type = 'EWS') as work_and_study,
    count(*) filter (where is_participating and participation_type = 'OTHER') as other_training,
    count(*) filter (where is_eet and not is_participating) as eet_only,
    count(*) filter (where is_duty_met) as duty_met,
    count(*) filter (where is_working_towards) as working_towards,
    count(*) filter (where is_temporary_break) as temporary_break,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_nk) as nk
  from person
  union all
  select
    group_name, 0 as is_total, min(group_sort) as group_sort,
    count(*) filter (where is_base) as cohort,
    count(*) filter (where is_eet) as eet,
    count(*) filter (where is_participating) as participating,
    count(*) filter (where is_participating and participation_type = 'FTE') as fte,
    count(*) filter (where is_participating and participation_type = 'APP') as apprenticeship,
    count(*) filter (where is_participating and participation_type = 'WBL') as wbl,
    count(*) filter (where is_participating and participation_type = 'PT') as part_time,
    count(*) filter (where is_participating and participation_type = 'EWS') as work_and_study,
    count(*) filter (where is_participating and participation_type = 'OTHER') as other_training,
    count(*) filter (where is_eet and not is_participating) as eet_only,
    count(*) filter (where is_duty_met) as duty_met,
    count(*) filter (where is_working_towards) as working_towards,
    count(*) filter (where is_temporary_break) as temporary_break,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_nk) as nk
  from person
  where cast($by as varchar) <> 'none'
  group by group_name
)
select group_name, cohort, eet, participating, fte, apprenticeship, wbl, part_time, work_and_study, other_training, eet_only, duty_met, working_towards, temporary_break, neet, nk
from counted
order by is_total, group_sort, group_name
