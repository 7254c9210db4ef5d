-- Who may become NEET, by points that anybody can follow: the factors that hold at the month end, each with its points.
with at_risk as (
  select m.*, p.person_id
  from marts.person_month m
  join core.person p on p.person_key = m.person_key and p.person_id = p.root_id
  where m.is_eet
),
held as (
  select a.month_end, a.person_key, f.factor, f.label, f.points
  from at_risk a
  join core.characteristic c on c.person_id = a.person_id and c.valid_from <= a.month_end and c.valid_to > a.month_end
  join ref.risk_factor f on f.set_id = c.set_id and f.code = c.code
  union
  select a.month_end, a.person_key, f.factor, f.label, f.points
  from at_risk a
  join ref.risk_factor f on f.factor = 'ending'
  where a.days_to_lapse between 0 and 90
  union
  select a.month_end, a.person_key, f.factor, f.label, f.points
  from at_risk a
  join marts.person_month b on b.person_key = a.person_key and b.is_neet
    and b.month_end < a.month_end and b.month_end >= cast(a.month_end - interval 1 year as date)
  join ref.risk_factor f on f.factor = 'previous'
),
summed as (
  select
    a.month_end, a.person_key, coalesce(sum(h.points), 0) as points,
    coalesce(string_agg(h.label || ' (' || h.points || ')', ', ' order by h.points desc, h.label), 'None') as factors
  from at_risk a
  left join held h on h.month_end = a.month_end and h.person_key = a.person_key
  group by a.month_end, a.person_key
),
banded as (
  select s.*, b.band, b.place
  from summed s
  join ref.risk_band b on b.from_points <= s.points
  qualify row_number() over (partition by s.month_end, s.person_key order by b.from_points desc) = 1
),
grouped as (
  select month_end, person_key, 'band' as dimension, band as group_name, place as group_sort from banded
  union all
  select month_end, person_key, 'factor', label, 1 from held
  union all
  select distinct month_end, person_key, 'factor', 'Any of these', 99 from held
)
select
  g.month_end, g.person_key, g.dimension, g.group_name, g.group_sort, cast(b.points as integer) as points, b.band, b.place as band_place, b.factors,
  a.academic_age, a.activity_label, a.school_name, a.provider_name, a.ward_name, a.team, a.verified_on, a.last_contact_on,
  coalesce(a.gender = 'F', false) as is_female, a.academic_age = 16 as is_year_12
from grouped g
join banded b on b.month_end = g.month_end and b.person_key = g.person_key
join at_risk a on a.month_end = g.month_end and a.person_key = g.person_key
