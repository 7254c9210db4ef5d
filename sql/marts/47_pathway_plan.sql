-- Career pathway plans: due, started, agreed, reviewed.
select
  p.person_key, l.due_on, cast(year(l.due_on) as integer) as due_year, l.started_on, l.issued_on as agreed_on, l.reviewed_on,
  l.next_review_on,
  l.due_on <= k.as_of_day as is_due, l.started_on is not null as is_started, l.issued_on is not null as is_agreed,
  l.issued_on is not null and l.issued_on <= l.due_on as is_agreed_in_time, l.reviewed_on is not null as is_reviewed,
  l.issued_on is not null and coalesce(l.next_review_on < k.as_of_day, false) and coalesce(l.ended_on > k.as_of_day, true) as is_review_overdue,
  l.owner, a.team, sch.name as school_name, p.return_gender_code as gender, coalesce(s.label, 'No SEN') as sen_label
from core.plan l
join core.person p on p.person_id = l.person_id and p.person_id = p.root_id
cross join ref.position k
left join (
  select person_id, arg_max(team, month_end) as team, arg_max(coalesce(sen, 'N'), month_end) as sen from core.about group by person_id
) a on a.person_id = p.person_id
left join (select distinct code, label from ref.code where set_id = 'SEN' and edition = (select max(edition) from ref.edition)) s on s.code = a.sen
left join known.organisation sch on sch.id = p.year11_school_id
where l.kind = 'career-pathway'
