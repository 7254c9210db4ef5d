select age::text as group_name, count(*)::int as cohort, count(*) filter (where sen = 'E')::int as plan,
  count(*) filter (where sen = 'E' and class = 'EET')::int as plan_eet, count(*) filter (where sen = 'E' and class = 'NEET')::int as plan_neet,
  count(*) filter (where sen = 'K')::int as support, count(*) filter (where sen = 'K' and class = 'NK')::int as support_nk,
  count(*) filter (where sen is null)::int as no_sen, count(*) filter (where sen is null and class = 'NEET')::int as no_sen_neet
from base where day = $1 group by age
