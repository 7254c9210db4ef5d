-- Contacts made or tried with the people of the cohort, by the month in which they were.
select
  m.month_end, cast(e.happened_at as date) as contacted_on, p.person_key, e.kind_code as kind,
  coalesce(e.channel_code, 'not recorded') as channel, coalesce(e.outcome_code, e.state) as outcome, e.state = 'done' as is_reached,
  s.name as caseworker, a.team
from known.event_person ep
join known.event e on e.id = ep.event_id and e.happened_at is not null and e.state in ('done', 'no-answer', 'did-not-attend')
join core.person q on q.person_id = ep.person_id
join core.person p on p.person_id = q.root_id
join core.month m on cast(e.happened_at as date) between m.month_start and m.month_end
left join core.about a on a.month_end = m.month_end and a.person_id = p.person_id
left join known.staff s on s.id = e.user_id
