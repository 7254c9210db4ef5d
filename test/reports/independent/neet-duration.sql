with recursive spell as (
  select coalesce(p.merged_into_id, p.id) as person_id, s.id, s.code, s.started_on, s.ended_on
  from situation s
  join person p on p.id = s.person_id and p.deleted_at is null
  where s.domain = 'eet' and s.is_primary and s.standing = 'confirmed'
    and s.code in ('540', '610', '615', '616', '619', '620', '630', '640', '650', '660', '670', '680')
),
run as (
  select p.day, p.person_id, s.started_on
  from position p join spell s on s.id = p.situation_id
  where p.class = 'NEET'
  union all
  select r.day, r.person_id, b.started_on
  from run r join spell b on b.person_id = r.person_id and b.ended_on = r.started_on - 1
),
began as (
  select day, person_id, day - min(started_on) as days from run group by day, person_id
)
select
  to_char(day, 'YYYY-MM-DD') as month_end,
  count(*)::int as people,
  sum((days < 91)::int)::int as under_13,
  sum((days between 91 and 181)::int)::int as to_25,
  sum((days >= 182)::int)::int as from_26,
  percentile_cont(0.5) within group (order by days) as median_days,
  max(days) as longest_days,
  round(sum(days) / (7.0 * count(*)), 1)::float as mean_weeks
from began
group by day
order by day
