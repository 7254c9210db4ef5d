with line as (
  select case when class = 'NK' and code not like '8%' then 'lapsed' when class = 'NK' then code else code end as line, age
  from standing where day = $1 and age in (16, 17)
)
select line as group_name, count(*) filter (where age = 16)::int as year_12, count(*) filter (where age = 17)::int as year_13, count(*)::int as all_people
from line group by line
union all select 'EET', count(*) filter (where age = 16)::int, count(*) filter (where age = 17)::int, count(*)::int from base where day = $1 and class = 'EET'
union all select 'NEET', count(*) filter (where age = 16)::int, count(*) filter (where age = 17)::int, count(*)::int from base where day = $1 and class = 'NEET'
union all select 'NK', count(*) filter (where age = 16)::int, count(*) filter (where age = 17)::int, count(*)::int from base where day = $1 and class = 'NK'
union all select 'base', count(*) filter (where age = 16)::int, count(*) filter (where age = 17)::int, count(*)::int from base where day = $1
