with neet as (
  select day, person_id from position where class = 'NEET'
),
month as (
  select day, (select max(b.day) from month_end b where b.day < m.day) as before from month_end m
)
select
  to_char(m.day, 'YYYY-MM-DD') as month_end,
  (select count(*) from neet n where n.day = m.before)::int as opening,
  (select count(*) from neet n where n.day = m.day
    and not exists (select 1 from neet b where b.day = m.before and b.person_id = n.person_id))::int as joiners,
  (select count(*) from neet b where b.day = m.before
    and not exists (select 1 from neet n where n.day = m.day and n.person_id = b.person_id))::int as leavers,
  (select count(*) from neet b join position p on p.day = m.day and p.person_id = b.person_id and p.class = 'NK'
    where b.day = m.before)::int as to_not_known,
  (select count(*) from neet n join position p on p.day = m.before and p.person_id = n.person_id and p.class = 'NK'
    where n.day = m.day)::int as from_not_known,
  (select count(*) from neet b where b.day = m.before
    and not exists (select 1 from position p where p.day = m.day and p.person_id = b.person_id))::int as to_outside,
  (select count(*) from neet n where n.day = m.day)::int as closing
from month m
where m.before is not null
order by m.day
