/*---
id: national-comparison
title: Beside England, the region and statistical neighbours
version: 2.0.0
purpose: national
requirement: [000.9.1.15, 000.9.2.18]
reads: marts@1
grain: [measure, area_code]
params:
  year: { type: int?, label: "Year (empty is the latest published)" }
  model:
    type: choice
    label: Statistical neighbours by
    default: "2025"
    options: { "2025": Model of May 2025, "2021": Model of April 2021 }
  measures:
    type: choice
    label: Measures
    default: all
    options: { all: All, neet_nk_percent: NEET or not known, neet_percent: NEET, nk_percent: Not known, participation_percent: Participation, fte_percent: Full-time education, apprenticeship_percent: Apprenticeship, other_participation_percent: Other participation, guarantee_percent: September Guarantee offers }
  areas:
    type: choice
    label: Areas
    default: all
    options: { all: Each neighbour by name, summary: Neighbours together }
columns:
  measure: { type: code, label: Measure key }
  measure_label: { type: text, label: Measure }
  area_level: { type: text, label: Level, description: "authority is the figure of this system by DfE's method; published is what DfE printed for the same authority" }
  area_code: { type: code, label: Area code }
  area_name: { type: text, label: Area }
  rank: { type: number, label: Nearness, description: Place among the statistical neighbours; 1 is nearest }
  period_label: { type: text, label: Period }
  value: { type: percent, label: Value %, ratio: [part, whole], otherwise: published_value, symbol: symbol }
  source: { type: text, label: Source, hidden: true }
  published: { type: date, label: Published, description: Month of publication where it is known (first day of it) }
  part: { type: count, label: People counted, hidden: true, mean_over: months }
  whole: { type: count, label: Of, hidden: true, mean_over: months }
  months: { type: number, label: Months, hidden: true }
  published_value: { type: number, label: As published, hidden: true }
  symbol: { type: text, label: Symbol, hidden: true }
chart: { kind: bar, x: area_name, y: [value], when: { measures: [neet_nk_percent, neet_percent, nk_percent, participation_percent, fte_percent, apprenticeship_percent, other_participation_percent, guarantee_percent] } }
definition: >-
  The authority's own figures by the Department for Education's method, beside what the Department published for England, the
  region and the authority's ten statistical neighbours. NEET and not known: mean number of December, January and February over
  the mean cohort. Participation: end of March. September Guarantee: offers in the September before.
access: staff
source_column: source
notes:
  - Published percentages have one decimal. The neighbours' figure is the plain mean of their published percentages.
  - "c in a published figure means that the Department withheld it: for small numbers, or because the quality was in doubt."
sources:
  - Department for Education, children's services statistical neighbour models, April 2021 and May 2025, Open Government Licence v3.0.
---*/
with chosen as (
  select coalesce(cast($year as integer), max(cast(b.period as integer))) as year
  from marts.benchmark b
  where b.area_level = 'England'
),
measure as (
  select 'neet_nk_percent' as measure, 'NEET or not known' as label, 1 as position
  union all select 'neet_percent', 'NEET', 2
  union all select 'nk_percent', 'Not known', 3
  union all select 'participation_percent', 'Participating in education or training', 4
  union all select 'fte_percent', 'Full-time education', 5
  union all select 'apprenticeship_percent', 'Apprenticeship', 6
  union all select 'other_participation_percent', 'Other education or training', 7
  union all select 'guarantee_percent', 'September Guarantee offer', 8
),
winter as (
  select
    count(*) as people, count(distinct r.month_end) as months,
    count(*) filter (where r.is_neet) as neet, count(*) filter (where r.is_nk) as nk
  from marts.person_month r
  join marts.month m on m.month_end = r.month_end
  join chosen c on m.academic_year = c.year - 1
  where r.is_base and extract(month from m.month_end) in (12, 1, 2)
),
march as (
  select
    count(*) as people,
    count(*) filter (where r.is_participating) as participating,
    count(*) filter (where r.is_participating and r.participation_type = 'FTE') as fte,
    count(*) filter (where r.is_participating and r.participation_type = 'APP') as apprenticeship
  from marts.person_month r
  join marts.month m on m.month_end = r.month_end
  join chosen c on m.academic_year = c.year - 1
  where r.is_base and extract(month from m.month_end) = 3
),
offered as (
  select count(*) as people, count(*) filter (where g.status_group = 'offer') as offers
  from marts.guarantee g
  join chosen c on g.season = c.year - 1
  where extract(month from g.month_end) = 9 and extract(year from g.month_end) = c.year - 1
),
own as (
  select 'neet_nk_percent' as measure, neet + nk as part, people as whole, months from winter where months = 3
  union all select 'neet_percent', neet, people, months from winter where months = 3
  union all select 'nk_percent', nk, people, months from winter where months = 3
  union all select 'participation_percent', participating, people, 1 from march where people > 0
  union all select 'fte_percent', fte, people, 1 from march where people > 0
  union all select 'apprenticeship_percent', apprenticeship, people, 1 from march where people > 0
  union all select 'other_participation_percent', participating - fte - apprenticeship, people, 1 from march where people > 0
  union all select 'guarantee_percent', offers, people, 1 from offered where people > 0
),
national as (
  select b.measure, b.period_label, b.area_level, b.area_code, b.area_name, b.value, b.symbol, b.source || ', ' || b.licence || '.' as source, b.published
  from marts.benchmark b
  join chosen c on b.period = cast(c.year as varchar)
),
england as (
  select measure, period_label from national where area_level = 'England'
),
near as (
  select n.neighbour_la_code, n.rank
  from marts.neighbour n
  join marts.stamp s on s.la_code = n.la_code
  where cast(n.model as varchar) = cast($model as varchar)
),
near_mean as (
  select
    n.measure, n.period_label, count(n.value) as areas,
    cast(sum(round(10 * n.value)) as bigint) as tenths, max(n.source) as source, max(n.published) as published
  from national n
  join near p on p.neighbour_la_code = n.area_code
  group by n.measure, n.period_label
),
line as (
  select
    o.measure, 'authority' as area_level, 'own' as area_code, s.tenant_name as area_name, cast(null as integer) as rank,
    e.period_label, o.part, o.whole, o.months, cast(null as double precision) as published_value,
    cast(null as varchar) as symbol, cast(null as varchar) as source, cast(null as date) as published, 1 as position
  from own o
  cross join marts.stamp s
  left join england e on e.measure = o.measure
  union all
  select
    n.measure, 'published', n.area_code, n.area_name || ' (published)', null,
    n.period_label, null, null, null, n.value, n.symbol, n.source, n.published, 2
  from national n
  join marts.stamp s on s.la_code = n.area_code
  where n.area_level = 'LA'
  union all
  select
    n.measure, 'England', n.area_code, n.area_name, null,
    n.period_label, null, null, null, n.value, n.symbol, n.source, n.published, 3
  from national n
  where n.area_level = 'England'
  union all
  select
    n.measure, 'region', n.area_code, n.area_name, null,
    n.period_label, null, null, null, n.value, n.symbol, n.source, n.published, 4
  from national n
  join marts.stamp s on s.region_code = n.area_code
  where n.area_level = 'region'
  union all
  select
    n.measure, 'neighbours', 'neighbours', 'Statistical neighbours', null,
    n.period_label, null, null, null, floor((2 * n.tenths + n.areas) / (2.0 * n.areas)) / 10, null, n.source, n.published, 5
  from near_mean n
  where n.areas > 0
  union all
  select
    n.measure, 'neighbour', n.area_code, n.area_name, p.rank,
    n.period_label, null, null, null, n.value, n.symbol, n.source, n.published, 5 + p.rank
  from national n
  join near p on p.neighbour_la_code = n.area_code
  where n.area_level = 'LA' and cast($areas as varchar) = 'all'
)
select
  m.measure, m.label as measure_label, l.area_level, l.area_code, l.area_name, l.rank, l.period_label,
  l.source, l.published, l.part, l.whole, l.months, l.published_value, l.symbol
from line l
join measure m on m.measure = l.measure
where cast($measures as varchar) in ('all', m.measure)
order by m.position, l.position
