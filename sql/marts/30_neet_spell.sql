select distinct p.person_key, r.started_on, r.ended_on,
  (case when r.ended_on = date '2199-12-31' then k.as_at else r.ended_on end) - r.started_on as days
from core.neet_run r
join core.person p on p.person_id = r.person_id
cross join (select max(month_end) as as_at from core.month) k
