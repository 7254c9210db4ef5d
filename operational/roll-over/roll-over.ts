import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { addDays, type Day, londonDay } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { Edition } from '../../nccis/edition.ts';
import { editionOn } from '../../nccis/editions.ts';

/** What happens to one person at the year's turn. */
export interface RollOverLine {
  ref: string;
  name: string;
  dateOfBirth: Day;
  /** Year groups before and after: 11 → 12. */
  fromYear: number;
  toYear: number;
  kind: string;
  /** In words. */
  what: string;
  school: string | null;
  intendedDestination: string | null;
}

/** What a roll-over does, or did. */
export interface RollOver {
  /** The academic year that begins: 2026 is 2026-27. */
  year: number;
  applied: boolean;
  /** Its id in the case store; null of a dry run. */
  id: number | null;
  /** True when the year had been rolled over before, so that nothing was changed now. */
  before: boolean;
  /** How many people move up, by the year group that they leave. */
  movesUp: Record<string, number>;
  /** How many of each kind of deed. */
  counts: Record<string, number>;
  /** Those to whom something happens, by kind and name; empty when the year had been rolled over before. */
  lines: RollOverLine[];
}

export interface RollOverRequest {
  pool: pg.Pool;
  editions: readonly Edition[];
  year: number;
  dryRun: boolean;
  clock?: () => Date;
  tenantId?: number;
  userId?: number | null;
}

const SOURCE = 'roll-over';
const read = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');
/** The steps of a file by name. */
const stepsOf = (name: string) =>
  new Map(
    read(name)
      .split(/^-- step: /m)
      .slice(1)
      .map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n'))]),
  );

/**
 * Turns the academic year in one transaction: ends activities of compulsory school age, opens what is not known yet in their place,
 * takes those past the age out of the cohort and those of the last compulsory year in. Year groups follow from dates of birth and
 * move by themselves. A dry run says what would happen and changes nothing; the same year twice changes nothing the second time.
 */
