/*---
id: september-guarantee
title: September Guarantee progress
version: 1.0.0
purpose: national
requirement: [000.9.1.17, 000.9.2.5]
reads: marts@1
grain: [month_end, year_group]
params:
  season: { type: int?, label: "Season (year; empty is the latest)" }
  to: { type: month, label: To, default: latest }
columns:
  season: { type: code, label: Season }
  month_end: { type: month, label: Month }
  year_group: { type: text, label: Year group }
  cohort: { type: count, label: Young people, metric: guarantee.cohort }
  offer: { type: count, label: Offer made, metric: guarantee.offer }
  offer_rate: { type: percent, label: Offer made %, metric: guarantee.offer_rate, ratio: [offer, cohort] }
  not_appropriate: { type: count, label: Offer not appropriate, metric: guarantee.not_appropriate }
  not_appropriate_rate: { type: percent, label: Offer not appropriate %, metric: guarantee.not_appropriate, ratio: [not_appropriate, cohort] }
  no_offer: { type: count, label: No offer, metric: guarantee.no_offer }
  no_offer_rate: { type: percent, label: No offer %, metric: guarantee.no_offer, ratio: [no_offer, cohort] }
  not_recorded: { type: count, label: Not recorded, metric: guarantee.not_recorded }
  not_recorded_rate: { type: percent, label: Not recorded %, metric: guarantee.not_recorded, ratio: [not_recorded, cohort] }
totals:
  - { column: year_group, value: All }
identities:
  - cohort = offer + not_appropriate + no_offer + not_recorded
records:
  from: marts.guarantee
  where: season = coalesce(cast($season as integer), (select max(s.season) from marts.guarantee s where s.month_end <= cast($to as date)))
  grain:
    month_end: month_end
    year_group: "'Year ' || cast(year_group as varchar)"
  columns:
    cohort: season is not null
    offer: status_group = 'offer'
    not_appropriate: status_group = 'not-appropriate'
    no_offer: status_group = 'no-offer'
    not_recorded: status_group not in ('offer', 'not-appropriate', 'no-offer')
  show: { month_end: Month, year_group: Year group, status: Status, status_label: Meaning, school_name: School }
chart: { kind: line, x: month_end, y: [offer_rate], series: year_group }
definition: >-
  The fixed cohort of the season's September Guarantee (Years 11 and 12 at the end of May) by what each young person has been
  offered, at each month end: an offer of a suitable place, an offer that would not be appropriate, no offer, or nothing recorded.
access: staff
---*/
with chosen as (
  select coalesce(cast($season as integer), max(season)) as season
  from marts.guarantee
  where month_end <= cast($to as date)
),
person as (
  select
    g.season, g.month_end, g.year_group,
    case when g.status_group in ('offer', 'not-appropriate', 'no-offer') then g.status_group else 'not-recorded' end as status_group
  from marts.guarantee g
  join chosen c on c.season = g.season
  where g.month_end <= cast($to as date)
),
counted as (
  select
    season, month_end, 'Year ' || cast(year_group as varchar) as year_group, count(*) as cohort,
    count(*) filter (where status_group = 'offer') as offer,
    count(*) filter (where status_group = 'not-appropriate') as not_appropriate,
    count(*) filter (where status_group = 'no-offer') as no_offer,
    count(*) filter (where status_group = 'not-recorded') as not_recorded
  from person
  group by season, month_end, year_group
  union all
  select
    season, month_end, 'All', count(*),
    count(*) filter (where status_group = 'offer'),
    count(*) filter (where status_group = 'not-appropriate'),
    count(*) filter (where status_group = 'no-offer'),
    count(*) filter (where status_group = 'not-recorded')
  from person
  group by season, month_end
)
select cast(season as varchar) as season, month_end, year_group, cohort, offer, not_appropriate, no_offer, not_recorded
from counted
order by month_end, case when year_group = 'All' then 1 else 0 end, year_group
