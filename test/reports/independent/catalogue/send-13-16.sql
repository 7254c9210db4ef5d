select 'Year ' || (age - 4) as group_name, count(*)::int as pupils, count(*) filter (where sen = 'E')::int as plan,
  count(*) filter (where sen = 'E' and reviewed > $1::date - 365)::int as reviewed
from (
  select extract(year from $1::date)::int - case when extract(month from $1::date) < 9 then 1 else 0 end
    - extract(year from p.date_of_birth)::int - case when extract(month from p.date_of_birth) >= 9 then 1 else 0 end as age, c.code as sen,
    (select max(l.reviewed_on) from plan l where l.person_id = p.id and l.kind = 'ehcp' and l.issued_on is not null) as reviewed
  from person p join characteristic c on c.person_id = p.id and c.set_id = 'SEN' and c.started_on <= $1 and coalesce(c.ended_on, $1) >= $1
  where p.merged_into_id is null and p.deleted_at is null and coalesce(p.date_of_death, 'infinity') > $1
    and (select d.la_code from person_address a join address d on d.id = a.address_id where a.person_id = p.id and a.kind = 'home'
      and a.started_on <= $1 and coalesce(a.ended_on, $1) >= $1) = '336'
) x where age between 12 and 15 group by age
