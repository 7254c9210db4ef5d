select
  m.id as cohort_member_id, p.root_id as person_id, c.kind, c.season, c.la_code, c.fixed_on,
  m.status_code, m.transferred_to_la_code, m.year_group, m.school_id,
  m.started_on as valid_from, coalesce(m.ended_on + 1, date '2199-12-31') as valid_to
from known.cohort_member m
join known.cohort c on c.id = m.cohort_id
join core.person p on p.person_id = m.person_id
