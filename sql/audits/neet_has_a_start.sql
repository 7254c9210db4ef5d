-- Whoever is NEET has a start of the run, not after the month end.
select month_end, person_key from marts.person_month
where is_neet and (neet_started_on is null or days_neet < 0)
