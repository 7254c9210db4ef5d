-- The records of a month's return for some authorities, over the `lists` file of a snapshot: one row per person (two for someone of whom one
-- authority keeps only the September Guarantee), columns named as in fields.csv.
-- Parameters: las (JSON list of the authorities); period_end and its academic_year; final_age, headline_to, extended_to, extended_sen (who is
-- in the file, by edition); season, shift (the guarantee's summer, and 1 in months in which people have moved up since); reported, standing
-- and since (from the returns that were sent for the months before: JSON lists of the ids of people whose last word was that they had left,
-- and that they were still there; the end of the first month of the unbroken chain, or null).
with chosen as (
  select unnest(from_json($las::json, '["VARCHAR"]')) as la_code
),
reported as (
  select unnest(from_json($reported::json, '["BIGINT"]')) as person_id
),
standing as (
  select unnest(from_json($standing::json, '["BIGINT"]')) as person_id
),
-- Where each person stood with these authorities at each month end. Of several statuses the one in the cohort is sent, or else the first by
-- the edition's order; an authority's guarantee stands beside another's cohort.
member as (
  select m.month_end, m.previous_month_end, b.person_id, b.la_code, b.status_code, s.group_name as status_group, b.transferred_to_la_code
  from core.month m
  join core.membership b on b.valid_from <= m.month_end and b.valid_to > m.month_end
  join chosen l on l.la_code = b.la_code
  join ref.code s on s.edition = m.edition and s.set_id = 'YP10' and s.code = b.status_code
  left join ref.status_precedence r on r.edition = m.edition and r.code = b.status_code
  where m.month_end <= $period_end::date and (s.group_name in ('active', 'guarantee') or b.valid_from > m.previous_month_end)
  qualify row_number() over (partition by m.month_end, b.person_id, s.group_name = 'guarantee'
    order by s.group_name, r.place, b.cohort_member_id) = 1
),
-- The month asked for; for someone who left earlier and was never told of, the month in which they left.
latest as (
  select * from member
  qualify row_number() over (partition by person_id, status_group = 'guarantee' order by month_end desc) = 1
),
eligible as (
  select c.* exclude (la_code, status_code, status_group, status_label, transferred_to_la_code, previous_month_end, academic_age),
    l.la_code, l.status_code, l.status_group, l.transferred_to_la_code, l.previous_month_end,
    c.academic_age + $academic_year::integer - c.academic_year as academic_age, a.sen, a.level_of_need,
    l.month_end = $period_end::date as is_now, r.person_id is not null as was_reported, t.person_id is not null as is_standing
  from latest l
  join core.month_class c on c.person_id = l.person_id and c.month_end = l.month_end
  join core.about a on a.person_id = l.person_id and a.month_end = l.month_end
  left join reported r on r.person_id = l.person_id
  left join standing t on t.person_id = l.person_id
),
judged as (
  select *, academic_age between $final_age::integer and $headline_to::integer
    or coalesce(academic_age between $headline_to::integer + 1 and $extended_to::integer and sen = $extended_sen::text, false) as is_eligible
  from eligible
),
-- Someone still a member who has grown out of the cohort leaves it: once, in the month after the last in which they belonged.
outgrown as (
  select e.person_id, coalesce(a.sen = $extended_sen::text and p.academic_age > $headline_to::integer, false) as by_plan,
    coalesce(b.status_group = 'active' and (p.academic_age between $final_age::integer and $headline_to::integer
      or (p.academic_age <= $extended_to::integer and a.sen = $extended_sen::text)), false) as belonged
  from judged e
  left join core.month_class p on p.person_id = e.person_id and p.month_end = e.previous_month_end
  left join member b on b.person_id = e.person_id and b.month_end = e.previous_month_end and b.status_group = 'active'
  left join core.about a on a.person_id = e.person_id and a.month_end = e.previous_month_end
  where e.is_now and e.status_group = 'active' and not e.is_eligible and e.academic_age > $headline_to::integer
),
sent as (
  select e.*, o.person_id is not null or e.status_group = 'leaver' as has_left,
    case when o.person_id is null then e.status_code when o.by_plan then plan.code else age.code end as sent_status
  from judged e
  left join outgrown o on o.person_id = e.person_id and e.status_group = 'active'
  left join ref.code_group age on age.edition = e.edition and age.group_name = 'leaves-by-age'
  left join ref.code_group plan on plan.edition = e.edition and plan.group_name = 'leaves-by-plan'
  where case e.status_group
    when 'active' then (e.is_now and e.is_eligible) or (not e.was_reported and (o.belonged or (o.person_id is not null and e.is_standing)))
    when 'guarantee' then e.is_now
    else not e.was_reported and (e.is_now or e.is_standing or coalesce(e.month_end >= $since::date, false))
  end
),
-- An activity that ended with compulsory school age is not known from the new school year on, and so is no activity at all.
doing as (
  select s.*, t.headline as activity_headline,
    s.situation_id is null or (t.headline = 'PRE16' and s.academic_age > $final_age::integer) as is_unknown,
    make_date($academic_year::integer, 9, 1) as year_start
  from sent s
  left join ref.activity t on t.edition = s.edition and t.code = s.activity_code
),
identifier as (
  select person_id,
    first(value order by identifier_id) filter (where kind = 'YPID') as ypid,
    last(value order by identifier_id) filter (where kind = 'previous-YPID') as previous_ypid,
    last(value order by identifier_id) filter (where kind = 'UPN') as upn,
    last(value order by identifier_id) filter (where kind = 'ULN') as uln
  from core.person_identifier group by person_id
),
home as (
  select * from core.person_address
  where kind = 'home' and valid_from <= $period_end::date
  qualify row_number() over (partition by person_id order by valid_from desc, person_address_id desc) = 1
),
trait as (
  select s.person_id, string_agg(c.code, ' ' order by c.code) as codes
  from sent s
  join core.characteristic c on c.person_id = s.person_id and c.set_id = 'IC01'
    and c.valid_from <= $period_end::date and c.valid_to > $period_end::date
  group by s.person_id
),
guarantee as (
  select person_id,
    max(code) filter (where year_group = 11) as year11_status, max(la_code) filter (where year_group = 11) as year11_guarantee_la,
    max(code) filter (where year_group = 12) as year12_status, max(la_code) filter (where year_group = 12) as year12_guarantee_la,
    bool_or(season = $season::integer) as is_in_season
  from core.offer
  where kind = 'guarantee' and made_on <= $period_end::date and season >= $season::integer - 1
  group by person_id
),
intention as (
  select person_id, code from core.offer where kind = 'intention' and made_on <= $period_end::date
  qualify row_number() over (partition by person_id order by made_on desc, offer_id desc) = 1
),
given as (
  select situation_id, json_extract(detail, '$.as_given') as as_given from core.situation
)
select
  d.person_id, d.has_left as is_leaver,
  case when not d.is_now then d.month_end end as left_in, -- told of late
  coalesce(i.ypid, (select database_id from ref.tenant) || lpad(cast(d.person_id as varchar), 10, '0')) as ypid,
  d.sent_status as cohort_status,
  p.given_name, p.middle_names as middle_name, p.family_name,
  h.line_1 as address_line_1, h.line_2 as address_line_2, h.line_3 as address_line_3, h.line_4 as address_line_4,
  h.town, h.county, h.postcode,
  p.return_gender_code as gender, p.date_of_birth as dob, p.ethnicity_code as ethnicity, d.la_code as lead_la,
  case when d.is_unknown then null
    else nullif(coalesce(g.as_given ->> 'educated_la', d.organisation_la_code), '') end as educated_la,
  case when d.status_group <> 'guarantee' then d.transferred_to_la_code end as transferred_to_la, p.year11_la_code as year11_la, i.uln, i.upn,
  nullif(case
    when cast(g.as_given ->> 'season' as integer) = $season::integer then coalesce(g.as_given ->> 'guarantee_indicator', '')
    when q.is_in_season then 'Y'
    when d.academic_age - $shift::integer between $final_age::integer and $final_age::integer + 1 then 'N'
  end, '') as guarantee_indicator,
  i.previous_ypid,
  q.year11_status, q.year11_guarantee_la, q.year12_status, q.year12_guarantee_la,
  d.level_of_need, case when d.sen = $extended_sen::text then 'Y' else 'N' end as send_flag,
  case when d.sen <> $extended_sen::text then 'Y' else 'N' end as sen_support_flag,
  c.codes as characteristics,
  case when d.is_unknown and d.academic_age > $final_age::integer then u16.code when d.is_unknown then u15.code
    else d.activity_code end as activity_code,
  case when d.is_unknown then d.year_start else d.started_on end as start_date,
  case when d.is_unknown then d.year_start else d.ascertained_on end as date_ascertained,
  case when d.is_unknown then d.year_start else d.verified_on end as date_verified,
  case when not d.is_unknown then d.review_on end as review_date,
  case when not d.is_unknown then d.due_to_lapse_on when d.academic_age <= $final_age::integer then make_date($academic_year::integer + 1, 8, 31)
    end as due_to_lapse_date,
  case when not d.is_unknown and d.due_to_lapse_on < $period_end::date then 'Y' else 'N' end as currency_lapsed,
  case when not d.is_unknown then d.establishment_no end as establishment_number,
  case when not d.is_unknown and d.organisation_name is distinct from coalesce(d.establishment_no, d.ukprn) then d.organisation_name
    end as establishment_name,
  case when not d.is_unknown then d.ukprn end as ukprn,
  case when d.activity_headline = 'NEET' then n.started_on end as neet_start_date,
  case when not d.is_unknown then d.expected_end_on when d.academic_age <= $final_age::integer then make_date($academic_year::integer + 1, 8, 31)
    end as predicted_end_date,
  v.code as intended_destination /* added elements */
from doing d
join core.person p on p.person_id = d.person_id
left join identifier i on i.person_id = d.person_id
left join home h on h.person_id = d.person_id
left join trait c on c.person_id = d.person_id
left join guarantee q on q.person_id = d.person_id and d.academic_age <= $headline_to::integer
left join intention v on v.person_id = d.person_id
left join given g on g.situation_id = d.situation_id
left join core.neet_run n on n.situation_id = d.situation_id
left join ref.code_group u16 on u16.edition = d.edition and u16.group_name = 'unknown-activity'
left join ref.code_group u15 on u15.edition = d.edition and u15.group_name = 'unknown-activity-compulsory'
order by d.la_code, ypid
