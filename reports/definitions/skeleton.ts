/** The text of a new report that passes the check as it is: to be changed line by line. */
export const skeleton = (id: string): string => `/*---
id: ${id}
title: ${titleOf(id)}
version: 1.0.0
purpose: local
requirement: [000.9.1]
reads: marts@1
grain: [month_end]
params:
  from: { type: month, label: From, default: "-12 months" }
  to: { type: month, label: To, default: latest }
columns:
  month_end: { type: month, label: Month }
  cohort: { type: count, label: Young people, metric: participation.cohort }
  neet: { type: count, label: NEET, metric: participation.neet }
  neet_rate: { type: percent, label: NEET %, metric: participation.neet_rate, ratio: [neet, cohort] }
records:
  from: marts.person_month
  where: is_base and month_end between cast($from as date) and cast($to as date)
  grain: { month_end: month_end }
  columns: { cohort: is_base, neet: is_neet }
  show: { academic_age: Age, activity_label: Activity, ward_name: Ward }
chart: { kind: line, x: month_end, y: [neet_rate] }
definition: Say in one or two sentences who is counted, when, and what is left out.
access: staff
---*/
select
  month_end,
  count(*) as cohort,
  count(*) filter (where is_neet) as neet
from marts.person_month
where is_base and month_end between cast($from as date) and cast($to as date)
group by month_end
order by month_end
`;

const titleOf = (id: string): string => {
  const words = id.replaceAll('-', ' ');
  return words[0]!.toUpperCase() + words.slice(1);
};
