select extract(year from requested_on)::int::text as group_name, count(*)::int as requested, count(issued_on)::int as issued,
  count(*) filter (where issued_on - requested_on <= 20 * 7)::int as in_time, count(refused_on)::int as refused, count(reviewed_on)::int as reviewed,
  round(100.0 * count(*) filter (where issued_on - requested_on <= 20 * 7) / nullif(count(issued_on), 0), 1)::float as in_time_rate
from plan l join person p on p.id = l.person_id and p.merged_into_id is null and p.deleted_at is null
where kind = 'ehcp' and requested_on between '2015-01-01' and $1 group by 1
