-- Every activity code in the fact is a code of the edition in force.
select month_end, activity_code, count(*) as people
from marts.person_month where cohort_status is not null and activity_label is null group by month_end, activity_code
