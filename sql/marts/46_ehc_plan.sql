-- Education, health and care plans: the clock runs 20 weeks from the request to the final plan.
select
  p.person_key, l.requested_on, l.issued_on, l.refused_on, l.reviewed_on, l.next_review_on, l.ended_on,
  cast(year(l.requested_on) as integer) as requested_year, cast(year(l.issued_on) as integer) as issued_year,
  case
    when l.refused_on is not null then 'refused' when l.ended_on <= k.as_of_day then 'ceased'
    when l.issued_on is not null then 'in force' else 'being assessed' end as state,
  l.issued_on - l.requested_on as days_to_issue,
  l.issued_on <= l.requested_on + 140 as is_in_20_weeks,
  l.issued_on is not null and coalesce(l.ended_on > k.as_of_day, true) and coalesce(l.next_review_on < k.as_of_day, false) as is_review_overdue,
  sch.name as school_name, p.return_gender_code as gender,
  cast(y.academic_year - year(p.date_of_birth) - case when month(p.date_of_birth) >= 9 then 1 else 0 end - 4 as integer) as year_group
from core.plan l
join core.person p on p.person_id = l.person_id and p.person_id = p.root_id
cross join ref.position k
cross join (select max(academic_year) as academic_year from core.month) y
left join known.organisation sch on sch.id = p.year11_school_id
where l.kind = 'ehcp'
