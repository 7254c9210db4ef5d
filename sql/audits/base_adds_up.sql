-- EET + NEET + not known = base, for every month and ward.
select month_end, ward_code
from marts.person_month
group by month_end, ward_code
having sum(cast(is_eet as integer)) + sum(cast(is_neet as integer)) + sum(cast(is_nk as integer)) <> sum(cast(is_base as integer))
