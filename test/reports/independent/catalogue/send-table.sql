select case when class = 'NK' and code not like '8%' then 'lapsed' else code end as group_name,
  count(*) filter (where age = 18)::int as age_18, count(*) filter (where age = 19)::int as age_19, count(*)::int as all_people
from standing join about a using (day, person_id) where day = $1 and age between 18 and 24 and a.sen = 'E' group by 1
