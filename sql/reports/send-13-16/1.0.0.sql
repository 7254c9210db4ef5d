/*---
id: send-13-16
title: Pupils of 13 to 16 with SEN
version: 1.0.0
purpose: local
requirement: [000.9.1.12, 000.9.2.15]
reads: marts@1
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
  by:
    type: choice
    label: By
    default: year-group
    entries: true
    options: { year-group: Year group, school: School, gender: Gender, ethnic-group: Ethnic group, ward: Ward, locality: Locality, provision: SEN provision }
columns:
  group_name: { type: text, label: Group }
  pupils: { type: count, label: Pupils with SEN, metric: send.pupils }
  plan: { type: count, label: EHC plan, metric: send.pupils }
  support: { type: count, label: SEN support, metric: send.pupils }
  reviewed: { type: count, label: Plan reviewed within a year, metric: send.pupils }
  reviewed_rate: { type: percent, label: Reviewed %, metric: send.pupils, ratio: [reviewed, plan] }
  not_reviewed: { type: count, label: Plan not reviewed, metric: send.pupils }
  overdue: { type: count, label: Review overdue, metric: send.pupils }
totals:
  - { column: group_name, value: All }
identities:
  - pupils = plan + support
  - plan = reviewed + not_reviewed
records:
  from: marts.school_send
  where: month_end = cast($month as date)
  grain:
    group_name: >-
      case cast($by as varchar)
      when 'year-group' then 'Year ' || cast(year_group as varchar)
      when 'school' then coalesce(school_name, 'No school')
      when 'gender' then case gender when 'F' then 'Female' when 'M' then 'Male' else 'Not recorded' end
      when 'ethnic-group' then coalesce(ethnic_group, 'Not recorded')
      when 'ward' then coalesce(ward_name, 'Ward not known')
      when 'locality' then coalesce(locality, 'Locality not known')
      when 'provision' then sen_label
      end
  columns:
    pupils: year_group is not null
    plan: sen = 'E'
    support: coalesce(sen, 'K') <> 'E'
    reviewed: sen = 'E' and is_reviewed
    not_reviewed: sen = 'E' and not is_reviewed
    overdue: sen = 'E' and is_review_overdue
  show: { year_group: Year group, sen_label: Provision, school_name: School, ward_name: Ward, is_reviewed: Reviewed, is_review_overdue: Review overdue }
chart: { kind: bar, x: group_name, y: [plan, support] }
definition: >-
  Pupils in Years 8 to 11 (academic age 12 to 15) who live in the area and have SEN support or an education, health and care
  plan at the month end, and whether the plan was reviewed in the year before, as the review in Year 9 and after must look at
  what comes after school.
access: staff
notes:
  - A local cohort of the authority’s own records; nothing of it goes to the Department for Education.
---*/
with person as (
  select
    r.is_review_overdue, r.is_reviewed, r.sen, r.year_group,
    case cast($by as varchar)
      when 'year-group' then 'Year ' || cast(year_group as varchar)
      when 'school' then coalesce(school_name, 'No school')
      when 'gender' then case gender when 'F' then 'Female' when 'M' then 'Male' else 'Not recorded' end
      when 'ethnic-group' then coalesce(ethnic_group, 'Not recorded')
      when 'ward' then coalesce(ward_name, 'Ward not known')
      when 'locality' then coalesce(locality, 'Locality not known')
      when 'provision' then sen_label
      end as group_name
  from marts.school_send r
  where month_end = cast($month as date)
),
counted as (
  select
    'All' as group_name, 1 as is_total,
    count(*) filter (where year_group is not null) as pupils,
    count(*) filter (where sen = 'E') as plan,
    count(*) filter (where coalesce(sen, 'K') <> 'E') as support,
    count(*) filter (where sen = 'E' and is_reviewed) as reviewed,
    count(*) filter (where sen = 'E' and not is_reviewed) as not_reviewed,
    count(*) filter (where sen = 'E' and is_review_overdue) as overdue
  from person
  union all
  select
    group_name, 0 as is_total,
    count(*) filter (where year_group is not null) as pupils,
    count(*) filter (where sen = 'E') as plan,
    count(*) filter (where coalesce(sen, 'K') <> 'E') as support,
    count(*) filter (where sen = 'E' and is_reviewed) as reviewed,
    count(*) filter (where sen = 'E' and not is_reviewed) as not_reviewed,
    count(*) filter (where sen = 'E' and is_review_overdue) as overdue
  from person
  group by group_name
)
select group_name, pupils, plan, support, reviewed, not_reviewed, overdue
from counted
order by is_total, group_name
