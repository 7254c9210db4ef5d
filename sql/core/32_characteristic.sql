select
  c.id as characteristic_id, p.root_id as person_id, c.set_id, c.code, c.sensitivity,
  c.started_on as valid_from, coalesce(c.ended_on + 1, date '2199-12-31') as valid_to
from known.characteristic c join core.person p on p.person_id = c.person_id
where coalesce(c.state, 'verified') = 'verified'
