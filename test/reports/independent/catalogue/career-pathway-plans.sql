select u.name as group_name, count(*)::int as due, count(started_on)::int as started, count(issued_on)::int as agreed,
  count(*) filter (where issued_on <= due_on)::int as in_time, count(reviewed_on)::int as reviewed
from plan l join person p on p.id = l.person_id and p.merged_into_id is null and p.deleted_at is null
join app_user u on u.id = l.owner_id where kind = 'career-pathway' and due_on between '2022-01-01' and $1 group by 1
