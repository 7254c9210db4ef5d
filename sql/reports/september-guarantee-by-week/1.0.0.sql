/*---
id: september-guarantee-by-week
title: September Guarantee week by week
version: 1.0.0
purpose: national
requirement: [000.9.1.17, 000.9.2.5]
reads: marts@1
grain: [week_end, year_group]
params:
  season: { type: int?, label: "Season (year; empty is the latest)" }
columns:
  season: { type: code, label: Season }
  week_end: { type: date, label: Week to Sunday }
  year_group: { type: text, label: Year group }
  cohort: { type: count, label: Young people, metric: guarantee.cohort }
  offer: { type: count, label: Offer made, metric: guarantee.offer }
  offer_rate: { type: percent, label: Offer made %, metric: guarantee.offer_rate, ratio: [offer, cohort] }
  not_appropriate: { type: count, label: Offer not appropriate, metric: guarantee.not_appropriate }
  no_offer: { type: count, label: No offer, metric: guarantee.no_offer }
  no_offer_rate: { type: percent, label: No offer %, metric: guarantee.no_offer, ratio: [no_offer, cohort] }
  not_recorded: { type: count, label: Not recorded, metric: guarantee.not_recorded }
  not_recorded_rate: { type: percent, label: Not recorded %, metric: guarantee.not_recorded, ratio: [not_recorded, cohort] }
totals:
  - { column: year_group, value: All }
identities:
  - cohort = offer + not_appropriate + no_offer + not_recorded
records:
  from: marts.guarantee_week
  where: season = coalesce(cast($season as integer), (select max(s.season) from marts.guarantee_week s))
  grain:
    week_end: week_end
    year_group: "'Year ' || cast(year_group as varchar)"
  columns:
    cohort: season is not null
    offer: status_group = 'offer'
    not_appropriate: status_group = 'not-appropriate'
    no_offer: status_group = 'no-offer'
    not_recorded: coalesce(status_group, 'not-recorded') not in ('offer', 'not-appropriate', 'no-offer')
  show: { year_group: Year group, status: Status, status_label: Meaning, school_name: School }
chart: { kind: line, x: week_end, y: [offer_rate], series: year_group }
definition: >-
  The fixed cohort of the season's September Guarantee by what each young person has been offered, at the end of each week from the
  first in June to the last in October.
access: staff
---*/
with chosen as (
  select coalesce(cast($season as integer), max(season)) as season
  from marts.guarantee_week
),
person as (
  select
    g.season, g.week_end, g.year_group,
    case when g.status_group in ('offer', 'not-appropriate', 'no-offer') then g.status_group else 'not-recorded' end as status_group
  from marts.guarantee_week g
  join chosen c on c.season = g.season
),
counted as (
  select
    season, week_end, 'Year ' || cast(year_group as varchar) as year_group, 0 as is_total, count(*) as cohort,
    count(*) filter (where status_group = 'offer') as offer,
    count(*) filter (where status_group = 'not-appropriate') as not_appropriate,
    count(*) filter (where status_group = 'no-offer') as no_offer,
    count(*) filter (where status_group = 'not-recorded') as not_recorded
  from person
  group by season, week_end, year_group
  union all
  select
    season, week_end, 'All' as year_group, 1 as is_total, count(*) as cohort,
    count(*) filter (where status_group = 'offer') as offer,
    count(*) filter (where status_group = 'not-appropriate') as not_appropriate,
    count(*) filter (where status_group = 'no-offer') as no_offer,
    count(*) filter (where status_group = 'not-recorded') as not_recorded
  from person
  group by season, week_end
)
select cast(season as varchar) as season, week_end, year_group, cohort, offer, not_appropriate, no_offer, not_recorded
from counted
order by week_end, is_total, year_group
