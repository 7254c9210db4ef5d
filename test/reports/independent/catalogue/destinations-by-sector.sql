select coalesce(d.detail ->> 'sector', 'Not recorded') as group_name, count(*)::int as people, count(*) filter (where age = 17)::int as year_13
from base d where day = $1 group by 1
