/*---
id: all-england-rank
title: Place among the authorities of England
version: 1.0.0
purpose: national
requirement: [000.9.1.15, 000.9.2.18]
reads: marts@1
grain: [area_code]
params:
  measure:
    type: choice
    label: Measure
    default: neet_nk_percent
    options: { neet_nk_percent: NEET or not known, neet_percent: NEET, nk_percent: Not known, participation_percent: Participation, guarantee_percent: September Guarantee offers, vulnerable_neet_nk_percent: NEET or not known in the vulnerable group, ehcp_neet_nk_percent: NEET or not known with an EHC plan, sen_support_neet_nk_percent: NEET or not known with SEN support }
  year: { type: int?, label: "Year (empty is the latest published)" }
columns:
  place: { type: number, label: Place, description: "1 is best: the lowest percentage, or for participation and offers the highest; equal published percentages share a place" }
  quintile: { type: number, label: Fifth, description: "1 holds the best fifth of the authorities that have a published percentage, 5 the worst" }
  ranked: { type: number, label: Of, description: Authorities that have a published percentage here }
  area_code: { type: code, label: Number }
  area_name: { type: text, label: Authority }
  own: { type: flag, label: This authority }
  value: { type: percent, label: "Published %", decimals: 1, symbol: symbol }
  symbol: { type: text, label: Symbol, hidden: true }
  period_label: { type: text, label: Period }
  published: { type: date, label: Published, description: Vintage of the figure where it is known }
  source: { type: text, label: Source, hidden: true }
definition: >-
  Every English authority's percentage as the Department for Education published it, in order. The place counts the authorities
  whose published percentage is better, and one; a withheld percentage has no place and no fifth.
access: staff
source_column: source
notes:
  - Places come from percentages of one decimal, so that authorities that differ by less share a place; the Department's own fifths come from unrounded figures and may differ at the edges.
  - Only authorities whose figures are held here are ranked; "Of" says how many. The whole of England needs the Department's file to be taken in (casehouse import benchmark).
  - "c means that the Department withheld the figure: for small numbers, or because the quality was in doubt."
---*/
with chosen as (
  select coalesce(cast($year as integer), max(cast(b.period as integer))) as year
  from marts.benchmark b
  where b.area_level = 'LA' and b.measure = cast($measure as varchar)
),
figure as (
  select
    b.area_code, b.area_name, b.value, b.symbol, b.period_label, b.published,
    b.source || ', ' || b.licence || '.' as source,
    case when b.measure in ('participation_percent', 'guarantee_percent') then -b.value else b.value end as worse
  from marts.benchmark b
  join chosen c on b.period = cast(c.year as varchar)
  where b.area_level = 'LA' and b.measure = cast($measure as varchar)
),
counted as (
  select count(value) as ranked from figure
),
placed as (
  select f.area_code, rank() over (order by f.worse) as place
  from figure f
  where f.value is not null
)
select
  p.place, cast(floor(5.0 * (p.place - 1) / n.ranked) as integer) + 1 as quintile, n.ranked,
  f.area_code, f.area_name, coalesce(f.area_code = s.la_code, false) as own, f.value, f.symbol, f.period_label, f.published, f.source
from figure f
cross join counted n
cross join marts.stamp s
left join placed p on p.area_code = f.area_code
order by coalesce(p.place, 1000), f.area_name
