-- Opening NEET + joiners - leavers = closing NEET, for every month.
with total as (
  select month_end, sum(cast(is_neet as integer)) as closing, sum(cast(is_joiner as integer)) as joiners, sum(cast(is_leaver as integer)) as leavers
  from marts.person_month group by month_end
),
flow as (select *, lag(closing) over (order by month_end) as opening from total)
select month_end, opening, joiners, leavers, closing from flow
where opening is not null and opening + joiners - leavers <> closing
