/*---
id: intended-destinations
title: Intended destinations of Year 11
version: 1.0.0
purpose: national
requirement: [000.9.1.16, 000.9.2.17]
reads: marts@1
grain: [group_name]
params:
  month: { type: month, label: "Month (May to August, or any later)", default: latest }
  by:
    type: choice
    label: By
    default: school
    entries: true
    options: { school: School, gender: Gender, ethnic-group: Ethnic group, sen: SEN provision }
columns:
  group_name: { type: text, label: Group }
  people: { type: count, label: Year 11, metric: intention.people }
  asked: { type: count, label: Asked, metric: intention.asked }
  asked_rate: { type: percent, label: Asked %, metric: intention.asked, ratio: [asked, people] }
  same_school: { type: count, label: Same school, metric: intention.code }
  other_place: { type: count, label: Other institution, metric: intention.code }
  apprenticeship: { type: count, label: Apprenticeship or traineeship, metric: intention.code }
  apprenticeship_rate: { type: percent, label: Apprenticeship or traineeship %, metric: intention.code, ratio: [apprenticeship, asked] }
  work_with_study: { type: count, label: Work with study, metric: intention.code }
  work: { type: count, label: Work without training, metric: intention.code }
  other: { type: count, label: Other, metric: intention.code }
  undecided: { type: count, label: Undecided, metric: intention.code }
  undecided_rate: { type: percent, label: Undecided %, metric: intention.code, ratio: [undecided, asked] }
  not_obtained: { type: count, label: Not obtained, metric: intention.code }
  not_asked: { type: count, label: Not asked yet, metric: intention.asked }
totals:
  - { column: group_name, value: All }
identities:
  - people = asked + not_asked
  - asked = same_school + other_place + apprenticeship + work_with_study + work + other + undecided + not_obtained
records:
  from: marts.intention
  where: month_end = (select max(i.month_end) from marts.intention i where i.month_end <= cast($month as date))
  grain:
    group_name: >-
      case cast($by as varchar)
      when 'school' then coalesce(school_name, 'No school')
      when 'gender' then case gender when 'F' then 'Female' when 'M' then 'Male' else 'Not recorded' end
      when 'ethnic-group' then coalesce(ethnic_group, 'Not recorded')
      when 'sen' then case sen when 'E' then 'EHC plan' when 'K' then 'SEN support' else 'No SEN' end
      end
  columns:
    people: season is not null
    asked: is_asked
    same_school: code = '111'
    other_place: code = '121'
    apprenticeship: code = '211'
    work_with_study: code = '311'
    work: code = '321'
    other: is_asked and code not in ('111', '121', '211', '311', '321', '511', '611')
    undecided: code = '511'
    not_obtained: code = '611'
    not_asked: not is_asked
  show: { code: Code, label: Intended destination, school_name: School }
chart: { kind: bar, x: group_name, y: [asked_rate] }
definition: >-
  Young people in Year 11 for whom the authority leads, by what they mean to do after the summer, at a month end from May to
  August; in other months the last such before.
access: staff
notes:
  - The return has not asked for intended destinations since 2020-21; a local figure.
---*/
with person as (
  select
    r.code, r.is_asked, r.season,
    case cast($by as varchar)
      when 'school' then coalesce(school_name, 'No school')
      when 'gender' then case gender when 'F' then 'Female' when 'M' then 'Male' else 'Not recorded' end
      when 'ethnic-group' then coalesce(ethnic_group, 'Not recorded')
      when 'sen' then case sen when 'E' then 'EHC plan' when 'K' then 'SEN support' else 'No SEN' end
      end as group_name
  from marts.intention r
  where month_end = (select max(i.month_end) from marts.intention i where i.month_end <= cast($month as date))
),
counted as (
  select
    'All' as group_name, 1 as is_total,
    count(*) filter (where season is not null) as people,
    count(*) filter (where is_asked) as asked,
    count(*) filter (where code = '111') as same_school,
    count(*) filter (where code = '121') as other_place,
    count(*) filter (where code = '211') as apprenticeship,
    count(*) filter (where code = '311') as work_with_study,
    count(*) filter (where code = '321') as work,
    count(*) filter (where is_asked and code not in ('111', '121', '211', '311', '321', '511', '611')) as other,
    count(*) filter (where code = '511') as undecided,
    count(*) filter (where code = '611') as not_obtained,
    count(*) filter (where not is_asked) as not_asked
  from person
  union all
  select
    group_name, 0 as is_total,
    count(*) filter (where season is not null) as people,
    count(*) filter (where is_asked) as asked,
    count(*) filter (where code = '111') as same_school,
    count(*) filter (where code = '121') as other_place,
    count(*) filter (where code = '211') as apprenticeship,
    count(*) filter (where code = '311') as work_with_study,
    count(*) filter (where code = '321') as work,
    count(*) filter (where is_asked and code not in ('111', '121', '211', '311', '321', '511', '611')) as other,
    count(*) filter (where code = '511') as undecided,
    count(*) filter (where code = '611') as not_obtained,
    count(*) filter (where not is_asked) as not_asked
  from person
  group by group_name
)
select group_name, people, asked, same_school, other_place, apprenticeship, work_with_study, work, other, undecided, not_obtained, not_asked
from counted
order by is_total, group_name
