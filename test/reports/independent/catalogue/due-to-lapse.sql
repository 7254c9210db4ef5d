select 'All' as group_name, count(*)::int as eet, sum((due_on - day between 0 and 30)::int)::int as in_30,
  sum((due_on - day between 31 and 60)::int)::int as in_60, sum((due_on - day between 61 and 90)::int)::int as in_90,
  sum((due_on - day > 90)::int)::int as later, sum((due_on is null)::int)::int as never,
  sum((day - verified_on <= 30)::int)::int as verified_30, sum((day - verified_on > 180)::int)::int as verified_older
from base where day = $1 and class = 'EET'
