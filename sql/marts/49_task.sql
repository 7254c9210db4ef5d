-- Things to do, as known now.
select
  p.person_key, k.kind_code as kind, k.due_on, k.done_on, k.state, k.state = 'open' and k.due_on < n.as_of_day as is_overdue,
  k.caseworker, k.team
from core.task k
join core.person p on p.person_id = k.person_id and p.person_id = p.root_id
cross join ref.position n
