-- Everybody of the return at the chosen month ends, straight from the case store's tables: age, activity, when it lapses. Written from
-- the requirement alone; shares nothing with the warehouse. Needs a table month_end(day).
create temporary table standing as
with member as (
  select distinct on (m.day, coalesce(p.merged_into_id, p.id)) m.day, coalesce(p.merged_into_id, p.id) as person_id, k.la_code
  from month_end m
  join cohort_member c on c.started_on <= m.day and (c.ended_on is null or c.ended_on >= m.day) and c.status_code = 'P'
  join cohort k on k.id = c.cohort_id and k.kind = 'nccis'
  join person p on p.id = c.person_id and p.deleted_at is null
),
aged as (
  select m.*, extract(year from m.day)::int - case when extract(month from m.day) < 9 then 1 else 0 end
    - extract(year from p.date_of_birth)::int - case when extract(month from p.date_of_birth) >= 9 then 1 else 0 end as age
  from member m join person p on p.id = m.person_id
),
spell as (
  select coalesce(p.merged_into_id, p.id) as person_id, s.id, s.code, s.started_on, s.ended_on, s.ascertained_on, s.expected_end_on,
    s.review_on, s.organisation_id, s.detail
  from situation s join person p on p.id = s.person_id and p.deleted_at is null
  where s.domain = 'eet' and s.is_primary and s.standing = 'confirmed'
),
believed as (
  select distinct on (a.day, a.person_id) a.day, a.person_id, s.id as situation_id, s.code, s.expected_end_on, s.review_on,
    s.ascertained_on, s.organisation_id, s.detail
  from aged a
  join spell s on s.person_id = a.person_id and s.started_on <= a.day and s.ascertained_on <= a.day
  where exists (select from spell t where t.person_id = a.person_id and t.started_on <= a.day and coalesce(t.ended_on, a.day) >= a.day)
  order by a.day, a.person_id, coalesce(s.ended_on, a.day) >= a.day desc, s.started_on desc, s.id desc
),
told as (
  select b.*, coalesce((select max(v.verified_on) from verification v where v.situation_id = b.situation_id and v.verified_on <= b.day),
    b.ascertained_on) as verified_on
  from believed b
),
ruled as (
  select t.*, case
    when code = any ('{110,120,130,140,150,210,220,230,240,250,270,280}') then
      make_date(extract(year from verified_on + interval '4 months' - interval '1 day')::int, 8, 31)
    when code in ('310', '320') then (verified_on + interval '1 year')::date
    when code = any ('{330,340,360,380,381,550,410,430,440,450,460}') then (verified_on + interval '6 months')::date
    when code = '530' then (verified_on + interval '3 months')::date
    when code in ('260', '290', '350', '710') then review_on + 28 end as rule_due
  from told t
)
select a.day, a.person_id, a.la_code, a.age, coalesce(r.code, '810') as code, r.situation_id, r.organisation_id, r.detail, r.verified_on,
  case when r.rule_due is not null then least(r.rule_due, r.expected_end_on) end as due_on,
  case
    when coalesce(r.code, '810') = '710' then 'CUSTODY'
    when r.code = '540' or r.code like '6%' then 'NEET'
    when coalesce(r.code, '810') like '8%' or r.code like '1%' then 'NK'
    when r.rule_due is not null and least(r.rule_due, r.expected_end_on) < a.day then 'NK'
    else 'EET' end as class
from aged a left join ruled r on r.day = a.day and r.person_id = a.person_id;
create index on standing (day, person_id);
