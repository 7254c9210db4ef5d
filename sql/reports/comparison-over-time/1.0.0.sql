/*---
id: comparison-over-time
title: Beside England, the region and statistical neighbours, over the years
version: 1.0.0
purpose: national
requirement: [000.9.1.15, 000.9.2.18]
reads: marts@1
grain: [period, area_code]
params:
  measure:
    type: choice
    label: Measure
    default: neet_nk_percent
    options: { neet_nk_percent: NEET or not known, neet_percent: NEET, nk_percent: Not known, participation_percent: Participation, guarantee_percent: September Guarantee offers }
  model:
    type: choice
    label: Statistical neighbours by
    default: "2025"
    options: { "2025": Model of May 2025, "2021": Model of April 2021 }
columns:
  period: { type: code, label: Year }
  period_label: { type: text, label: Period }
  area_level: { type: text, label: Level, description: "LA before is the county that the authority was part of until it was split off; nobody worked out a share of it" }
  area_code: { type: code, label: Area code }
  area_name: { type: text, label: Area }
  value: { type: percent, label: "Published %", decimals: 1, symbol: symbol }
  symbol: { type: text, label: Symbol, hidden: true }
  areas: { type: number, label: Authorities, description: Authorities that the figure is a mean of }
  published: { type: date, label: Published, description: Vintage of the figure where it is known }
  source: { type: text, label: Source, hidden: true }
chart: { kind: line, x: period, y: [value], series: area_name }
definition: >-
  What the Department for Education published for the authority, the region, England and the authority's ten statistical neighbours,
  year by year. The neighbours' figure is the plain mean of those that have a published percentage, rounded half up to one decimal.
access: staff
source_column: source
notes:
  - Each figure is of the newest vintage that is held here. Years are not revised when an authority changes.
  - "c in a published figure means that the Department withheld it: for small numbers, or because the quality was in doubt."
sources:
  - Department for Education, children's services statistical neighbour models, April 2021 and May 2025, Open Government Licence v3.0.
---*/
with figure as (
  select
    b.period, b.period_label, b.area_level, b.area_code, b.area_name, b.value, b.symbol, b.published,
    b.source || ', ' || b.licence || '.' as source
  from marts.benchmark b
  where b.measure = cast($measure as varchar)
),
near as (
  select n.neighbour_la_code
  from marts.neighbour n
  join marts.stamp s on s.la_code = n.la_code
  where cast(n.model as varchar) = cast($model as varchar)
),
near_mean as (
  select
    f.period, max(f.period_label) as period_label, count(f.value) as areas,
    cast(sum(round(10 * f.value)) as bigint) as tenths, max(f.published) as published, max(f.source) as source
  from figure f
  join near p on p.neighbour_la_code = f.area_code
  where f.area_level = 'LA'
  group by f.period
),
line as (
  select f.period, f.period_label, f.area_level, f.area_code, f.area_name, f.value, f.symbol,
    cast(1 as bigint) as areas, f.published, f.source, 1 as position
  from figure f
  join marts.stamp s on s.la_code = f.area_code
  where f.area_level in ('LA', 'LA before')
  union all
  select f.period, f.period_label, f.area_level, f.area_code, f.area_name, f.value, f.symbol, 1, f.published, f.source, 2
  from figure f
  where f.area_level = 'England'
  union all
  select f.period, f.period_label, f.area_level, f.area_code, f.area_name, f.value, f.symbol, 1, f.published, f.source, 3
  from figure f
  join marts.stamp s on s.region_code = f.area_code
  where f.area_level = 'region'
  union all
  select n.period, n.period_label, 'neighbours', 'neighbours', 'Statistical neighbours',
    floor((2 * n.tenths + n.areas) / (2.0 * n.areas)) / 10, cast(null as varchar), n.areas, n.published, n.source, 4
  from near_mean n
  where n.areas > 0
)
select period, period_label, area_level, area_code, area_name, value, symbol, areas, published, source
from line
order by period, position
