select code as group_name, count(*)::int as people, count(*) filter (where gender = 'Male')::int as male
from base d where day = $1 group by 1
