delete from taken_in t using ref.benchmark b
where b.measure = t.measure and b.period = t.period and b.area_code = t.area_code and b.published > cast(t.published as date);

delete from ref.benchmark b using taken_in t
where b.measure = t.measure and b.period = t.period and b.area_code = t.area_code;

insert into ref.benchmark by name
select distinct on (measure, period, area_code)
  measure, period, period_label, area_level, area_code, area_name, cast(value as double) as value, symbol, unit, source,
  cast(published as date) as published, licence
from taken_in
order by measure, period, area_code;

drop table taken_in;
