-- Home at each month end, with its place. A confidential address keeps its LA and nothing finer.
select
  b.month_end, b.person_id, a.la_code,
  case when a.confidential then null else a.postcode end as postcode,
  case when a.confidential then null else a.ward_code end as ward_code,
  case when a.confidential then null else a.lsoa_code end as lsoa_code,
  case when a.confidential then null else a.imd_decile end as imd_decile
from (select distinct month_end, person_id from core.position) b
join core.person_address a
  on a.person_id = b.person_id and a.kind = 'home' and a.valid_from <= b.month_end and a.valid_to > b.month_end
qualify row_number() over (partition by b.month_end, b.person_id order by a.valid_from desc, a.person_address_id desc) = 1
