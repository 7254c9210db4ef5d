-- The headline figures of each month end as known now, straight from the case store's tables: a second method beside the warehouse.
with month as (
  select (date_trunc('month', m) + interval '1 month - 1 day')::date as month_end
  from generate_series(timestamp '2021-09-01', $1::timestamp, interval '1 month') m
),
member as (
  select m.month_end, p.id as person_id, coalesce(p.merged_into_id, p.id) as root_id, p.date_of_birth,
    p.return_gender_code as gender, p.ethnicity_code
  from month m
  join cohort_member c on c.started_on <= m.month_end and coalesce(c.ended_on, '2199-12-31') >= m.month_end and c.status_code = 'P'
  join cohort h on h.id = c.cohort_id and h.kind = 'nccis'
  join person p on p.id = c.person_id
  where p.merged_into_id is null
),
aged as (
  select *, extract(year from month_end - interval '8 months') - extract(year from date_of_birth - interval '8 months') - 1 as age
  from member
),
base as (select * from aged where age between 16 and 17),
candidate as (
  select distinct on (b.month_end, b.person_id) b.*, s.id as situation_id, s.code, s.ascertained_on, s.expected_end_on, s.review_on
  from base b
  left join situation s on s.person_id = b.person_id and s.is_primary and s.standing = 'confirmed'
    and s.started_on <= b.month_end and s.ascertained_on <= b.month_end
    and exists (select from situation t where t.person_id = b.person_id and t.is_primary and t.standing = 'confirmed'
      and t.started_on <= b.month_end and coalesce(t.ended_on, '2199-12-31') >= b.month_end)
  order by b.month_end, b.person_id, (coalesce(s.ended_on, '2199-12-31') >= b.month_end) desc, s.started_on desc
),
checked as (
  select c.*, coalesce((select max(verified_on) from verification v
    where v.situation_id = c.situation_id and v.verified_on <= c.month_end), c.ascertained_on) as verified_on
  from candidate c
),
due as (
  select *, least(
    case
      when code ~ '^(1|21|22|23|24|25|27|28)' then
        make_date(extract(year from verified_on + interval '4 months' - interval '1 day')::int, 8, 31)
      when code in ('310', '320') then (verified_on + interval '12 months')::date
      when code = '530' then (verified_on + interval '3 months')::date
      when code in ('260', '290', '350', '710') then review_on + 28
      when code ~ '^[345]' and code <> '540' then (verified_on + interval '6 months')::date
    end,
    case when code ~ '^[12345]' and code <> '540' then expected_end_on end) as due_on
  from checked
),
classed as (
  select *, case
    when code is null or code ~ '^[18]' then 'NK'
    when code ~ '^6' or code = '540' then 'NEET'
    when code = '710' then 'EXCL'
    when due_on < month_end then 'NK'
    else 'EET' end as headline
  from due
)
select month_end::text, count(*)::int as base,
  count(*) filter (where headline = 'EET')::int as eet,
  count(*) filter (where headline = 'NEET')::int as neet,
  count(*) filter (where headline = 'NK')::int as nk,
  count(*) filter (where headline = 'EET' and code ~ '^2' and code not in ('250', '260'))::int as full_time,
  count(*) filter (where headline = 'EET' and code = '310')::int as apprenticeship,
  count(*) filter (where headline = 'EET' and code in ('250', '320', '381', '550', '410', '430', '440', '450', '460'))::int as other
from classed where headline <> 'EXCL'
group by month_end order by month_end
