select
  f.id as offer_id, p.root_id as person_id, f.kind, f.season, f.year_group, f.code, f.la_code, f.made_on, f.organisation_id
from known.offer f join core.person p on p.person_id = f.person_id
where coalesce(f.state, 'verified') = 'verified'
