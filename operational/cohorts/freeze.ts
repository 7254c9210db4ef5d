import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { academicYear, type Day } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { Edition } from '../../nccis/edition.ts';

/** Cohorts that belong to a season and are fixed on one day. */
export type SeasonKind = 'guarantee' | 'activity-survey';

/** A frozen population: who is in it was settled on one day, and later edits do not change it. */
export interface FrozenCohort {
  id: number;
  kind: SeasonKind;
  season: number;
  fixedOn: Day;
  members: number;
}

/** Which season of which cohort, of which authority; a season is the calendar year of its summer. */
export interface SeasonOf {
  kind: SeasonKind;
  season: number;
  la: string;
  tenantId: number;
}

const sql = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');

/** The day on which an edition has a season's cohort fixed. */
export const fixedOnOf = (edition: Edition, kind: SeasonKind, season: number): Day =>
  `${season}-${kind === 'guarantee' ? edition.guarantee.fixedOn : edition.survey.fixedOn}`;

/**
 * Fixes the September Guarantee's or the Activity Survey's cohort of an LA for a season as at the day that the edition names (31 May).
 * From then on nobody is taken out, and who comes in comes late, with a reason. Refused when it has been fixed already, and, told what day
 * `today` is, while that day is to come: a cohort fixed too early can't be fixed again.
 */
export async function freezeCohort(
  pool: pg.Pool,
  edition: Edition,
  request: SeasonOf,
  by: { userId?: number | null; today?: Day } = {},
): Promise<FrozenCohort> {
  const { kind, season } = request;
  const fixedOn = fixedOnOf(edition, kind, season);
  if (by.today !== undefined && fixedOn > by.today)
    throw new CasehouseError(
      'cohort-too-early',
      `The ${kind} cohort of ${season} is fixed as at ${fixedOn}.`,
      {
        status: 409,
        next: 'That day is to come. Fix it on that day or later: once fixed, it can’t be fixed again.',
      },
    );
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query("select set_config('casehouse.user_id', $1, true)", [
      by.userId ? String(by.userId) : '',
    ]);
    const id = await fix(client, request, fixedOn);
    const { rowCount } = await addMembers(client, edition, { ...request, id, fixedOn });
    await client.query('update cohort set sealed_at = known_at() where id = $1', [id]);
    await client.query('commit');
    return { id, kind, season, fixedOn, members: rowCount ?? 0 };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** The cohort's row with its day of fixing: made now, or opened before and not fixed yet. */
async function fix(client: pg.PoolClient, of: SeasonOf, fixedOn: Day): Promise<number> {
  const values = [of.tenantId, of.kind, of.season, of.la, fixedOn];
  const { rows } = await client.query<{ id: number }>(
    `insert into cohort (tenant_id, kind, season, la_code, fixed_on) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, kind, season, la_code) do update set fixed_on = excluded.fixed_on
       where cohort.fixed_on is null and cohort.closed_on is null returning id`,
    values,
  );
  if (rows[0]) return Number(rows[0].id);
  throw new CasehouseError(
    'cohort-fixed',
    `The ${of.kind} cohort of ${of.season} for LA ${of.la} is fixed already.`,
    { status: 409, next: 'A frozen cohort stays as it is. Look at its members, or choose another season.' },
  );
}

async function addMembers(
  client: pg.PoolClient,
  edition: Edition,
  of: SeasonOf & { id: number; fixedOn: Day },
) {
  const { id, fixedOn, la } = of;
  const { yearGroups } = edition.guarantee;
  const [younger, older] = yearGroups as [number, number];
  const ageOf = (yearGroup: number) => yearGroup + edition.cohort.yearGroupBelowAge;
  const educated = codes(edition, 'survey-by-place-of-education');
  const member = edition.codes.find((c) => c.set === 'YP10' && c.group === 'active')!.code;
  const survey = edition.cohort.finalCompulsoryAge;
  return of.kind === 'activity-survey'
    ? client.query(sql('activity_survey.sql'), [
        ...[id, fixedOn, la, ...birthDates(fixedOn, survey), educated],
        ...[codes(edition, 'survey-by-residence'), member, survey - edition.cohort.yearGroupBelowAge],
      ])
    : client.query(sql('guarantee.sql'), [
        ...[id, fixedOn, la, ...birthDates(fixedOn, ageOf(younger)), ...birthDates(fixedOn, ageOf(older))],
        ...[educated, member, younger, older],
      ]);
}

/** First and last birth date of those of an academic age on a day. */
function birthDates(day: Day, academicAge: number): [Day, Day] {
  const start = academicYear(day);
  return [`${start - academicAge - 1}-09-01`, `${start - academicAge}-08-31`];
}

const codes = (edition: Edition, group: string): string[] =>
  edition.groups.filter((g) => g.group === group).map((g) => g.code);
