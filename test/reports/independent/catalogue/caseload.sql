select worker as group_name, count(*)::int as people, sum((class = 'NEET')::int)::int as neet, sum((class = 'NK')::int)::int as nk,
  sum(vulnerable::int)::int as vulnerable, count(*) filter (where sen = 'E')::int as plan, sum((need = '1')::int)::int as intensive,
  sum((class = 'EET' and due_on - day between 0 and 30)::int)::int as lapsing,
  sum((class <> 'EET' and coalesce(since_contact, 999) > 30)::int)::int as not_reached
from base where day = $1 group by worker
