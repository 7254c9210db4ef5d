-- The status under which a person stands in an authority's cohort, half-open in valid time. Someone who has left, but is in the cohort that
-- the authority fixed for a September Guarantee, stands under that heading until the season's offers are closed, and leaves only then;
-- the dead leave at once. `recorded_code` is the status that the case store holds.
with member as (
  select c.*, s.group_name, dead.code is not null as is_dead
  from core.cohort_member c
  join ref.edition e on c.valid_from < e.valid_to
    and (c.valid_from >= e.valid_from or e.valid_from = (select min(valid_from) from ref.edition))
  left join ref.code s on s.edition = e.edition and s.set_id = 'YP10' and s.code = c.status_code
  left join ref.code_group dead on dead.edition = e.edition and dead.group_name = 'deceased' and dead.code = c.status_code
  where c.kind = 'nccis'
),
season as (
  select g.person_id, g.la_code, cover.code,
    greatest(g.valid_from, make_date(g.season, e.guarantee_starts_month, 1)) as opens,
    least(g.valid_to, last_day(make_date(g.season, e.guarantee_closes_month, 1)) + 1) as closes
  from core.cohort_member g
  -- The rules are those of the season's summer.
  join ref.edition e on make_date(g.season, 7, 1) >= e.valid_from and make_date(g.season, 7, 1) < e.valid_to
  join ref.code cover on cover.edition = e.edition and cover.set_id = 'YP10' and cover.group_name = 'guarantee'
  where g.kind = 'guarantee'
),
covered as (
  select m.cohort_member_id, s.code, greatest(m.valid_from, s.opens) as opens, least(m.valid_to, s.closes) as closes
  from member m
  join season s on s.person_id = m.person_id and s.la_code = m.la_code and s.opens < m.valid_to and s.closes > m.valid_from
  where m.group_name = 'leaver' and not m.is_dead and s.opens < s.closes
),
edge as (
  select cohort_member_id, valid_from as edge from member
  union select cohort_member_id, opens from covered
  union select cohort_member_id, closes from covered
),
part as (
  select m.*, e.edge as part_from, coalesce(lead(e.edge) over (partition by e.cohort_member_id order by e.edge), m.valid_to) as part_to
  from member m join edge e on e.cohort_member_id = m.cohort_member_id and (e.edge < m.valid_to or e.edge = m.valid_from)
)
select p.cohort_member_id, p.person_id, p.la_code, coalesce(max(c.code), any_value(p.status_code)) as status_code,
  any_value(p.status_code) as recorded_code, any_value(p.transferred_to_la_code) as transferred_to_la_code,
  p.part_from as valid_from, any_value(p.part_to) as valid_to
from part p
left join covered c on c.cohort_member_id = p.cohort_member_id and c.opens <= p.part_from and c.closes > p.part_from
group by p.cohort_member_id, p.person_id, p.la_code, p.part_from
