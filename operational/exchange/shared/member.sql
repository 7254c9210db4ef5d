-- The season's fixed cohort of :cohort_kind: who is in it under which school and year group, as it was fixed. A record that was joined to
-- another since stands under that one, once.
member as materialized (
  select distinct on (person_id) person_id, year_group, school_id, school_no, school_name
  from (
    with recursive joined as (
      select p.id, p.id as person_id, p.merged_into_id from person p where p.tenant_id = :tenant
      union all
      select j.id, p.id, p.merged_into_id from joined j join person p on p.id = j.merged_into_id
    )
    select j.person_id, m.year_group, m.school_id, o.establishment_no as school_no, o.name as school_name, m.person_id <> j.person_id as moved
    from cohort c
    join cohort_member m on m.cohort_id = c.id
    join joined j on j.id = m.person_id and j.merged_into_id is null
    left join organisation o on o.id = m.school_id
    where c.tenant_id = :tenant and c.kind = :cohort_kind and c.season = :season and c.la_code = :la
      and (m.ended_on is null or m.ended_on >= :as_at)
  ) each_record
  order by person_id, moved
)
