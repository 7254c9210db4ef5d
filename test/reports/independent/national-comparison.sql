-- The authority's own figures for one year ($1) by the Department's method.
with winter as (
  select count(*) as people, sum((class = 'NEET')::int) as neet, sum((class = 'NK')::int) as nk
  from position
  where day in (make_date($1 - 1, 12, 31), make_date($1, 1, 31), make_date($1, 3, 1) - 1)
),
march as (
  select count(*) as people,
    sum((class = 'EET' and code in ('210', '220', '230', '240', '270', '280', '290'))::int) as fte,
    sum((class = 'EET' and code = '310')::int) as apprenticeship,
    sum((class = 'EET' and code in ('250', '320', '381', '550', '410', '430', '440', '450', '460'))::int) as other
  from position
  where day = make_date($1, 3, 31)
)
select 'neet_nk_percent' as measure, round(100.0 * (neet + nk) / people, 1)::float as value from winter
union all select 'neet_percent', round(100.0 * neet / people, 1)::float from winter
union all select 'nk_percent', round(100.0 * nk / people, 1)::float from winter
union all select 'participation_percent', round(100.0 * (fte + apprenticeship + other) / people, 1)::float from march
union all select 'fte_percent', round(100.0 * fte / people, 1)::float from march
union all select 'apprenticeship_percent', round(100.0 * apprenticeship / people, 1)::float from march
union all select 'other_participation_percent', round(100.0 * other / people, 1)::float from march
