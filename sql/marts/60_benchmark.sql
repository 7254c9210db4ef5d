select measure, period, period_label, area_level, area_code, area_name, value, symbol, unit, source, published, licence
from ref.benchmark
union all
-- Years before an authority was split off: the figure of the county that it was part of, under the authority's number.
select
  b.measure, b.period, b.period_label, 'LA before' as area_level, c.la_code as area_code, c.before_name as area_name,
  b.value, b.symbol, b.unit, b.source, b.published, b.licence
from ref.benchmark b
join ref.la_change c on c.before_code = b.area_code
where b.area_level = 'LA'
  and not exists (
    select 1 from ref.benchmark n where n.measure = b.measure and n.period = b.period and n.area_code = c.la_code
  )
