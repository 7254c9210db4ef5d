select u.name as group_name, count(*)::int as tasks, count(*) filter (where state = 'open')::int as open, count(*) filter (where state = 'done')::int as done
from task k join app_user u on u.id = k.assigned_id join person p on p.id = k.person_id and p.merged_into_id is null and p.deleted_at is null
where due_on between '2022-01-01' and $1 group by 1
