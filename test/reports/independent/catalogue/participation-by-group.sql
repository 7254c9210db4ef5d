select gender as group_name, count(*)::int as cohort, sum((class = 'EET')::int)::int as eet,
  sum((class = 'EET' and code in ('210', '220', '230', '240', '270', '280', '290'))::int)::int as fte,
  sum((class = 'EET' and code = '310')::int)::int as apprenticeship,
  sum((class = 'EET' and code in ('410', '450', '460'))::int)::int as wbl,
  sum((class = 'EET' and code = '250')::int)::int as part_time,
  sum((class = 'EET' and code in ('320', '381', '550'))::int)::int as work_and_study,
  sum((class = 'EET' and code in ('430', '440'))::int)::int as other_training,
  sum((class = 'EET' and code in ('530', '260', '330', '340', '350', '360', '380'))::int)::int as eet_only,
  round(100.0 * sum((class = 'EET')::int) / count(*), 1)::float as eet_rate
from base where day = $1 group by gender
