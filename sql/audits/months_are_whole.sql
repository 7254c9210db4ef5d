-- No month is missing between the first and the last.
select month_end from (select month_end, lag(month_end) over (order by month_end) as before_it from marts.month)
where before_it is not null and last_day(before_it + 1) <> month_end
