-- Each day on which a contact with a person was made or tried.
select distinct
  p.root_id as person_id, cast(e.happened_at as date) as contacted_on, e.state, e.channel_code
from known.event_person ep
join known.event e on e.id = ep.event_id
join core.person p on p.person_id = ep.person_id
where e.happened_at is not null and e.state in ('done', 'no-answer')
