select
  to_char(day, 'YYYY-MM-DD') as month_end,
  count(*)::int as cohort,
  sum((class = 'EET')::int)::int as eet,
  sum((class = 'NEET')::int)::int as neet,
  sum((class = 'NK')::int)::int as nk,
  sum((class = 'EET' and code in ('210', '220', '230', '240', '250', '270', '280', '290', '310', '320', '381', '550', '410', '430', '440', '450', '460'))::int)::int
    as participating,
  round(100.0 * sum((class = 'NEET')::int) / count(*), 1)::float as neet_rate,
  round(100.0 * sum((class <> 'EET')::int) / count(*), 1)::float as neet_nk_rate
from position
group by day
order by day
