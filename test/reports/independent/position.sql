-- What each young person in the base was believed to do at each month end, straight from the case store's tables.
-- Written from the requirement alone; shares nothing with the warehouse. Needs a table month_end(day).
create temporary table position as
with member as (
  select distinct m.day, coalesce(p.merged_into_id, p.id) as person_id
  from month_end m
  join cohort_member c on c.started_on <= m.day and (c.ended_on is null or c.ended_on >= m.day) and c.status_code = 'P'
  join cohort k on k.id = c.cohort_id and k.kind = 'nccis'
  join person p on p.id = c.person_id and p.deleted_at is null
),
aged as (
  select m.day, m.person_id,
    extract(year from age(
      make_date(extract(year from m.day)::int - case when extract(month from m.day) < 9 then 1 else 0 end, 8, 31), p.date_of_birth
    )) as academic_age
  from member m join person p on p.id = m.person_id
),
believed as (
  select distinct on (a.day, a.person_id)
    a.day, a.person_id, s.id as situation_id, s.code, s.started_on, s.ascertained_on, s.expected_end_on, s.review_on
  from aged a
  join person p on coalesce(p.merged_into_id, p.id) = a.person_id and p.deleted_at is null
  join situation s on s.person_id = p.id
    and s.domain = 'eet' and s.is_primary and s.standing = 'confirmed' and s.started_on <= a.day and s.ascertained_on <= a.day
  where a.academic_age in (16, 17)
    and exists (
      select from situation t join person q on q.id = t.person_id
      where coalesce(q.merged_into_id, q.id) = a.person_id and q.deleted_at is null
        and t.domain = 'eet' and t.is_primary and t.standing = 'confirmed'
        and t.started_on <= a.day and (t.ended_on is null or t.ended_on >= a.day)
    )
  order by a.day, a.person_id, (s.ended_on is null or s.ended_on >= a.day) desc, s.started_on desc, s.id desc
),
verified as (
  select b.day, b.person_id, b.ascertained_on as told_on,
    (select max(v.verified_on) from verification v where v.situation_id = b.situation_id and v.verified_on <= b.day) as verified_on
  from believed b
),
due as (
  select b.day, b.person_id, b.situation_id, b.code, b.expected_end_on,
    case
      when b.code in ('110', '120', '130', '140', '150', '210', '220', '230', '240', '250', '270', '280') then
        make_date(extract(year from v.on_day)::int + case when v.on_day > make_date(extract(year from v.on_day)::int, 8, 31) then 1 else 0 end, 8, 31)
      when b.code in ('310', '320') then (v.on_day + interval '12 months')::date
      when b.code in ('330', '340', '360', '380', '381', '550', '410', '430', '440', '450', '460') then (v.on_day + interval '6 months')::date
      when b.code = '530' then (v.on_day + interval '3 months')::date
      when b.code in ('260', '290', '350', '710') then b.review_on + 28
    end as by_rule
  from believed b
  join (select day, person_id, coalesce(verified_on, told_on) as on_day from verified) v on v.day = b.day and v.person_id = b.person_id
)
select a.day, a.person_id, d.situation_id, coalesce(d.code, '810') as code,
  case
    when d.code in ('540', '610', '615', '616', '619', '620', '630', '640', '650', '660', '670', '680') then 'NEET'
    when d.code is null or d.code in ('810', '820', '830') then 'NK'
    when d.code between '110' and '150' then 'NK'
    when least(d.by_rule, d.expected_end_on) < a.day and d.by_rule is not null then 'NK'
    else 'EET'
  end as class
from aged a
left join due d on d.day = a.day and d.person_id = a.person_id
where a.academic_age in (16, 17) and coalesce(d.code, '810') <> '710'
