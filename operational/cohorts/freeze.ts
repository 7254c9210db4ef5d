import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { academicYear, type Day } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { Edition } from '../../nccis/edition.ts';

/** A frozen population: who is in it was settled on one day, and later edits do not change it. */
export interface FrozenCohort {
  id: number;
  kind: 'guarantee' | 'activity-survey';
  season: number;
  fixedOn: Day;
  members: number;
}

const sql = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');

/**
 * Fixes the September Guarantee's or the Activity Survey's cohort of an LA for a season (the calendar year of its summer) as at
 * 31 May. Refused when it has been fixed already. Source: nccis.md 1.6, 7.8.
 */
export async function freezeCohort(
  pool: pg.Pool,
  edition: Edition,
  request: { kind: FrozenCohort['kind']; season: number; la: string; tenantId: number },
): Promise<FrozenCohort> {
  const { kind, season, la, tenantId } = request;
  const fixedOn = `${season}-05-31`;
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query(
      `insert into cohort (tenant_id, kind, season, la_code, fixed_on) values ($1, $2, $3, $4, $5)
       on conflict do nothing returning id`,
      [tenantId, kind, season, la, fixedOn],
    );
    if (rows.length === 0) {
      throw new CasehouseError(
        'cohort-fixed',
        `The ${kind} cohort of ${season} for LA ${la} is fixed already.`,
        {
          status: 409,
          next: 'A frozen cohort stays as it is. Look at its members, or choose another season.',
        },
      );
    }
    const id = Number(rows[0].id);
    const eleven = birthDates(fixedOn, edition.cohort.finalCompulsoryAge);
    const educated = codes(edition, 'survey-by-place-of-education');
    const { rowCount } =
      kind === 'activity-survey'
        ? await client.query(sql('activity_survey.sql'), [
            id,
            fixedOn,
            la,
            ...eleven,
            educated,
            codes(edition, 'survey-by-residence'),
          ])
        : await client.query(sql('guarantee.sql'), [
            id,
            fixedOn,
            la,
            ...eleven,
            ...birthDates(fixedOn, edition.cohort.headlineFrom),
            educated,
          ]);
    await client.query('commit');
    return { id, kind, season, fixedOn, members: rowCount ?? 0 };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** First and last birth date of those of an academic age on a day. */
function birthDates(day: Day, academicAge: number): [Day, Day] {
  const start = academicYear(day);
  return [`${start - academicAge - 1}-09-01`, `${start - academicAge}-08-31`];
}

const codes = (edition: Edition, group: string): string[] =>
  edition.groups.filter((g) => g.group === group).map((g) => g.code);
