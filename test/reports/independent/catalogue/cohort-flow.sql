with before as (select max(day) as day from month_end where day < $1)
select to_char($1::date, 'YYYY-MM-DD') as group_name, count(b.person_id)::int as opening, count(n.person_id)::int as closing,
  (count(*) filter (where b.person_id is null))::int as joiners, (count(*) filter (where n.person_id is null))::int as leavers,
  (count(*) filter (where b.person_id is null and n.age = 16))::int as year_12
from (select * from base where day = $1) n full join (select b.* from base b join before using (day)) b using (person_id)
