with winter as (select * from base where day in ('2025-12-31', '2026-01-31', '2026-02-28')), march as (select * from base where day = '2026-03-31')
select 'All young people' as group_name, (select round(100.0 * count(*) filter (where class <> 'EET') / count(*), 1) from winter)::float as neet_nk_rate,
  (select round(100.0 * count(*) filter (where class = 'NEET') / count(*), 1) from winter)::float as neet_rate,
  (select round(count(*) / 3.0, 1) from winter)::float as cohort_mean,
  (select round(100.0 * count(*) filter (where class = 'EET' and code = '310') / count(*), 1) from march)::float as apprenticeship_rate
union all
select 'EHC plan', round(100.0 * count(*) filter (where class <> 'EET') / count(*), 1)::float,
  round(100.0 * count(*) filter (where class = 'NEET') / count(*), 1)::float, round(count(*) / 3.0, 1)::float,
  (select round(100.0 * count(*) filter (where class = 'EET' and code = '310') / nullif(count(*), 0), 1) from march where sen = 'E')::float
from winter where sen = 'E'
