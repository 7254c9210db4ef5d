-- The Guarantee's members: the younger year's offer belongs to where they are educated, the older's to where they live.
-- $1 cohort, $2 day of fixing, $3 LA, $4 and $5 birth dates of the younger year group, $6 and $7 of the
-- older, $8 codes by place of education, $9 status of members, $10 and $11 the two year groups
insert into cohort_member (tenant_id, cohort_id, person_id, status_code, started_on, year_group, school_id)
select p.tenant_id, $1, p.id, $9::text, $2::date,
  case when p.date_of_birth between $4::date and $5::date then $10::integer else $11::integer end, p.year11_school_id
from person p
left join situation s on s.person_id = p.id and s.domain = 'eet' and s.is_primary and s.standing = 'confirmed'
  and s.started_on <= $2::date and coalesce(s.ended_on, 'infinity') >= $2::date
left join organisation o on o.id = s.organisation_id
left join person_address pa on pa.person_id = p.id and pa.kind = 'home'
  and pa.started_on <= $2::date and coalesce(pa.ended_on, 'infinity') >= $2::date
left join address a on a.id = pa.address_id
where p.deleted_at is null and p.merged_into_id is null
  and ((p.date_of_birth between $4::date and $5::date
      and coalesce(case when s.code = any ($8) then o.la_code end, a.la_code) = $3)
    or (p.date_of_birth between $6::date and $7::date and a.la_code = $3))
