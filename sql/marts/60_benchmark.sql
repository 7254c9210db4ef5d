select measure, period, period_label, area_level, area_code, area_name, value, symbol, unit, source, published, licence
from ref.benchmark
