-- One row per month end that the snapshot reports on: from the first cohort to the last whole month known.
select
  month_end,
  cast(date_trunc('month', month_end) as date) as month_start,
  last_day(cast(month_end - interval 1 month as date)) as previous_month_end,
  year(month_end) - case when month(month_end) < 9 then 1 else 0 end as academic_year,
  year(month_end) - case when month(month_end) < 4 then 1 else 0 end as financial_year,
  last_day(make_date(year(month_end), 3 * quarter(month_end), 1)) as quarter_end,
  edition
from (
  select last_day(cast(m as date)) as month_end
  from generate_series(
    (select greatest(min(date_trunc('month', started_on)), (select min(valid_from) from ref.edition))
     from known.cohort_member),
    (select cast(as_of_day as timestamp) from ref.position), interval 1 month) s(m)
) join ref.edition e on month_end >= e.valid_from and month_end < e.valid_to
where month_end <= (select as_of_day from ref.position)
order by month_end
