select age::text as group_name, count(*)::int as people, count(*) filter (where class = 'EET')::int as eet,
  count(*) filter (where class = 'NEET')::int as neet, count(*) filter (where class = 'NK')::int as nk,
  count(*) filter (where class = 'EET' and code like '2%')::int as education
from standing join about a using (day, person_id) where day = $1 and age between 18 and 24 and a.sen = 'E' group by age
