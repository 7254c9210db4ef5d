/*---
id: vulnerable-groups
title: Vulnerable groups
version: 1.0.0
purpose: national
requirement: [000.9.1.10, 000.9.2.13]
reads: marts@1
audience: special
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
columns:
  group_name: { type: text, label: Characteristic }
  people: { type: count, label: Young people, metric: participation.characteristic }
  eet: { type: count, label: EET, metric: participation.characteristic }
  eet_rate: { type: percent, label: EET %, metric: participation.characteristic, ratio: [eet, people] }
  participating: { type: count, label: Participating, metric: participation.characteristic }
  neet: { type: count, label: NEET, metric: participation.characteristic }
  neet_rate: { type: percent, label: NEET %, metric: participation.characteristic, ratio: [neet, people] }
  nk: { type: count, label: Not known, metric: participation.characteristic }
  nk_rate: { type: percent, label: Not known %, metric: participation.characteristic, ratio: [nk, people] }
  neet_nk: { type: count, label: NEET or not known, metric: participation.characteristic }
  neet_nk_rate: { type: percent, label: NEET or not known %, metric: participation.characteristic, ratio: [neet_nk, people] }
  joiners: { type: count, label: Joined NEET, metric: participation.characteristic }
  leavers: { type: count, label: Left NEET, metric: participation.characteristic }
  female: { type: count, label: Female, metric: participation.characteristic }
  year_12: { type: count, label: Year 12, metric: participation.characteristic }
identities:
  - people = eet + neet + nk
  - neet_nk = neet + nk
records:
  from: special.person_month_by
  where: dimension = 'characteristic' and month_end = cast($month as date) and (is_base or is_leaver)
  grain: { group_name: group_name }
  columns:
    people: is_base
    eet: is_eet
    participating: is_participating
    neet: is_neet
    nk: is_nk
    neet_nk: is_neet or is_nk
    joiners: is_joiner
    leavers: is_leaver
    female: is_base and gender = 'F'
    year_12: is_base and academic_age = 16
  show: { academic_age: Age, activity_label: Activity, days_neet: Days NEET, verified_on: Last verified, last_contact_on: Last contact, ward_name: Ward, team: Team }
chart: { kind: bar, x: group_name, y: [neet_rate, nk_rate] }
definition: >-
  Young people of academic age 16 and 17 with a characteristic of the return at the month end, by what they do: young carers,
  care leavers, young people supervised by the youth offending team, teenage mothers, alternative provision and the others,
  and DfE's vulnerable group as a whole.
access: managers
notes:
  - A person with several counts once in each group, and once in "Any of these"; the groups add up to more than the people.
  - Single characteristics are shown to few; take "DfE's vulnerable group" of the other reports where that is enough.
---*/
select
  group_name,
  count(*) filter (where is_base) as people,
  count(*) filter (where is_eet) as eet,
  count(*) filter (where is_participating) as participating,
  count(*) filter (where is_neet) as neet,
  count(*) filter (where is_nk) as nk,
  count(*) filter (where is_neet or is_nk) as neet_nk,
  count(*) filter (where is_joiner) as joiners,
  count(*) filter (where is_leaver) as leavers,
  count(*) filter (where is_base and gender = 'F') as female,
  count(*) filter (where is_base and academic_age = 16) as year_12
from special.person_month_by
where dimension = 'characteristic' and month_end = cast($month as date) and (is_base or is_leaver)
group by group_name
order by min(group_sort), group_name
