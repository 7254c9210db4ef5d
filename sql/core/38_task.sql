-- Things to do for a person.
select
  k.id as task_id, p.root_id as person_id, k.kind_code, k.due_on, k.state, k.done_on, s.name as caseworker, t.name as team
from known.task k
left join core.person p on p.person_id = k.person_id
left join known.staff s on s.id = k.assigned_id
left join known.team t on t.id = k.team_id
