/*---
title: September Guarantee summary
about: >
  How many of the season's fixed Guarantee cohort have each status on a day, by year group, in the Department's order with its subtotals.
  Whoever has nothing recorded counts as not yet recorded.
to: department
asks: [season, la, as_at]
cohort: guarantee
file: SG_{la}_{season}_{as_at}.csv
counts: true
columns:
  - { name: status_group, heading: Group }
  - { name: status, heading: Status }
  - { name: label, heading: Meaning }
  - { name: year_11, heading: Year11, type: count }
  - { name: year_12, heading: Year12, type: count }
  - { name: total, heading: Total, type: count }
---*/
with listed as (
  select l.year_group, c.code, c.label, c.parent as status_group,
    c.sort,
      case when c.parent = 'offer' then 1 when c.parent = 'not-appropriate' then 2 when c.parent = 'no-offer' then 3 else 4 end as place
  from (values (11, 'SG02'), (12, 'SG11')) as l (year_group, list)
  join code c on c.set_id = l.list and c.national_code is null and c.valid_from <= :as_at and coalesce(c.valid_to, 'infinity') >= :as_at
),
-- a local code counts as the national one that it stands for
held as (
  select m.person_id, m.year_group, coalesce(c.national_code, o.code, :not_recorded) as code
  from member m
  left join offer o on o.person_id = m.person_id and o.kind = 'guarantee' and o.season = :season and o.year_group = m.year_group
    and o.made_on <= :as_at and coalesce(o.state, 'verified') = 'verified'
  left join code c on c.set_id = case m.year_group when 11 then 'SG02' else 'SG11' end and c.code = o.code
),
counted as (
  select l.status_group, l.code, min(l.label) as label, min(l.place) as place, min(l.sort) as sort,
    count(h.person_id) filter (where h.year_group = 11) as year_11, count(h.person_id) filter (where h.year_group = 12) as year_12
  from listed l left join held h on h.year_group = l.year_group and h.code = l.code
  group by l.status_group, l.code
)
select status_group, status, label, year_11, year_12, year_11 + year_12 as total
from (
  select status_group, code as status, label, year_11, year_12, place, 0 as is_total from counted
  union all
  select status_group, '', 'All of ' || status_group, sum(year_11), sum(year_12), min(place), 1 from counted group by status_group
  union all
  select 'all', '', 'Cohort', count(*) filter (where year_group = 11), count(*) filter (where year_group = 12), 5, 1 from held
) each_line
order by place, is_total, status
