select case d.detail ->> 'level' when 'entry' then 'Entry level' when '4 or above' then 'Level 4 or above'
    else coalesce('Level ' || (d.detail ->> 'level'), 'Not recorded') end as group_name,
  count(*)::int as people, sum((age = 16)::int)::int as year_12, sum((gender = 'Female')::int)::int as female,
  sum((class = 'EET' and o.la_code = d.la_code)::int)::int as in_area, sum((class = 'EET' and o.la_code <> d.la_code)::int)::int as outside
from base d left join organisation o on o.id = d.organisation_id
where day = $1 group by 1
