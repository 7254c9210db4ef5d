-- What a person was believed to do at each month end.
-- The spell in force at the month end counts once it was ascertained; until then the one that was ascertained before it
-- stands, and lapses by its own due date. That keeps September's unknowns unknown when the lists arrive in October.
with member as (
  select m.month_end, m.previous_month_end, m.edition, c.person_id, c.la_code, c.status_code, c.recorded_code, c.transferred_to_la_code
  from core.month m
  join core.membership c on c.valid_from <= m.month_end and c.valid_to > m.month_end
  join ref.code s on s.edition = m.edition and s.set_id = 'YP10' and s.code = c.status_code
  left join ref.status_precedence r on r.edition = m.edition and r.code = c.status_code
  -- Someone who left is in the month in which they left, and in no later one.
  where s.group_name in ('active', 'guarantee') or c.valid_from > m.previous_month_end
  -- Two merged people may both have been members, and one person of two authorities: the one that still is stands.
  qualify row_number() over (partition by m.month_end, c.person_id order by s.group_name, r.place, c.cohort_member_id) = 1
),
spell as (
  select b.month_end, b.person_id, s.situation_id, s.valid_from, s.valid_to, s.ascertained_on,
    max(s.valid_to) over (partition by b.month_end, b.person_id) as last_to
  from member b
  join core.situation s on s.person_id = b.person_id and s.valid_from <= b.month_end
),
candidate as (
  select month_end, person_id, situation_id,
    row_number() over (partition by month_end, person_id
      order by case when valid_to > month_end then 0 else 1 end, valid_from desc, situation_id desc) as choice
  from spell
  -- A spell that has ended with nothing after it is not known: only a successor not yet heard of lets it stand.
  where ascertained_on <= month_end and last_to > month_end
),
verified as (
  select c.month_end, c.person_id, max(v.verified_on) as verified_on
  from candidate c join core.verification v on v.situation_id = c.situation_id and v.verified_on <= c.month_end
  where c.choice = 1
  group by c.month_end, c.person_id
),
due as (
  select
    b.*, s.situation_id, coalesce(a.code, s.code) as code, s.valid_from as started_on, s.ascertained_on, s.expected_end_on, s.review_on,
    s.organisation_id, s.organisation_name, s.establishment_no, s.ukprn, s.organisation_la_code,
    s.organisation_kind, s.course_level, s.course_sector,
    coalesce(v.verified_on, s.ascertained_on) as verified_on,
    a.headline, a.needs_predicted_end, r.kind as rule_kind, r.n as rule_n, r.cap_at_course_end
  from member b
  left join candidate c on c.month_end = b.month_end and c.person_id = b.person_id and c.choice = 1
  left join core.situation s on s.situation_id = c.situation_id
  left join verified v on v.month_end = b.month_end and v.person_id = b.person_id
  left join ref.activity own on own.edition = b.edition and own.code = s.code
  -- A code that was withdrawn by the month end counts as the one that replaced it.
  left join ref.activity a on a.edition = b.edition
    and a.code = case when own.withdrawn_on < b.month_end then own.replaced_by else own.code end
  left join ref.currency_rule r on r.edition = b.edition and r.rule = a.lapse
),
dated as (
  select *,
    case rule_kind
      when 'YEAR_END' then case
        when verified_on <= make_date(year(verified_on), 8, 31) then make_date(year(verified_on), 8, 31)
        else make_date(year(verified_on) + 1, 8, 31) end
      when 'MONTHS' then cast(verified_on + to_months(cast(rule_n as integer)) as date)
      when 'REVIEW_PLUS_DAYS' then review_on + cast(rule_n as integer)
    end as uncapped
  from due
)
select
  * exclude (uncapped, rule_kind, rule_n, cap_at_course_end, needs_predicted_end, headline),
  case when cap_at_course_end and expected_end_on < uncapped then expected_end_on else uncapped end as due_to_lapse_on
from dated
