/*---
id: joiners-and-leavers
title: NEET joiners and leavers
version: 1.0.0
purpose: national
requirement: [000.9.1.2, 000.9.2.3]
reads: marts@1
grain: [month_end]
params:
  from: { type: month, label: From, default: "-24 months" }
  to: { type: month, label: To, default: latest }
  show:
    type: choice
    label: Show
    default: summary
    options: { summary: Totals, destinations: Where from and where to }
columns:
  month_end: { type: month, label: Month }
  opening: { type: count, label: NEET at the start, metric: neet.opening }
  joiners: { type: count, label: Joiners, metric: neet.joiners }
  from_education: { type: count, label: From education, metric: neet.joiners, when: { show: [destinations] } }
  from_employment: { type: count, label: From employment, metric: neet.joiners, when: { show: [destinations] } }
  from_training: { type: count, label: From training, metric: neet.joiners, when: { show: [destinations] } }
  from_re_engagement: { type: count, label: From re-engagement, metric: neet.joiners, when: { show: [destinations] } }
  from_not_known: { type: count, label: From not known, metric: neet.joiners, when: { show: [destinations] } }
  from_outside: { type: count, label: New to the cohort, metric: neet.joiners, when: { show: [destinations] } }
  leavers: { type: count, label: Leavers, metric: neet.leavers }
  to_education: { type: count, label: To education, metric: neet.leavers, when: { show: [destinations] } }
  to_employment: { type: count, label: To employment, metric: neet.leavers, when: { show: [destinations] } }
  to_training: { type: count, label: To training, metric: neet.leavers, when: { show: [destinations] } }
  to_re_engagement: { type: count, label: To re-engagement, metric: neet.leavers, when: { show: [destinations] } }
  to_not_known: { type: count, label: To not known, metric: neet.leavers, when: { show: [destinations] } }
  to_outside: { type: count, label: Left the cohort, metric: neet.leavers, when: { show: [destinations] } }
  closing: { type: count, label: NEET at the end, metric: participation.neet }
identities:
  - closing = opening + joiners - leavers
  - opening = previous closing
  - joiners = from_education + from_employment + from_training + from_re_engagement + from_not_known + from_outside
  - leavers = to_education + to_employment + to_training + to_re_engagement + to_not_known + to_outside
records:
  from: marts.person_month
  where: is_neet or is_joiner or is_leaver
  grain: { month_end: month_end }
  columns:
    opening:
      where: is_neet
      grain: { month_end: (select min(n.month_end) from marts.month n where n.month_end > r.month_end) }
    joiners: is_joiner
    from_education: is_joiner and previous_group = 'education'
    from_employment: is_joiner and previous_group = 'employment'
    from_training: is_joiner and previous_group = 'training'
    from_re_engagement: is_joiner and previous_group = 're-engagement'
    from_not_known: is_joiner and previous_group = 'not-known'
    from_outside: is_joiner and previous_group not in ('education', 'employment', 'training', 're-engagement', 'not-known')
    leavers: is_leaver
    to_education: is_leaver and leaver_destination = 'education'
    to_employment: is_leaver and leaver_destination = 'employment'
    to_training: is_leaver and leaver_destination = 'training'
    to_re_engagement: is_leaver and leaver_destination = 're-engagement'
    to_not_known: is_leaver and leaver_destination = 'not-known'
    to_outside: is_leaver and leaver_destination not in ('education', 'employment', 'training', 're-engagement', 'not-known')
    closing: is_neet
  show: { month_end: Month, academic_age: Age, previous_group: Group the month before, activity_label: Activity, leaver_destination: Left to, activity_started_on: Since, verified_on: Last verified, ward_name: Ward, team: Team }
chart: { kind: line, x: month_end, y: [joiners, leavers] }
definition: >-
  NEET at the end of the month before, those who became NEET since, those who stopped being NEET since, and NEET at the end of the
  month: start plus joiners less leavers is the end. A joiner was not NEET, or not in the cohort, at the month end before; a leaver
  was NEET then and is now in education, employment or training, not known, or gone from the cohort.
access: staff
notes:
  - Someone who becomes NEET and stops being so between two month ends is in neither count.
  - New to the cohort includes those who moved in and those who reached the age; left the cohort includes those who moved away, turned 18 or went into custody.
---*/
with neet as (
  select month_end, count(*) filter (where is_neet) as people
  from marts.person_month
  group by month_end
),
flow as (
  select
    month_end,
    count(*) filter (where is_joiner) as joiners,
    count(*) filter (where is_joiner and previous_group = 'education') as from_education,
    count(*) filter (where is_joiner and previous_group = 'employment') as from_employment,
    count(*) filter (where is_joiner and previous_group = 'training') as from_training,
    count(*) filter (where is_joiner and previous_group = 're-engagement') as from_re_engagement,
    count(*) filter (where is_joiner and previous_group = 'not-known') as from_not_known,
    count(*) filter (
      where is_joiner and previous_group not in ('education', 'employment', 'training', 're-engagement', 'not-known')
    ) as from_outside,
    count(*) filter (where is_leaver) as leavers,
    count(*) filter (where is_leaver and leaver_destination = 'education') as to_education,
    count(*) filter (where is_leaver and leaver_destination = 'employment') as to_employment,
    count(*) filter (where is_leaver and leaver_destination = 'training') as to_training,
    count(*) filter (where is_leaver and leaver_destination = 're-engagement') as to_re_engagement,
    count(*) filter (where is_leaver and leaver_destination = 'not-known') as to_not_known,
    count(*) filter (
      where is_leaver and leaver_destination not in ('education', 'employment', 'training', 're-engagement', 'not-known')
    ) as to_outside
  from marts.person_month
  group by month_end
),
month as (
  select m.month_end, max(b.month_end) as month_before
  from marts.month m
  join marts.month b on b.month_end < m.month_end
  where m.month_end between cast($from as date) and cast($to as date)
  group by m.month_end
)
select
  m.month_end,
  o.people as opening,
  f.joiners, f.from_education, f.from_employment, f.from_training, f.from_re_engagement, f.from_not_known, f.from_outside,
  f.leavers, f.to_education, f.to_employment, f.to_training, f.to_re_engagement, f.to_not_known, f.to_outside,
  c.people as closing
from month m
join neet o on o.month_end = m.month_before
join neet c on c.month_end = m.month_end
join flow f on f.month_end = m.month_end
order by m.month_end
