select '336' as group_name, count(*)::int as cohort, count(*) filter (where class = 'NEET')::int as neet, count(*) filter (where class = 'NK')::int as nk,
  count(*) filter (where class = 'EET' and due_on - day between 0 and 30)::int as lapsing,
  round(100.0 * count(*) filter (where class <> 'EET') / count(*), 1)::float as neet_nk_rate
from base where day = $1
