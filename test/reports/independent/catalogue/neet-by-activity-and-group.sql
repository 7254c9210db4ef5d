select ethnic_group as group_name, count(*)::int as cohort, sum((class = 'NEET')::int)::int as neet,
  sum((class = 'NEET' and code < '620')::int)::int as available, sum((class = 'NEET' and code = '619')::int)::int as seeking,
  sum((class = 'NEET' and code >= '620')::int)::int as not_available, sum((class = 'NEET' and code = '640')::int)::int as illness,
  sum((class = 'NEET' and code in ('630', '650'))::int)::int as parent
from base where day = $1 group by ethnic_group
