/*---
id: la-monthly-table
title: Activities of Year 12 and 13
version: 1.0.0
purpose: national
requirement: [000.9.2, 000.9.2.1, 000.9.2.2, 000.9.2.4, 000.9.2.8, 000.9.2.9, 000.9.2.11, 000.9.2.14]
reads: marts@1
grain: [line]
params:
  month: { type: month, label: Month, default: latest }
  tab:
    type: choice
    label: Columns
    default: year-group
    entries: true
    options: { year-group: Year group, gender: Gender, ethnic-group: Ethnic group, ethnicity: Ethnicity, sen: SEND }
columns:
  line: { type: code, label: Line }
  label: { type: text, label: Activity }
  year_12: { type: count, label: Year 12, metric: participation.line, when: { tab: [year-group] } }
  year_12_rate: { type: percent, label: Year 12 %, metric: participation.line_rate, ratio: [year_12, year_12_base], when: { tab: [year-group] } }
  year_13: { type: count, label: Year 13, metric: participation.line, when: { tab: [year-group] } }
  year_13_rate: { type: percent, label: Year 13 %, metric: participation.line_rate, ratio: [year_13, year_13_base], when: { tab: [year-group] } }
  female: { type: count, label: Female, metric: participation.line, when: { tab: [gender] } }
  female_rate: { type: percent, label: Female %, metric: participation.line_rate, ratio: [female, female_base], when: { tab: [gender] } }
  male: { type: count, label: Male, metric: participation.line, when: { tab: [gender] } }
  male_rate: { type: percent, label: Male %, metric: participation.line_rate, ratio: [male, male_base], when: { tab: [gender] } }
  gender_other: { type: count, label: Not known or withheld, metric: participation.line, when: { tab: [gender] } }
  gender_other_rate: { type: percent, label: Not known or withheld %, metric: participation.line_rate, ratio: [gender_other, gender_other_base], when: { tab: [gender] } }
  white: { type: count, label: White, metric: participation.line, when: { tab: [ethnic-group] } }
  white_rate: { type: percent, label: White %, metric: participation.line_rate, ratio: [white, white_base], when: { tab: [ethnic-group] } }
  mixed: { type: count, label: Mixed, metric: participation.line, when: { tab: [ethnic-group] } }
  mixed_rate: { type: percent, label: Mixed %, metric: participation.line_rate, ratio: [mixed, mixed_base], when: { tab: [ethnic-group] } }
  asian: { type: count, label: Asian or Asian British, metric: participation.line, when: { tab: [ethnic-group] } }
  asian_rate: { type: percent, label: Asian or Asian British %, metric: participation.line_rate, ratio: [asian, asian_base], when: { tab: [ethnic-group] } }
  black: { type: count, label: Black or Black British, metric: participation.line, when: { tab: [ethnic-group] } }
  black_rate: { type: percent, label: Black or Black British %, metric: participation.line_rate, ratio: [black, black_base], when: { tab: [ethnic-group] } }
  chinese: { type: count, label: Chinese, metric: participation.line, when: { tab: [ethnic-group] } }
  chinese_rate: { type: percent, label: Chinese %, metric: participation.line_rate, ratio: [chinese, chinese_base], when: { tab: [ethnic-group] } }
  ethnic_other: { type: count, label: Other, metric: participation.line, when: { tab: [ethnic-group] } }
  ethnic_other_rate: { type: percent, label: Other %, metric: participation.line_rate, ratio: [ethnic_other, ethnic_other_base], when: { tab: [ethnic-group] } }
  ethnic_unknown: { type: count, label: Not known, metric: participation.line, when: { tab: [ethnic-group] } }
  ethnic_unknown_rate: { type: percent, label: Not known %, metric: participation.line_rate, ratio: [ethnic_unknown, ethnic_unknown_base], when: { tab: [ethnic-group] } }
  e_wbri: { type: count, label: White British, metric: participation.line, when: { tab: [ethnicity] } }
  e_wiri: { type: count, label: White Irish, metric: participation.line, when: { tab: [ethnicity] } }
  e_wrom: { type: count, label: Gypsy or Roma, metric: participation.line, when: { tab: [ethnicity] } }
  e_wirt: { type: count, label: Irish Traveller, metric: participation.line, when: { tab: [ethnicity] } }
  e_woth: { type: count, label: Other White, metric: participation.line, when: { tab: [ethnicity] } }
  e_mwbc: { type: count, label: White and Black Caribbean, metric: participation.line, when: { tab: [ethnicity] } }
  e_mwba: { type: count, label: White and Black African, metric: participation.line, when: { tab: [ethnicity] } }
  e_mwas: { type: count, label: White and Asian, metric: participation.line, when: { tab: [ethnicity] } }
  e_moth: { type: count, label: Other Mixed, metric: participation.line, when: { tab: [ethnicity] } }
  e_aind: { type: count, label: Indian, metric: participation.line, when: { tab: [ethnicity] } }
  e_apkn: { type: count, label: Pakistani, metric: participation.line, when: { tab: [ethnicity] } }
  e_aban: { type: count, label: Bangladeshi, metric: participation.line, when: { tab: [ethnicity] } }
  e_aoth: { type: count, label: Other Asian, metric: participation.line, when: { tab: [ethnicity] } }
  e_bcrb: { type: count, label: Caribbean, metric: participation.line, when: { tab: [ethnicity] } }
  e_bafr: { type: count, label: African, metric: participation.line, when: { tab: [ethnicity] } }
  e_both: { type: count, label: Other Black, metric: participation.line, when: { tab: [ethnicity] } }
  e_bbri: { type: count, label: Black British, metric: participation.line, when: { tab: [ethnicity] } }
  e_chne: { type: count, label: Chinese, metric: participation.line, when: { tab: [ethnicity] } }
  e_oara: { type: count, label: Arab, metric: participation.line, when: { tab: [ethnicity] } }
  e_ooth: { type: count, label: Other, metric: participation.line, when: { tab: [ethnicity] } }
  e_refu: { type: count, label: Refused, metric: participation.line, when: { tab: [ethnicity] } }
  e_nobt: { type: count, label: Not obtained, metric: participation.line, when: { tab: [ethnicity] } }
  ehc_plan: { type: count, label: EHC plan, metric: participation.line, when: { tab: [sen] } }
  ehc_plan_rate: { type: percent, label: EHC plan %, metric: participation.line_rate, ratio: [ehc_plan, ehc_plan_base], when: { tab: [sen] } }
  sen_support: { type: count, label: SEN support, metric: participation.line, when: { tab: [sen] } }
  sen_support_rate: { type: percent, label: SEN support %, metric: participation.line_rate, ratio: [sen_support, sen_support_base], when: { tab: [sen] } }
  no_sen: { type: count, label: None, metric: participation.line, when: { tab: [sen] } }
  no_sen_rate: { type: percent, label: None %, metric: participation.line_rate, ratio: [no_sen, no_sen_base], when: { tab: [sen] } }
  all_people: { type: count, label: Year 12 and 13, metric: participation.line }
  all_people_rate: { type: percent, label: Year 12 and 13 %, metric: participation.line_rate, ratio: [all_people, all_people_base] }
  year_before: { type: count, label: Same month last year, metric: participation.line, suppress: small }
  change: { type: number, label: Change, metric: participation.line, suppress: "with(all_people, year_before)" }
  parent: { type: text, label: Part of, hidden: true }
  year_12_base: { type: number, label: Base, suppress: with(year_12), hidden: true }
  year_13_base: { type: number, label: Base, suppress: with(year_13), hidden: true }
  female_base: { type: number, label: Base, suppress: with(female), hidden: true }
  male_base: { type: number, label: Base, suppress: with(male), hidden: true }
  gender_other_base: { type: number, label: Base, suppress: with(gender_other), hidden: true }
  white_base: { type: number, label: Base, suppress: with(white), hidden: true }
  mixed_base: { type: number, label: Base, suppress: with(mixed), hidden: true }
  asian_base: { type: number, label: Base, suppress: with(asian), hidden: true }
  black_base: { type: number, label: Base, suppress: with(black), hidden: true }
  chinese_base: { type: number, label: Base, suppress: with(chinese), hidden: true }
  ethnic_other_base: { type: number, label: Base, suppress: with(ethnic_other), hidden: true }
  ethnic_unknown_base: { type: number, label: Base, suppress: with(ethnic_unknown), hidden: true }
  ehc_plan_base: { type: number, label: Base, suppress: with(ehc_plan), hidden: true }
  sen_support_base: { type: number, label: Base, suppress: with(sen_support), hidden: true }
  no_sen_base: { type: number, label: Base, suppress: with(no_sen), hidden: true }
  all_people_base: { type: number, label: Base, suppress: with(all_people), hidden: true }
identities:
  - all_people = year_12 + year_13
  - all_people = female + male + gender_other
  - all_people = white + mixed + asian + black + chinese + ethnic_other + ethnic_unknown
  - all_people = e_wbri + e_wiri + e_wrom + e_wirt + e_woth + e_mwbc + e_mwba + e_mwas + e_moth + e_aind + e_apkn + e_aban + e_aoth + e_bcrb + e_bafr + e_both + e_bbri + e_chne + e_oara + e_ooth + e_refu + e_nobt
  - all_people = ehc_plan + sen_support + no_sen
part_of: parent
records:
  from: marts.person_month_line
  where: (is_base or is_custody) and line is not null
  grain: { line: line }
  columns:
    year_12: month_end = cast($month as date) and year_group = 12
    year_13: month_end = cast($month as date) and year_group = 13
    female: month_end = cast($month as date) and gender = 'F'
    male: month_end = cast($month as date) and gender = 'M'
    gender_other: month_end = cast($month as date) and coalesce(gender, 'U') not in ('F', 'M')
    white: month_end = cast($month as date) and ethnic_group = 'White'
    mixed: month_end = cast($month as date) and ethnic_group = 'Mixed'
    asian: month_end = cast($month as date) and ethnic_group = 'Asian or Asian British'
    black: month_end = cast($month as date) and ethnic_group = 'Black or Black British'
    chinese: month_end = cast($month as date) and ethnic_group = 'Chinese'
    ethnic_other: month_end = cast($month as date) and ethnic_group = 'Other'
    ethnic_unknown: month_end = cast($month as date) and coalesce(ethnic_group, 'Unknown') not in ('White', 'Mixed', 'Asian or Asian British', 'Black or Black British', 'Chinese', 'Other')
    e_wbri: month_end = cast($month as date) and ethnicity = 'WBRI'
    e_wiri: month_end = cast($month as date) and ethnicity = 'WIRI'
    e_wrom: month_end = cast($month as date) and ethnicity = 'WROM'
    e_wirt: month_end = cast($month as date) and ethnicity = 'WIRT'
    e_woth: month_end = cast($month as date) and ethnicity = 'WOTH'
    e_mwbc: month_end = cast($month as date) and ethnicity = 'MWBC'
    e_mwba: month_end = cast($month as date) and ethnicity = 'MWBA'
    e_mwas: month_end = cast($month as date) and ethnicity = 'MWAS'
    e_moth: month_end = cast($month as date) and ethnicity = 'MOTH'
    e_aind: month_end = cast($month as date) and ethnicity = 'AIND'
    e_apkn: month_end = cast($month as date) and ethnicity = 'APKN'
    e_aban: month_end = cast($month as date) and ethnicity = 'ABAN'
    e_aoth: month_end = cast($month as date) and ethnicity = 'AOTH'
    e_bcrb: month_end = cast($month as date) and ethnicity = 'BCRB'
    e_bafr: month_end = cast($month as date) and ethnicity = 'BAFR'
    e_both: month_end = cast($month as date) and ethnicity = 'BOTH'
    e_bbri: month_end = cast($month as date) and ethnicity = 'BBRI'
    e_chne: month_end = cast($month as date) and ethnicity = 'CHNE'
    e_oara: month_end = cast($month as date) and ethnicity = 'OARA'
    e_ooth: month_end = cast($month as date) and ethnicity = 'OOTH'
    e_refu: month_end = cast($month as date) and ethnicity = 'REFU'
    e_nobt: month_end = cast($month as date) and coalesce(ethnicity, 'NOBT') not in ('WBRI', 'WIRI', 'WROM', 'WIRT', 'WOTH', 'MWBC', 'MWBA', 'MWAS', 'MOTH', 'AIND', 'APKN', 'ABAN', 'AOTH', 'BCRB', 'BAFR', 'BOTH', 'BBRI', 'CHNE', 'OARA', 'OOTH', 'REFU')
    ehc_plan: month_end = cast($month as date) and sen = 'E'
    sen_support: month_end = cast($month as date) and sen = 'K'
    no_sen: month_end = cast($month as date) and coalesce(sen, 'N') not in ('E', 'K')
    all_people: month_end = cast($month as date)
    year_before: month_end = (select max(y.month_end) from marts.month y where y.month_end <= last_day(make_date(cast(extract(year from cast($month as date)) as integer) - 1, cast(extract(month from cast($month as date)) as integer), 1)) and y.month_end > make_date(cast(extract(year from cast($month as date)) as integer) - 1, cast(extract(month from cast($month as date)) as integer), 1))
  show: { academic_age: Age, activity_label: Activity, activity_started_on: Since, verified_on: Last verified, days_neet: Days NEET, ward_name: Ward, team: Team }
definition: >-
  The Department for Education's monthly table for a local authority: each activity of the return with its subtotals, young
  people of academic age 16 and 17 for whom the authority leads, at the month end. Percentages are of the total, custody left
  out.
access: managers
notes:
  - Records that have lapsed are not known and stand under the group from which they lapsed.
  - "The last year’s figures are as known now, in the lines of this year’s edition."
---*/
with shown as (
  select l.line, l.label, l.parent, l.position
  from marts.monthly_line l
  join marts.month m on m.edition = l.edition
  where m.month_end = cast($month as date)
),
year_before as (
  select last_day(make_date(cast(extract(year from cast($month as date)) as integer) - 1, cast(extract(month from cast($month as date)) as integer), 1)) as month_end
),
counted as (
  select
    line,
    count(*) filter (where year_group = 12) as year_12,
    count(*) filter (where year_group = 13) as year_13,
    count(*) filter (where gender = 'F') as female,
    count(*) filter (where gender = 'M') as male,
    count(*) filter (where coalesce(gender, 'U') not in ('F', 'M')) as gender_other,
    count(*) filter (where ethnic_group = 'White') as white,
    count(*) filter (where ethnic_group = 'Mixed') as mixed,
    count(*) filter (where ethnic_group = 'Asian or Asian British') as asian,
    count(*) filter (where ethnic_group = 'Black or Black British') as black,
    count(*) filter (where ethnic_group = 'Chinese') as chinese,
    count(*) filter (where ethnic_group = 'Other') as ethnic_other,
    count(*) filter (where coalesce(ethnic_group, 'Unknown') not in ('White', 'Mixed', 'Asian or Asian British', 'Black or Black British', 'Chinese', 'Other')) as ethnic_unknown,
    count(*) filter (where ethnicity = 'WBRI') as e_wbri,
    count(*) filter (where ethnicity = 'WIRI') as e_wiri,
    count(*) filter (where ethnicity = 'WROM') as e_wrom,
    count(*) filter (where ethnicity = 'WIRT') as e_wirt,
    count(*) filter (where ethnicity = 'WOTH') as e_woth,
    count(*) filter (where ethnicity = 'MWBC') as e_mwbc,
    count(*) filter (where ethnicity = 'MWBA') as e_mwba,
    count(*) filter (where ethnicity = 'MWAS') as e_mwas,
    count(*) filter (where ethnicity = 'MOTH') as e_moth,
    count(*) filter (where ethnicity = 'AIND') as e_aind,
    count(*) filter (where ethnicity = 'APKN') as e_apkn,
    count(*) filter (where ethnicity = 'ABAN') as e_aban,
    count(*) filter (where ethnicity = 'AOTH') as e_aoth,
    count(*) filter (where ethnicity = 'BCRB') as e_bcrb,
    count(*) filter (where ethnicity = 'BAFR') as e_bafr,
    count(*) filter (where ethnicity = 'BOTH') as e_both,
    count(*) filter (where ethnicity = 'BBRI') as e_bbri,
    count(*) filter (where ethnicity = 'CHNE') as e_chne,
    count(*) filter (where ethnicity = 'OARA') as e_oara,
    count(*) filter (where ethnicity = 'OOTH') as e_ooth,
    count(*) filter (where ethnicity = 'REFU') as e_refu,
    count(*) filter (where coalesce(ethnicity, 'NOBT') not in ('WBRI', 'WIRI', 'WROM', 'WIRT', 'WOTH', 'MWBC', 'MWBA', 'MWAS', 'MOTH', 'AIND', 'APKN', 'ABAN', 'AOTH', 'BCRB', 'BAFR', 'BOTH', 'BBRI', 'CHNE', 'OARA', 'OOTH', 'REFU')) as e_nobt,
    count(*) filter (where sen = 'E') as ehc_plan,
    count(*) filter (where sen = 'K') as sen_support,
    count(*) filter (where coalesce(sen, 'N') not in ('E', 'K')) as no_sen,
    count(*) as all_people
  from marts.person_month_line
  where month_end = cast($month as date) and (is_base or is_custody) and line is not null
  group by line
),
before as (
  select r.line, count(*) as people
  from marts.person_month_line r
  join year_before y on y.month_end = r.month_end
  where (is_base or is_custody) and r.line is not null
  group by r.line
),
known_before as (
  select count(*) as months from marts.month m join year_before y on y.month_end = m.month_end
),
base as (
  select
coalesce(max(year_12), 0) as year_12, coalesce(max(year_13), 0) as year_13, coalesce(max(female), 0) as female, coalesce(max(male), 0) as male, coalesce(max(gender_other), 0) as gender_other, coalesce(max(white), 0) as white, coalesce(max(mixed), 0) as mixed, coalesce(max(asian), 0) as asian, coalesce(max(black), 0) as black, coalesce(max(chinese), 0) as chinese, coalesce(max(ethnic_other), 0) as ethnic_other, coalesce(max(ethnic_unknown), 0) as ethnic_unknown, coalesce(max(ehc_plan), 0) as ehc_plan, coalesce(max(sen_support), 0) as sen_support, coalesce(max(no_sen), 0) as no_sen, coalesce(max(all_people), 0) as all_people
  from counted
  where line = 'base'
)
select
  s.line, s.label,
