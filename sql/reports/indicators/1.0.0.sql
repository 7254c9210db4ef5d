/*---
id: indicators
title: Indicators of the national requirement
version: 1.0.0
purpose: national
requirement: [000.9.2, 000.9.1.1, 000.9.2.1, 000.9.2.2]
reads: marts@1
grain: [indicator, part]
params:
  month: { type: month, label: "Month (or the last of the period)", default: latest }
  period:
    type: choice
    label: For
    default: month
    entries: true
    options: { month: the month, quarter: the quarter (mean of its months), academic-year: the academic year (by each indicator's rule) }
columns:
  indicator: { type: code, label: Indicator }
  label: { type: text, label: What it says }
  part: { type: text, label: Part }
  from_month: { type: month, label: From, when: { period: [quarter, academic-year] } }
  to_month: { type: month, label: To }
  months: { type: number, label: Months, when: { period: [quarter, academic-year] } }
  numerator: { type: count, label: People, mean_over: months, when: { period: [month] } }
  denominator: { type: count, label: Of, mean_over: months, when: { period: [month] } }
  numerator_mean: { type: number, label: People (mean), ratio: [numerator, months], decimals: 1, when: { period: [quarter, academic-year] } }
  denominator_mean: { type: number, label: Of (mean), ratio: [denominator, months], decimals: 1, when: { period: [quarter, academic-year] } }
  value: { type: percent, label: "%", ratio: [numerator, denominator] }
  mean_days: { type: number, label: Mean days, ratio: [days, denominator], decimals: 1, suppress: with(denominator) }
  days: { type: days, label: Days together, hidden: true, suppress: with(denominator) }
definition: >-
  Every indicator of the edition of the national requirement that was in force, as its own tables define it. A quarter is the mean of
  its months: the sum of the counts over the sum of the people they are of, from unrounded counts. The academic year is the same,
  but for what is published once a year: NEET and not known are the mean of December, January and February, participation is March.
access: managers
notes:
  - Time NEET, and what is split into parts, stand in a line for each part; parts of one figure may overlap where they are bands.
  - The people behind a figure are in the reports of the same names, such as NEET and not known by month.
---*/
with chosen as (
  select month_end, academic_year, quarter_end
  from marts.month
  where month_end = cast($month as date)
),
wanted as (
  select m.month_end
  from marts.month m
  cross join chosen c
  where case cast($period as varchar)
    when 'month' then m.month_end = c.month_end
    when 'quarter' then m.quarter_end = c.quarter_end and m.month_end <= c.month_end
    else m.academic_year = c.academic_year and m.month_end <= c.month_end end
)
select
  i.id as indicator, max(i.label) as label, i.part,
  min(i.month_end) as from_month, max(i.month_end) as to_month, count(*) as months,
  cast(sum(i.numerator) as bigint) as numerator, cast(sum(i.denominator) as bigint) as denominator,
  cast(sum(i.days) as bigint) as days
from marts.indicator i
join wanted w on w.month_end = i.month_end
where (cast($period as varchar) = 'month' or not i.is_month_only) and (cast($period as varchar) <> 'quarter' or not i.is_year_only)
group by i.id, i.part
having cast($period as varchar) <> 'academic-year' or count(*) >= max(i.months_wanted)
order by min(i.position), i.part
