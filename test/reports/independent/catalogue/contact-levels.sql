select team as group_name, count(*)::int as people, sum((since_contact <= 30)::int)::int as within_30,
  sum((since_contact between 61 and 120)::int)::int as within_120, sum((since_contact is null)::int)::int as never,
  sum((class = 'NEET' and since_contact <= 30)::int)::int as neet_30
from base where day = $1 group by team
