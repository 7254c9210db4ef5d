select
  i.id as involvement_id, p.root_id as person_id, i.role_code, i.user_id, s.name as caseworker, t.name as team,
  i.started_on as valid_from, coalesce(i.ended_on + 1, date '2199-12-31') as valid_to
from known.involvement i
join core.person p on p.person_id = i.person_id
left join known.team t on t.id = i.team_id
left join known.staff s on s.id = i.user_id
