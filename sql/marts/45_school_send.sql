-- Pupils with special educational needs before the return begins to hold them: academic age 12 to 15, living in the area.
with pupil as (
  select
    m.month_end, m.edition, p.person_id, p.person_key, p.return_gender_code, p.ethnicity_code, p.year11_school_id,
    m.academic_year - year(p.date_of_birth) - case when month(p.date_of_birth) >= 9 then 1 else 0 end as academic_age
  from core.month m
  join core.person p on p.person_id = p.root_id and (p.date_of_death is null or p.date_of_death > m.month_end)
),
needing as (
  select u.*, c.code as sen
  from pupil u
  join core.characteristic c
    on c.person_id = u.person_id and c.set_id = 'SEN' and c.valid_from <= u.month_end and c.valid_to > u.month_end
  where u.academic_age between 12 and 15
),
home as (
  select n.month_end, n.person_id, a.ward_code, a.confidential
  from needing n
  join core.person_address a on a.person_id = n.person_id and a.kind = 'home' and a.valid_from <= n.month_end and a.valid_to > n.month_end
  join ref.tenant t on t.la_code = a.la_code
  qualify row_number() over (partition by n.month_end, n.person_id order by a.valid_from desc, a.person_address_id desc) = 1
)
select
  n.month_end, n.person_key, cast(n.academic_age as integer) as academic_age, cast(n.academic_age - 4 as integer) as year_group,
  n.return_gender_code as gender, coalesce(ec.group_name, 'Unknown') as ethnic_group, n.sen, coalesce(l.label, n.sen) as sen_label,
  sch.name as school_name, w.ward_name, g.locality,
  coalesce(e.reviewed_on > n.month_end - 365, false) as is_reviewed,
  n.sen = 'E' and coalesce(e.next_review_on < n.month_end, false) as is_review_overdue
from needing n
join home h on h.month_end = n.month_end and h.person_id = n.person_id
left join (
  select person_id, max(reviewed_on) as reviewed_on, max(next_review_on) as next_review_on
  from core.plan where kind = 'ehcp' and issued_on is not null group by person_id
) e on e.person_id = n.person_id
left join ref.ward w on w.ward_code = h.ward_code and not h.confidential
left join known.locality_ward g on g.ward_code = h.ward_code and not h.confidential
left join ref.code l on l.edition = n.edition and l.set_id = 'SEN' and l.code = n.sen
left join ref.code ec on ec.edition = n.edition and ec.set_id = 'YP27' and ec.code = n.ethnicity_code
left join known.organisation sch on sch.id = n.year11_school_id
