-- Plans with a clock: EHC plans from request to review, career pathway plans from due to review.
select
  l.id as plan_id, p.root_id as person_id, l.kind, l.requested_on, l.due_on, l.started_on, l.issued_on, l.refused_on,
  l.reviewed_on, l.next_review_on, l.ended_on, s.name as owner
from known.plan l
join core.person p on p.person_id = l.person_id
left join known.staff s on s.id = l.owner_id