export async function rollOver(request: RollOverRequest): Promise<RollOver> {
  const { pool, year, dryRun, clock = () => new Date(), tenantId = 1 } = request;
  const first = `${year}-09-01`;
  if (!dryRun && londonDay(clock()) < first)
    throw new CasehouseError('year-not-begun', `The academic year ${year} begins on 1 September ${year}.`, {
      next: 'Look at what would happen with a dry run, and roll over when the year has begun.',
    });
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(
      "select set_config('casehouse.known_at', $1, true), set_config('casehouse.user_id', $2, true), set_config('casehouse.request_id', $3, true)",
      [clock().toISOString(), request.userId ? String(request.userId) : '', `roll-over-${year}`],
    );
    const done = await turn(client, { ...request, tenantId, first });
    await client.query(dryRun ? 'rollback' : 'commit');
    return done;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

type Turning = RollOverRequest & { tenantId: number; first: Day };

async function turn(client: pg.PoolClient, request: Turning): Promise<RollOver> {
  const { year, dryRun, first, tenantId } = request;
  await client.query('select from tenant where id = $1 for update', [tenantId]); // one at a time
  const held = await client.query<{ id: number; counts: Record<string, number> }>(
    'select id, counts from roll_over where tenant_id = $1 and academic_year = $2 and undone_on is null',
    [tenantId, year],
  );
  const before = held.rows[0];
  const movesUp = await movingUp(client, tenantId, first);
  if (before)
    return { year, applied: true, id: before.id, before: true, movesUp, counts: before.counts, lines: [] };
  const edition = editionOn([...request.editions], first);
  await plan(client, edition, tenantId, first);
  const { lines, counts } = await planned(client, edition, first);
  const id = dryRun ? null : await apply(client, edition, request, counts);
  return { year, applied: !dryRun, id, before: false, movesUp, counts, lines };
}

/** The latest birth date of those past an academic age on a first day of a year. */
const past = (first: Day, age: number): Day => `${Number(first.slice(0, 4)) - age - 1}-08-31`;

async function plan(client: pg.PoolClient, edition: Edition, tenantId: number, first: Day): Promise<void> {
  const { cohort } = edition;
  const compulsory = edition.activities.filter((a) => a.ageBand === 'PRE16').map((a) => a.code);
  const local = await client.query<{ code: string }>(
    "select code from code where set_id = 'eet' and national_code = any ($1)",
    [compulsory],
  );
  // After a large load nothing is known of the tables yet, and a plan made blind takes minutes for what takes seconds.
  await client.query(
    'analyze person, situation, characteristic, cohort_member, offer, person_address, address',
  );
  await client.query(read('plan.sql'), [
    tenantId,
    first,
    [...compulsory, ...local.rows.map((r) => r.code)],
    addDays(past(first, cohort.finalCompulsoryAge), 1),
    past(first, cohort.finalCompulsoryAge - 1),
    past(first, cohort.headlineTo),
    past(first, cohort.extendedTo),
    cohort.extendedSen,
    statusesOf(edition, 'active'),
  ]);
  await client.query('analyze roll_plan');
}

const statusesOf = (edition: Edition, group: string): string[] =>
  edition.codes.filter((c) => c.set === 'YP10' && c.group === group).map((c) => c.code);

/** The one code of a group that an edition names. */
function codeOf(edition: Edition, group: string): string {
  const found = edition.groups.find((g) => g.group === group);
  if (found) return found.code;
  throw new CasehouseError('edition-pack', `Edition ${edition.id} names no code of the group ${group}.`, {
    status: 500,
    next: 'Add it to groups.csv of the edition.',
  });
}

async function movingUp(
  client: pg.PoolClient,
  tenantId: number,
  first: Day,
): Promise<Record<string, number>> {
  const { rows } = await client.query<{ year: number; people: number }>(
    `select extract(year from $2::date)::int - extract(year from p.date_of_birth)::int
        - (extract(month from p.date_of_birth) >= 9)::int - 5 as year, count(distinct p.id)::int as people
     from person p join cohort_member m on m.person_id = p.id join cohort c on c.id = m.cohort_id and c.kind = 'nccis'
     where p.tenant_id = $1 and p.deleted_at is null and p.merged_into_id is null
       and m.started_on < $2::date and coalesce(m.ended_on, 'infinity') >= $2::date - 1
     group by 1 order by 1`,
    [tenantId, first],
  );
  return Object.fromEntries(rows.map((r) => [String(r.year), r.people]));
}

const WORDS: Record<string, (edition: Edition) => string> = {
  'compulsory-age-ends': (e) =>
    `The activity of compulsory school age ends on 31 August; ${codeOf(e, 'unknown-activity')} (not known) begins, to be followed up`,
  'past-the-general-age': (e) =>
    `Leaves the cohort: ${codeOf(e, 'leaves-by-age')}, past the age without a plan`,
  'past-the-age-of-a-plan': (e) => `Leaves the cohort: ${codeOf(e, 'leaves-by-age')}, past the age of a plan`,
  'plan-ends': () => 'The plan that is still held as current ends on 31 August',
  'enters-the-cohort': (e) => `Enters the cohort: ${statusesOf(e, 'active')[0]}`,
};

async function planned(client: pg.PoolClient, edition: Edition, first: Day) {
  const { rows } = await client.query(
    `select p.ref, p.given_name || ' ' || p.family_name as name, p.date_of_birth as "dateOfBirth",
       extract(year from $1::date)::int - extract(year from p.date_of_birth)::int - (extract(month from p.date_of_birth) >= 9)::int - 4 as "toYear",
       r.kind, o.name as school, i.code as "intendedDestination"
     from roll_plan r join person p on p.id = r.person_id
     left join situation s on s.id = r.situation_id left join organisation o on o.id = s.organisation_id
     left join lateral (select code from offer where person_id = p.id and kind = 'intention' and season = $2
       and coalesce(state, 'verified') = 'verified' order by made_on desc, id desc limit 1) i on r.situation_id is not null
     order by r.kind, p.family_name, p.given_name, p.ref`,
    [first, Number(first.slice(0, 4))],
  );
  const lines: RollOverLine[] = rows.map((r) => ({
    ...r,
    fromYear: r.toYear - 1,
    what: WORDS[r.kind]!(edition),
  }));
  const counts: Record<string, number> = {};
  for (const { kind } of lines) counts[kind] = (counts[kind] ?? 0) + 1;
  return { lines, counts };
}

async function apply(
  client: pg.PoolClient,
  edition: Edition,
  { year, first, tenantId, userId, clock = () => new Date() }: Turning,
  counts: Record<string, number>,
): Promise<number> {
  const eve = addDays(first, -1);
  const { rows } = await client.query<{ id: number }>(
    'insert into roll_over (tenant_id, academic_year, rolled_on, counts, user_id) values ($1, $2, $3, $4, $5) returning id',
    [tenantId, year, londonDay(clock()), counts, userId ?? null],
  );
  const id = rows[0]!.id;
  await client.query('create temp table roll_made (kind text, person_id bigint, id bigint) on commit drop');
  const [member] = statusesOf(edition, 'active');
  const values: Record<string, unknown[]> = {
    close: [eve],
    open: [tenantId, first, codeOf(edition, 'unknown-activity'), SOURCE, year],
    leave: [eve],
    left: [tenantId, first, codeOf(edition, 'leaves-by-age')],
    plans: [eve],
    enter: [tenantId, first, member],
    keep: [tenantId, id],
  };
  for (const [name, sql] of stepsOf('apply.sql')) {
    if (name === 'keep') await client.query('analyze roll_made');
    await client.query(sql, values[name]);
  }
  return id;
}

/**
 * Takes a year's roll-over back. Whoever's record went on from where the roll-over left it (a new activity, a confirmation, another
 * status) is left as it is; answers how many deeds were taken back and how many were left.
 */
export async function undoRollOver(
  pool: pg.Pool,
  year: number,
  by: { tenantId?: number; userId?: number | null; clock?: () => Date } = {},
): Promise<{ year: number; undone: number; left: number }> {
  const { tenantId = 1, userId = null, clock = () => new Date() } = by;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query("select set_config('casehouse.user_id', $1, true)", [
      userId === null ? '' : String(userId),
    ]);
    const { rows } = await client.query<{ id: number }>(
      'select id from roll_over where tenant_id = $1 and academic_year = $2 and undone_on is null for update',
      [tenantId, year],
    );
    if (!rows[0])
      throw new CasehouseError('no-roll-over', `The year ${year} has not been rolled over.`, {
        status: 404,
        next: 'Check the year; it is the one in which the academic year begins.',
      });
    const { id } = rows[0];
    // The statements of a step run one by one: what is deleted is gone before what it followed is open again.
    for (const [name, sql] of stepsOf('undo.sql'))
      await client.query(sql, name === 'choose' ? [id] : undefined);
    const counted = await client.query<{ all: number; back: number }>(
      'select (select count(*)::int from roll_over_step where roll_over_id = $1) as all, (select count(*)::int from back) as back',
      [id],
    );
    await client.query('update roll_over set undone_on = $2 where id = $1', [id, londonDay(clock())]);
    await client.query('commit');
    const { all, back } = counted.rows[0]!;
    return { year, undone: back, left: all - back };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
