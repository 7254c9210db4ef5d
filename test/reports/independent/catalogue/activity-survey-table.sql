select case when s.code is null or s.code like '8%' then 'Not known' when s.code like '2%' then 'Education'
    when s.code like '3%' or s.code = '550' then 'Employment' when s.code like '4%' then 'Training' when s.code = '530' then 'Re-engagement'
    when s.code = '540' or s.code between '610' and '619' then 'NEET, available' when s.code like '6%' then 'NEET, not available'
    else 'Custody and other' end as group_name,
  count(*)::int as leavers, count(*) filter (where p.return_gender_code = 'F')::int as female, count(*) filter (where p.return_gender_code = 'M')::int as male
from cohort k join cohort_member m on m.cohort_id = k.id join person p on p.id = m.person_id
left join situation s on s.person_id = m.person_id and s.domain = 'eet' and s.is_primary and s.standing = 'confirmed'
  and s.started_on <= make_date(k.season, 11, 1) and coalesce(s.ended_on, make_date(k.season, 11, 1)) >= make_date(k.season, 11, 1)
where k.kind = 'activity-survey' and k.season = 2025 group by 1
