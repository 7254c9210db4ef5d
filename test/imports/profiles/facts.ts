import type pg from 'pg';

/**
 * Everything that the store holds of people, a line a fact, in words that a hand-worked case can be written in:
 * `Asha: 230 2025-09-08–open at Larkmoor College, known 2026-02-10, due 2026-07-31, verified 2026-02-10 {"level":"3"} [college]`.
 */
export async function facts(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(FACTS);
  return rows.map(({ line }) => line);
}

const span = (table: string) => `${table}.started_on || '–' || coalesce(${table}.ended_on::text, 'open')`;
const FACTS = `
with who as (select person.*, given_name || case when family_name = 'Testcase' then '' else ' ' || family_name end as name from person)
select 'organisation ' || kind || ' ' || concat_ws(' ', organisation.name, establishment_no, ukprn) as line from organisation
union all select w.name || ': born ' || w.date_of_birth || ' ' || concat_ws(' ', return_gender_code, ethnicity_code, middle_names) ||
    coalesce(', Year 11 at ' || o.name, '') || coalesce(' in ' || year11_la_code, '')
  from who w left join organisation o on o.id = w.year11_school_id
union all select w.name || ': ' || i.kind || ' ' || i.value from person_identifier i join who w on w.id = i.person_id
union all select w.name || ': home ' || concat_ws(', ', a.line_1, a.line_2, a.town, a.postcode) || ' ' || ${span('h')}
  from person_address h join address a on a.id = h.address_id join who w on w.id = h.person_id
union all select w.name || ': ' || c.kind || ' ' || c.value from contact_point c join who w on w.id = c.person_id
union all select w.name || ': ' || case s.standing when 'confirmed' then '' else s.standing || ' ' end || s.code || ' ' || ${span('s')} || coalesce(' at ' || o.name, '') || ', known ' || s.ascertained_on ||
    coalesce(', due ' || s.expected_end_on, '') || coalesce(', review ' || s.review_on, '') ||
    coalesce(', verified ' || (select string_agg(v.verified_on::text, ' ' order by v.verified_on) from verification v where v.situation_id = s.id), '') ||
    case when s.detail = '{}' then '' else ' ' || s.detail::text end || ' [' || s.source_code || ']'
  from situation s join who w on w.id = s.person_id left join organisation o on o.id = s.organisation_id
union all select w.name || ': ' || c.set_id || ' ' || c.code || ' ' || ${span('c')} || ' [' || c.source_code || ']'
  from characteristic c join who w on w.id = c.person_id
union all select w.name || ': ' || f.kind || ' ' || f.season || coalesce(' Year ' || f.year_group, '') || ' ' || f.code || ' on ' || f.made_on ||
    coalesce(' by ' || f.la_code, '') || coalesce(' at ' || o.name, '') || ' [' || f.source_code || ']'
  from offer f join who w on w.id = f.person_id left join organisation o on o.id = f.organisation_id
union all select w.name || ': ' || c.kind || ' ' || m.status_code || ' ' || ${span('m')}
  from cohort_member m join cohort c on c.id = m.cohort_id join who w on w.id = m.person_id
union all select w.name || ': ' || r.instrument || ' ' || r.assessed_on || ' ' || concat_ws(' ', r.score, r.band) || ' ' || r.factors::text || ' [' || r.source_code || ']'
  from risk_indicator r join who w on w.id = r.person_id
order by 1`;
