/*---
id: la-summary-table
title: Summary of the authority beside region and England
version: 1.0.0
purpose: national
requirement: [000.9.2, 000.9.1.15, 000.9.2.18]
reads: marts@1
grain: [area_code]
params:
  month: { type: month, label: Month, default: latest }
columns:
  area_code: { type: code, label: Area code }
  area_name: { type: text, label: Area }
  cohort: { type: count, label: Cohort, metric: participation.cohort }
  eet_rate: { type: percent, label: EET %, metric: participation.eet_rate, ratio: [eet, cohort] }
  participation_rate: { type: percent, label: Participating %, metric: participation.participation_rate, ratio: [participating, cohort] }
  duty_met_rate: { type: percent, label: Meeting the duty %, metric: participation.duty_rate, ratio: [duty_met, cohort] }
  working_towards_rate: { type: percent, label: Working towards %, metric: participation.working_towards, ratio: [working_towards, cohort] }
  neet_rate: { type: percent, label: NEET %, metric: participation.neet_rate, ratio: [neet, cohort] }
  nk_rate: { type: percent, label: Not known %, metric: participation.nk_rate, ratio: [nk, cohort] }
  neet_nk_rate: { type: percent, label: NEET or not known %, metric: participation.neet_nk_rate, ratio: [neet_nk, cohort] }
  guarantee_rate: { type: percent, label: Guarantee offer %, metric: guarantee.offer_rate, ratio: [offers, guarantee] }
  lapsing_rate: { type: percent, label: Lapsing within 30 days %, metric: currency.lapses, ratio: [lapsing, cohort] }
  eet: { type: count, label: EET, metric: participation.eet }
  participating: { type: count, label: Participating, metric: participation.participating }
  duty_met: { type: count, label: Meeting the duty, metric: participation.duty_met }
  working_towards: { type: count, label: Working towards, metric: participation.working_towards }
  neet: { type: count, label: NEET, metric: participation.neet }
  nk: { type: count, label: Not known, metric: participation.nk }
  neet_nk: { type: count, label: NEET or not known, metric: participation.neet_nk }
  lapsing: { type: count, label: Lapsing within 30 days, metric: currency.lapses }
  offers: { type: count, label: Offers, hidden: true }
  guarantee: { type: count, label: Guarantee cohort, hidden: true }
identities:
  - cohort = eet + neet + nk
  - neet_nk = neet + nk
records:
  from: marts.person_month
  where: month_end = cast($month as date) and is_base
  grain: { area_code: la_code }
  columns:
    cohort: is_base
    eet: is_eet
    participating: is_participating
    duty_met: is_duty_met
    working_towards: is_working_towards
    neet: is_neet
    nk: is_nk
    neet_nk: is_neet or is_nk
    lapsing: is_eet and days_to_lapse between 0 and 30
  show: { academic_age: Age, activity_label: Activity, verified_on: Last verified, due_to_lapse_on: Lapses after, ward_name: Ward, team: Team }
definition: >-
  The Department for Education's summary table of local authorities: a row for each authority whose return is made here, at the month
  end, with the September Guarantee of the season at the last month end that has one. Other authorities' months are not published;
  their yearly figures are in the comparison.
access: staff
---*/
with counted as (
  select
    r.la_code, count(*) as cohort,
    count(*) filter (where r.is_eet) as eet, count(*) filter (where r.is_participating) as participating,
    count(*) filter (where r.is_duty_met) as duty_met, count(*) filter (where r.is_working_towards) as working_towards,
    count(*) filter (where r.is_neet) as neet, count(*) filter (where r.is_nk) as nk,
    count(*) filter (where r.is_eet and r.days_to_lapse between 0 and 30) as lapsing
  from marts.person_month r
  where r.month_end = cast($month as date) and r.is_base
  group by r.la_code
),
last_month as (
  select max(month_end) as month_end from marts.guarantee where month_end <= cast($month as date)
),
offered as (
  select g.la_code, count(*) as guarantee, count(*) filter (where g.status_group = 'offer') as offers
  from marts.guarantee g
  join last_month l on l.month_end = g.month_end
  group by g.la_code
)
select
  c.la_code as area_code, case when s.la_code = c.la_code then s.tenant_name else 'Authority ' || c.la_code end as area_name,
  c.cohort, c.eet, c.participating, c.duty_met, c.working_towards, c.neet, c.nk, c.neet + c.nk as neet_nk, c.lapsing,
  o.offers, o.guarantee
from counted c
cross join marts.stamp s
left join offered o on o.la_code = c.la_code
order by c.la_code
