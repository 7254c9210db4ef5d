/*---
id: september-guarantee-by-group
title: September Guarantee by group
version: 1.0.0
purpose: national
requirement: [000.9.1.17, 000.9.2.5]
reads: marts@1
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
  by:
    type: choice
    label: By
    default: school
    entries: true
    options: { school: School at Year 11, gender: Gender, ethnic-group: Ethnic group, sen: SEN provision, year-group: Year group }
columns:
  group_name: { type: text, label: Group }
  cohort: { type: count, label: Young people, metric: guarantee.cohort }
  offer: { type: count, label: Offer made, metric: guarantee.offer }
  offer_rate: { type: percent, label: Offer made %, metric: guarantee.offer, ratio: [offer, cohort] }
  not_appropriate: { type: count, label: Offer not appropriate, metric: guarantee.not_appropriate }
  not_appropriate_rate: { type: percent, label: Offer not appropriate %, metric: guarantee.not_appropriate, ratio: [not_appropriate, cohort] }
  no_offer: { type: count, label: No offer, metric: guarantee.no_offer }
  no_offer_rate: { type: percent, label: No offer %, metric: guarantee.no_offer, ratio: [no_offer, cohort] }
  not_recorded: { type: count, label: Not recorded, metric: guarantee.not_recorded }
  not_recorded_rate: { type: percent, label: Not recorded %, metric: guarantee.not_recorded, ratio: [not_recorded, cohort] }
totals:
  - { column: group_name, value: All }
identities:
  - cohort = offer + not_appropriate + no_offer + not_recorded
records:
  from: marts.guarantee
  where: month_end = cast($month as date)
  grain:
    group_name: >-
      case cast($by as varchar)
      when 'school' then coalesce(school_name, 'No school')
      when 'gender' then case gender when 'F' then 'Female' when 'M' then 'Male' else 'Not recorded' end
      when 'ethnic-group' then coalesce(ethnic_group, 'Not recorded')
      when 'sen' then case sen when 'E' then 'EHC plan' when 'K' then 'SEN support' else 'No SEN' end
      when 'year-group' then 'Year ' || cast(year_group as varchar)
      end
  columns:
    cohort: season is not null
    offer: status_group = 'offer'
    not_appropriate: status_group = 'not-appropriate'
    no_offer: status_group = 'no-offer'
    not_recorded: coalesce(status_group, 'not-recorded') not in ('offer', 'not-appropriate', 'no-offer')
  show: { year_group: Year group, status: Status, status_label: Meaning, school_name: School }
chart: { kind: bar, x: group_name, y: [offer_rate] }
definition: >-
  The fixed cohort of the season's September Guarantee by group and by what each young person has been offered, at a month
  end from May to the next March.
access: staff
---*/
with person as (
  select
    r.season, r.status_group,
    case cast($by as varchar)
      when 'school' then coalesce(school_name, 'No school')
      when 'gender' then case gender when 'F' then 'Female' when 'M' then 'Male' else 'Not recorded' end
      when 'ethnic-group' then coalesce(ethnic_group, 'Not recorded')
      when 'sen' then case sen when 'E' then 'EHC plan' when 'K' then 'SEN support' else 'No SEN' end
      when 'year-group' then 'Year ' || cast(year_group as varchar)
      end as group_name
  from marts.guarantee r
  where month_end = cast($month as date)
),
counted as (
  select
    'All' as group_name, 1 as is_total,
    count(*) filter (where season is not null) as cohort,
    count(*) filter (where status_group = 'offer') as offer,
    count(*) filter (where status_group = 'not-appropriate') as not_appropriate,
    count(*) filter (where status_group = 'no-offer') as no_offer,
    count(*) filter (where coalesce(status_group, 'not-recorded') not in ('offer', 'not-appropriate', 'no-offer')) as not_recorded
  from person
  union all
  select
    group_name, 0 as is_total,
    count(*) filter (where season is not null) as cohort,
    count(*) filter (where status_group = 'offer') as offer,
    count(*) filter (where status_group = 'not-appropriate') as not_appropriate,
    count(*) filter (where status_group = 'no-offer') as no_offer,
    count(*) filter (where coalesce(status_group, 'not-recorded') not in ('offer', 'not-appropriate', 'no-offer')) as not_recorded
  from person
  group by group_name
)
select group_name, cohort, offer, not_appropriate, no_offer, not_recorded
from counted
order by is_total, group_name
