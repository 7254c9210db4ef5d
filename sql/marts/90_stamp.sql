select t.tenant_name, t.la_code, l.region_code, l.region as region_name,
  (select max(month_end) from core.month) as as_at, k.known_at, t.demo
from ref.tenant t cross join ref.position k
left join ref.la l on l.code = t.la_code and l.edition = (select edition from core.month order by month_end desc limit 1)
