-- Needs a table place(lsoa_code, ward_code) with the wards of today.
select
  to_char(p.day, 'YYYY-MM-DD') as month_end,
  coalesce(h.ward_code, 'none') as ward_code,
  count(*)::int as cohort,
  sum((p.class = 'NEET')::int)::int as neet,
  sum((p.class = 'NK')::int)::int as nk
from position p
left join lateral (
  select case when a.confidential then null else coalesce(l.ward_code, d.ward_code) end as ward_code
  from person q
  join person_address a on a.person_id = q.id and a.kind = 'home'
    and a.started_on <= p.day and (a.ended_on is null or a.ended_on >= p.day)
  join address d on d.id = a.address_id
  left join place l on l.lsoa_code = d.lsoa_code
  where coalesce(q.merged_into_id, q.id) = p.person_id and q.deleted_at is null
  order by a.started_on desc, a.id desc
  limit 1
) h on true
group by p.day, coalesce(h.ward_code, 'none')
order by 1, 2
