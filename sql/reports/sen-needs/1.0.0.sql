/*---
id: sen-needs
title: Types of special educational need
version: 1.0.0
purpose: national
requirement: [000.9.1.13, 000.9.1.11]
reads: marts@1
audience: special
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
columns:
  group_name: { type: text, label: Type of need }
  people: { type: count, label: Young people, metric: send.need }
  eet: { type: count, label: EET, metric: send.need }
  eet_rate: { type: percent, label: EET %, metric: send.need, ratio: [eet, people] }
  participating: { type: count, label: Participating, metric: send.need }
  neet: { type: count, label: NEET, metric: send.need }
  neet_rate: { type: percent, label: NEET %, metric: send.need, ratio: [neet, people] }
  nk: { type: count, label: Not known, metric: send.need }
  nk_rate: { type: percent, label: Not known %, metric: send.need, ratio: [nk, people] }
  neet_nk: { type: count, label: NEET or not known, metric: send.need }
  neet_nk_rate: { type: percent, label: NEET or not known %, metric: send.need, ratio: [neet_nk, people] }
  joiners: { type: count, label: Joined NEET, metric: send.need }
  leavers: { type: count, label: Left NEET, metric: send.need }
  female: { type: count, label: Female, metric: send.need }
  year_12: { type: count, label: Year 12, metric: send.need }
identities:
  - people = eet + neet + nk
  - neet_nk = neet + nk
records:
  from: special.person_month_by
  where: dimension = 'sen-need' and month_end = cast($month as date) and (is_base or is_leaver)
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
  Young people of academic age 16 and 17 with a special educational need recorded at the month end, by type of need and by
  what they do.
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
where dimension = 'sen-need' and month_end = cast($month as date) and (is_base or is_leaver)
group by group_name
order by min(group_sort), group_name
