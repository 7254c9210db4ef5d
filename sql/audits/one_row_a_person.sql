-- One row per person and month end.
select month_end, person_key, count(*) as rows_found from marts.person_month group by month_end, person_key having count(*) > 1
