with now as (select * from base where day = $1),
before as (select * from base where day = (select max(day) from month_end where day < $1)),
sex as (select id, case return_gender_code when 'F' then 'Female' when 'M' then 'Male' when 'W' then 'Withheld' else 'Not recorded' end as gender from person)
select g.gender as group_name, sum((n.class = 'NEET')::int)::int as neet,
  sum((n.class = 'NEET' and b.class is distinct from 'NEET')::int)::int as joiners,
  sum((n.class = 'NEET' and b.class = 'EET')::int)::int as from_eet,
  sum((b.class = 'NEET' and n.class is distinct from 'NEET')::int)::int as leavers,
  sum((b.class = 'NEET' and n.class = 'NK')::int)::int as to_not_known,
  sum((b.class = 'NEET' and n.class is null)::int)::int as to_outside
from now n full join before b using (person_id) join sex g on g.id = person_id
where n.class = 'NEET' or b.class = 'NEET' group by g.gender
