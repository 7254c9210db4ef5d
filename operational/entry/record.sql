-- What a return would say of people as their records stand, apart from what follows by the edition's rules (due to lapse, flags of SEN).
-- $1 person ids, $2 the day, $3 the season before the one in question, $4 codes of NEET activities
with doing as (
  select distinct on (s.person_id) s.*, o.establishment_no, o.ukprn, o.name as organisation_name, o.la_code as organisation_la
  from situation s left join organisation o on o.id = s.organisation_id
  where s.person_id = any ($1) and s.domain = 'eet' and s.is_primary and s.standing = 'confirmed'
    and s.started_on <= $2::date and coalesce(s.ended_on, 'infinity') >= $2::date
  order by s.person_id, s.started_on desc
),
-- The start of the unbroken run of NEET activities that holds on the day.
spell as (
  select s.person_id, s.started_on, s.code = any ($4) as is_neet,
    lag(s.ended_on) over w + 1 = s.started_on and lag(s.code) over w = any ($4) as goes_on
  from situation s
  where s.person_id in (select person_id from doing where code = any ($4)) and s.domain = 'eet' and s.is_primary
    and s.standing = 'confirmed' and s.started_on <= $2::date
  window w as (partition by s.person_id order by s.started_on)
),
run as (
  select person_id, max(started_on) as started_on from spell where is_neet and not coalesce(goes_on, false) group by person_id
),
checked as (
  select v.situation_id, max(v.verified_on) as verified_on
  from verification v join doing d on d.id = v.situation_id where v.verified_on <= $2::date group by v.situation_id
),
number as (
  select person_id,
    (array_agg(value order by id) filter (where kind = 'YPID'))[1] as ypid,
    (array_agg(value order by id desc) filter (where kind = 'previous-YPID'))[1] as previous_ypid,
    (array_agg(value order by id desc) filter (where kind = 'UPN'))[1] as upn,
    (array_agg(value order by id desc) filter (where kind = 'ULN'))[1] as uln
  from person_identifier where person_id = any ($1) group by person_id
),
home as (
  select distinct on (pa.person_id) pa.person_id, a.*
  from person_address pa join address a on a.id = pa.address_id
  where pa.person_id = any ($1) and pa.kind = 'home' and pa.started_on <= $2::date
  order by pa.person_id, pa.started_on desc, pa.id desc
),
trait as (
  select person_id,
    array_agg(code order by code) filter (where set_id = 'IC01') as characteristics,
    max(code) filter (where set_id = 'SEN') as sen, max(code) filter (where set_id = 'LEVEL_OF_NEED') as level_of_need
  from characteristic
  where person_id = any ($1) and coalesce(state, 'verified') = 'verified'
    and started_on <= $2::date and coalesce(ended_on, 'infinity') >= $2::date
  group by person_id
),
guarantee as (
  select person_id,
    (array_agg(code order by season desc) filter (where year_group = 11))[1] as year11_status,
    (array_agg(la_code order by season desc) filter (where year_group = 11))[1] as year11_guarantee_la,
    (array_agg(code order by season desc) filter (where year_group = 12))[1] as year12_status,
    (array_agg(la_code order by season desc) filter (where year_group = 12))[1] as year12_guarantee_la,
    bool_or(season > $3) as is_in_season
  from offer
  where person_id = any ($1) and kind = 'guarantee' and season >= $3 and made_on <= $2::date
    and coalesce(state, 'verified') = 'verified'
  group by person_id
),
intention as (
  select distinct on (person_id) person_id, code from offer
  where person_id = any ($1) and kind = 'intention' and made_on <= $2::date and coalesce(state, 'verified') = 'verified'
  order by person_id, made_on desc, id desc
),
member as (
  select distinct on (m.person_id) m.person_id, m.status_code, m.transferred_to_la_code, c.la_code
  from cohort_member m join cohort c on c.id = m.cohort_id
  where m.person_id = any ($1) and c.kind = 'nccis' and m.started_on <= $2::date and coalesce(m.ended_on, 'infinity') >= $2::date
  order by m.person_id, m.started_on desc, m.id desc
)
select p.id as person_id, p.ref, n.ypid, m.status_code as cohort_status, p.given_name, p.middle_names as middle_name, p.family_name,
  h.line_1 as address_line_1, h.line_2 as address_line_2, h.line_3 as address_line_3, h.line_4 as address_line_4, h.town, h.county,
  h.postcode, p.return_gender_code as gender, p.date_of_birth as dob, p.ethnicity_code as ethnicity, m.la_code as lead_la,
  d.organisation_la as educated_la, m.transferred_to_la_code as transferred_to_la, p.year11_la_code as year11_la, n.uln, n.upn, n.previous_ypid,
  g.year11_status, g.year11_guarantee_la, g.year12_status, g.year12_guarantee_la,
  coalesce(g.is_in_season, false) as is_in_season, t.level_of_need, t.sen,
  coalesce(t.characteristics, '{}') as characteristics, d.code as activity_code, d.started_on as start_date,
  d.ascertained_on as date_ascertained, coalesce(k.verified_on, d.ascertained_on) as date_verified, d.review_on as review_date,
  d.establishment_no as establishment_number, d.organisation_name as establishment_name, d.ukprn,
  case when d.code = any ($4) then r.started_on end as neet_start_date, d.expected_end_on as predicted_end_date,
  i.code as intended_destination, d.id as situation_id
from person p
left join number n on n.person_id = p.id
left join member m on m.person_id = p.id
left join home h on h.person_id = p.id
left join doing d on d.person_id = p.id
left join run r on r.person_id = p.id
left join checked k on k.situation_id = d.id
left join trait t on t.person_id = p.id
left join guarantee g on g.person_id = p.id
left join intention i on i.person_id = p.id
where p.id = any ($1)
order by p.id
