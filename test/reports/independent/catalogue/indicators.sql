select i.id as group_name, i.part::int as numerator, i.whole::int as denominator, round(100.0 * i.part / nullif(i.whole, 0), 1)::float as value
from (
  select 'I1' as id, count(*) filter (where class = 'NEET') as part, count(*) as whole from base where day = $1
  union all select 'I2', count(*) filter (where class = 'NK'), count(*) from base where day = $1
  union all select 'I3', count(*) filter (where class <> 'EET'), count(*) from base where day = $1
  union all select 'I4', count(*) filter (where class = 'EET'), count(*) from base where day = $1
  union all select 'I8', count(*) filter (where class <> 'NK' and code in ('530', '616')), count(*) from base where day = $1
  union all select 'I9', count(*) filter (where class <> 'NK' and code in ('620', '630', '640', '650')), count(*) from base where day = $1
  union all select 'I20', count(*) filter (where class <> 'EET'), count(*) from base where day = $1 and vulnerable
  union all select 'I21a', count(*) filter (where class <> 'EET'), count(*) from base where day = $1 and sen = 'E'
  union all select 'I21b', count(*) filter (where class <> 'EET'), count(*) from base where day = $1 and sen = 'K'
  union all select 'I21c', count(*) filter (where class <> 'EET'), count(*) from base where day = $1 and sen is null
) i
