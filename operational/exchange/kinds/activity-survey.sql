/*---
title: Annual Activity Survey
about: >
  What each member of the season's fixed survey cohort did on 1 November, by where they were in Year 11: one row a person, in the column
  order of the edition. Open until the end of January; from then on the file that was made last is given out again.
to: department
asks: [season, la]
cohort: activity-survey
position: survey
layout: activity-survey
closes: survey
keeps: last
order: [establishment_number, young_persons_id]
---*/
select m.person_id, :season::integer as survey_year, :la::text as la_code, i.ypid as young_persons_id, i.upn as unique_pupil_number,
  coalesce(m.school_no, :la || :no_number) as establishment_number, i.gender, i.ethnicity,
  case when n.code = :sen_plan then 'Y' else 'N' end as send_flag,
  case when n.code is not null and n.code <> :sen_plan then 'Y' else 'N' end as sen_support_flag,
  coalesce(p.code, :not_known) as activity_code, p.started_on as activity_start_date, p.verified_on as date_verified,
  coalesce(i.home_la, l.la_code) as resident_la_code
from member m
join individual i using (person_id)
left join position p on p.person_id = m.person_id and p.code <> all (:compulsory)
left join characteristic n on n.person_id = m.person_id and n.set_id = 'SEN' and coalesce(n.state, 'verified') = 'verified'
  and n.started_on <= :position_on and coalesce(n.ended_on, 'infinity') >= :position_on
left join lateral (
  select c.la_code from cohort_member k join cohort c on c.id = k.cohort_id
  where k.person_id = m.person_id and c.kind = 'nccis' and k.status_code = 'P' and k.started_on <= :as_at
    and coalesce(k.ended_on, 'infinity') >= :as_at
  limit 1
) l on true
