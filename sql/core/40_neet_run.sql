-- Unbroken runs of NEET activities: one begins where the spell before it was not NEET or did not end the day before.
with spell as (
  select s.person_id, s.situation_id, s.code, s.valid_from, s.valid_to,
    lag(s.valid_to) over w as previous_to,
    lag(a.headline) over w as previous_headline,
    a.headline
  from core.situation s
  join ref.activity a on a.code = s.code and s.valid_from >= a.valid_from and s.valid_from < a.valid_to
  window w as (partition by s.person_id order by s.valid_from)
),
marked as (
  select *, sum(case when previous_headline = 'NEET' and previous_to = valid_from then 0 else 1 end)
    over (partition by person_id order by valid_from) as run
  from spell where headline = 'NEET'
)
select person_id, situation_id, min(valid_from) over r as started_on, max(valid_to) over r as ended_on,
  first_value(code) over (partition by person_id, run order by valid_from) as first_code
from marked
window r as (partition by person_id, run)
