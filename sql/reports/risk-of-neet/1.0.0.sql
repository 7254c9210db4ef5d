/*---
id: risk-of-neet
title: Risk of becoming NEET
version: 1.0.0
purpose: local
requirement: [000.4.1.13.6]
reads: marts@1
audience: special
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
  by:
    type: choice
    label: By
    default: band
    entries: true
    options: { band: Band, factor: Factor }
columns:
  group_name: { type: text, label: Group }
  people: { type: count, label: Young people, metric: risk.points }
  year_12: { type: count, label: Year 12, metric: risk.points }
  female: { type: count, label: Female, metric: risk.points }
  highest_band: { type: count, label: … in the highest band, metric: risk.points }
  next_band: { type: count, label: … in the next, metric: risk.points }
  lower_bands: { type: count, label: … in lower ones, metric: risk.points }
identities:
  - people = highest_band + next_band + lower_bands
records:
  from: special.person_risk_by
  where: dimension = cast($by as varchar) and month_end = cast($month as date)
  grain: { group_name: group_name }
  columns:
    people: points is not null
    year_12: is_year_12
    female: is_female
    highest_band: band_place = 1
    next_band: band_place = 2
    lower_bands: band_place > 2
  show: { points: Points, band: Band, factors: Factors, academic_age: Age, activity_label: Activity, provider_name: Provider, school_name: Year 11 school, verified_on: Last verified, last_contact_on: Last contact, ward_name: Ward, team: Team }
chart: { kind: bar, x: group_name, y: [people] }
definition: >-
  Young people of academic age 16 and 17 in education, employment or training, by the points of the risk factors that hold for them
  at the month end. The list of people shows the factors of each person and the points of each factor; nothing else is weighed.
access: managers
notes:
  - The points are an example after one council's indicator, not a national standard; agree your own in sql/reference/risk.
  - A person with several factors counts once in each factor, and once in "Any of these"; the factors add up to more than the people.
  - Attendance, exclusions and free school meals come with the schools' own lists and carry no points here.
---*/
select
  group_name,
  count(*) as people,
  count(*) filter (where is_year_12) as year_12,
  count(*) filter (where is_female) as female,
  count(*) filter (where band_place = 1) as highest_band,
  count(*) filter (where band_place = 2) as next_band,
  count(*) filter (where band_place > 2) as lower_bands
from special.person_risk_by
where dimension = cast($by as varchar) and month_end = cast($month as date)
group by group_name
order by min(group_sort), group_name
