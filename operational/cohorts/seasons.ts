import type pg from 'pg';
import { academicAge, type Day } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { Edition } from '../../nccis/edition.ts';
import type { SeasonKind, SeasonOf } from './freeze.ts';

/** A season as it stands. */
export interface Season {
  id: number;
  kind: SeasonKind;
  season: number;
  la: string;
  /** opened: nobody is in it yet; fixed: who is in it is settled; closed: for good. */
  state: 'opened' | 'fixed' | 'closed';
  fixedOn: Day | null;
  closedOn: Day | null;
  members: number;
  /** Of them, added after the cohort was fixed. */
  late: number;
}

const LIST = `select c.id, c.kind, c.season, c.la_code as la, c.fixed_on as "fixedOn", c.closed_on as "closedOn",
    case when c.closed_on is not null then 'closed' when c.fixed_on is not null then 'fixed' else 'opened' end as state,
    (select count(*)::int from cohort_member m where m.cohort_id = c.id) as members,
    (select count(*)::int from cohort_member m where m.cohort_id = c.id and m.late_reason is not null) as late
  from cohort c where c.kind <> 'nccis' and c.tenant_id = $1`;

/** The seasons of the Guarantee and the Activity Survey, newest first. */
export async function listSeasons(pool: pg.Pool, tenantId: number): Promise<Season[]> {
  return (await pool.query<Season>(`${LIST} order by c.season desc, c.kind, c.la_code`, [tenantId])).rows;
}

/** One season; an error when it was never opened. */
export async function seasonOf(pool: pg.Pool, of: SeasonOf): Promise<Season> {
  const { rows } = await pool.query<Season>(`${LIST} and c.kind = $2 and c.season = $3 and c.la_code = $4`, [
    ...[of.tenantId, of.kind, of.season, of.la],
  ]);
  if (rows[0]) return rows[0];
  throw new CasehouseError('no-season', `There is no ${of.kind} season ${of.season} of LA ${of.la}.`, {
    status: 404,
    next: 'Open it first, or check the year: a season is the calendar year of its summer.',
  });
}

/** Opens a season: its cohort is empty until it is fixed. Opening it twice is refused. */
export async function openSeason(pool: pg.Pool, of: SeasonOf, userId: number | null = null): Promise<Season> {
  await within(pool, userId, async (client) => {
    const { rows } = await client.query(
      'insert into cohort (tenant_id, kind, season, la_code) values ($1, $2, $3, $4) on conflict do nothing returning id',
      [of.tenantId, of.kind, of.season, of.la],
    );
    if (!rows[0])
      throw new CasehouseError('season-open', `The ${of.kind} season ${of.season} was opened before.`, {
        status: 409,
        next: 'A season is opened once, and a closed one is not opened again: what was reported of it stands.',
      });
  });
  return seasonOf(pool, of);
}

/** Closes a season for good, on a day; nobody comes in any more. Refused before its cohort is fixed, and when it is closed already. */
export async function closeSeason(
  pool: pg.Pool,
  of: SeasonOf,
  on: Day,
  userId: number | null = null,
): Promise<Season> {
  const season = await seasonOf(pool, of);
  if (season.state === 'opened')
    throw new CasehouseError('cohort-not-fixed', 'Its cohort has not been fixed yet.', {
      status: 409,
      next: 'Fix the cohort first; a season without a cohort has nothing to close.',
    });
  if (season.state === 'closed')
    throw new CasehouseError('season-closed', `It was closed on ${season.closedOn}.`, {
      status: 409,
      next: 'A closed season is not opened again: what was reported of it stands.',
    });
  await within(pool, userId, (client) =>
    client.query('update cohort set closed_on = $2 where id = $1', [season.id, on]),
  );
  return seasonOf(pool, of);
}

/** Adds one person to a fixed cohort, late and with the reason why; refused when the season is closed or the person is in it. */
export async function addLate(
  pool: pg.Pool,
  edition: Edition,
  of: SeasonOf,
  late: { ref: string; reason: string; on: Day; userId?: number | null },
): Promise<Season> {
  const season = await seasonOf(pool, of);
  if (season.state !== 'fixed')
    throw new CasehouseError('season-not-open', `The season is ${season.state}.`, {
      status: 409,
      next: season.state === 'closed' ? 'What was reported of it stands.' : 'Fix its cohort first.',
    });
  await within(pool, late.userId ?? null, async (client) => {
    const { rows } = await client.query<{ id: number; born: Day; school: number | null; is_in: boolean }>(
      `select p.id, p.date_of_birth as born, p.year11_school_id as school,
         exists (select from cohort_member m where m.cohort_id = $3 and m.person_id = p.id) as is_in
       from person p where p.tenant_id = $1 and p.ref = $2 and p.deleted_at is null and p.merged_into_id is null`,
      [of.tenantId, late.ref, season.id],
    );
    const person = rows[0];
    if (!person) throw noSuch(late.ref);
    if (person.is_in)
      throw new CasehouseError('in-cohort', `${late.ref} is in this cohort.`, {
        status: 409,
        next: 'Nothing needs to be done.',
      });
    const group = academicAge(person.born, season.fixedOn!) - edition.cohort.yearGroupBelowAge;
    await client.query(
      `insert into cohort_member (tenant_id, cohort_id, person_id, status_code, started_on, year_group, school_id, late_reason)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ...[
          of.tenantId,
          season.id,
          person.id,
          edition.codes.find((c) => c.set === 'YP10' && c.group === 'active')!.code,
        ],
        ...[late.on, requireGroup(edition, of.kind, group), person.school, late.reason],
      ],
    );
  });
  return seasonOf(pool, of);
}

function requireGroup(edition: Edition, kind: SeasonKind, group: number): number {
  const last = edition.cohort.finalCompulsoryAge - edition.cohort.yearGroupBelowAge;
  const groups = kind === 'guarantee' ? edition.guarantee.yearGroups : [last];
  if (groups.includes(group)) return group;
  throw new CasehouseError('other-year-group', `The person was in Year ${group} when the cohort was fixed.`, {
    status: 409,
    next: `Only Year ${groups.join(' and Year ')} belong to it. Check the date of birth.`,
  });
}

const noSuch = (ref: string): CasehouseError =>
  new CasehouseError('no-such-person', `There is no record with the number ${ref}.`, {
    status: 404,
    next: 'Check the number, or search by name.',
  });

/** A transaction whose changes are logged under a user. */
export async function within<T>(
  pool: pg.Pool,
  userId: number | null,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query("select set_config('casehouse.user_id', $1, true)", [
      userId === null ? '' : String(userId),
    ]);
    const done = await work(client);
    await client.query('commit');
    return done;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
