select school as group_name, count(*)::int as cohort, sum((class = 'NK')::int)::int as nk,
  sum((class = 'NK' and code = '810')::int)::int as never_known, sum((class = 'NK' and code = '820')::int)::int as no_contact,
  sum((class = 'NK' and code = '830')::int)::int as refused,
  sum((class = 'NK' and code not like '8%' and due_on < day)::int)::int as lapsed,
  sum((class = 'NK' and since_contact <= 30)::int)::int as contact_30,
  sum((class = 'NK' and since_contact is null)::int)::int as contact_never,
  round(100.0 * sum((class = 'NK')::int) / count(*), 1)::float as nk_rate
from base where day = $1 group by school
