-- The survey's members: people at the end of compulsory education on the reference day who were on a roll or in custody in the
-- authority's area, wherever they live, or who live there and were on nobody's roll.
-- $1 cohort, $2 reference day, $3 LA, $4 earliest and $5 latest birth date, $6 codes by place of education, $7 codes by residence, $8 status of members,
-- $9 year group
insert into cohort_member (tenant_id, cohort_id, person_id, status_code, started_on, year_group, school_id)
select p.tenant_id, $1, p.id, $8::text, $2::date, $9::integer, case when s.code = any ($6) then s.organisation_id end
from person p
left join situation s on s.person_id = p.id and s.domain = 'eet' and s.is_primary and s.standing = 'confirmed'
  and s.started_on <= $2::date and coalesce(s.ended_on, 'infinity') >= $2::date
left join organisation o on o.id = s.organisation_id
left join person_address pa on pa.person_id = p.id and pa.kind = 'home'
  and pa.started_on <= $2::date and coalesce(pa.ended_on, 'infinity') >= $2::date
left join address a on a.id = pa.address_id
where p.deleted_at is null and p.merged_into_id is null
  and p.date_of_birth between $4::date and $5::date
  and ((s.code = any ($6) and o.la_code = $3)
    or ((s.code is null or s.code = any ($7)) and a.la_code = $3))
