select e.channel_code as group_name, count(*)::int as contacts, count(*) filter (where e.state = 'done')::int as reached
from event e join event_person x on x.event_id = e.id
where e.state in ('done', 'no-answer', 'did-not-attend')
  and (e.happened_at at time zone 'UTC')::date between date_trunc('month', $1::date)::date and $1 group by 1
