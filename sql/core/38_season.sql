-- The seasons of the September Guarantee and the Activity Survey that the council fixed, with their days by the rules of the season's
-- summer: when the cohort is fixed, until when offers are reported and the finished season is held, which day the survey asks about and
-- until when its answers are taken.
select
  s.kind, s.season, e.edition,
  cast(s.season || '-' || if(s.kind = 'guarantee', e.guarantee_fixed_on, e.survey_fixed_on) as date) as fixed_on,
  last_day(make_date(s.season, e.guarantee_closes_month, 1)) as closes_on,
  last_day(make_date(s.season + 1, e.guarantee_held_to_month, 1)) as held_to,
  cast(s.season || '-' || e.survey_reference_day as date) as reference_day,
  cast((s.season + 1) || '-' || e.survey_updated_to as date) as updated_to
from (select distinct kind, season from core.cohort_member where season is not null) s
join ref.edition e on make_date(s.season, 7, 1) >= e.valid_from and make_date(s.season, 7, 1) < e.valid_to
