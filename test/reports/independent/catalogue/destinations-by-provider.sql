select coalesce(o.name, 'No provider') as group_name, count(*)::int as people, count(*) filter (where class = 'EET' and o.la_code = d.la_code)::int as in_area
from base d left join organisation o on o.id = d.organisation_id where day = $1 group by 1