coalesce(c.year_12, 0) as year_12, coalesce(c.year_13, 0) as year_13, coalesce(c.female, 0) as female, coalesce(c.male, 0) as male, coalesce(c.gender_other, 0) as gender_other, coalesce(c.white, 0) as white, coalesce(c.mixed, 0) as mixed, coalesce(c.asian, 0) as asian, coalesce(c.black, 0) as black, coalesce(c.chinese, 0) as chinese, coalesce(c.ethnic_other, 0) as ethnic_other, coalesce(c.ethnic_unknown, 0) as ethnic_unknown, coalesce(c.e_wbri, 0) as e_wbri, coalesce(c.e_wiri, 0) as e_wiri, coalesce(c.e_wrom, 0) as e_wrom, coalesce(c.e_wirt, 0) as e_wirt, coalesce(c.e_woth, 0) as e_woth, coalesce(c.e_mwbc, 0) as e_mwbc, coalesce(c.e_mwba, 0) as e_mwba, coalesce(c.e_mwas, 0) as e_mwas, coalesce(c.e_moth, 0) as e_moth, coalesce(c.e_aind, 0) as e_aind, coalesce(c.e_apkn, 0) as e_apkn, coalesce(c.e_aban, 0) as e_aban, coalesce(c.e_aoth, 0) as e_aoth, coalesce(c.e_bcrb, 0) as e_bcrb, coalesce(c.e_bafr, 0) as e_bafr, coalesce(c.e_both, 0) as e_both, coalesce(c.e_bbri, 0) as e_bbri, coalesce(c.e_chne, 0) as e_chne, coalesce(c.e_oara, 0) as e_oara, coalesce(c.e_ooth, 0) as e_ooth, coalesce(c.e_refu, 0) as e_refu, coalesce(c.e_nobt, 0) as e_nobt, coalesce(c.ehc_plan, 0) as ehc_plan, coalesce(c.sen_support, 0) as sen_support, coalesce(c.no_sen, 0) as no_sen, coalesce(c.all_people, 0) as all_people,
  case when k.months > 0 then coalesce(b.people, 0) end as year_before,
  case when k.months > 0 then coalesce(c.all_people, 0) - coalesce(b.people, 0) end as change,
  s.parent,
case when s.line <> '710' then t.year_12 end as year_12_base, case when s.line <> '710' then t.year_13 end as year_13_base, case when s.line <> '710' then t.female end as female_base, case when s.line <> '710' then t.male end as male_base, case when s.line <> '710' then t.gender_other end as gender_other_base, case when s.line <> '710' then t.white end as white_base, case when s.line <> '710' then t.mixed end as mixed_base, case when s.line <> '710' then t.asian end as asian_base, case when s.line <> '710' then t.black end as black_base, case when s.line <> '710' then t.chinese end as chinese_base, case when s.line <> '710' then t.ethnic_other end as ethnic_other_base, case when s.line <> '710' then t.ethnic_unknown end as ethnic_unknown_base, case when s.line <> '710' then t.ehc_plan end as ehc_plan_base, case when s.line <> '710' then t.sen_support end as sen_support_base, case when s.line <> '710' then t.no_sen end as no_sen_base, case when s.line <> '710' then t.all_people end as all_people_base
from shown s
cross join base t
cross join known_before k
left join counted c on c.line = s.line
left join before b on b.line = s.line
order by s.position
