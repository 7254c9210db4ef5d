select 'All' as group_name, count(*)::int as people, count(*) filter (where class = 'EET'
    and (any_characteristic or sen is not null or need = '1' or due_on - day between 0 and 90))::int as at_risk,
  count(*) filter (where class = 'EET' and any_characteristic)::int as characteristic,
  count(*) filter (where class = 'EET' and due_on - day between 0 and 90)::int as ending
from base where day = $1
