import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { academicYear, addDays, type Day, londonDay } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { Edition } from '../../nccis/edition.ts';
import { editionOn } from '../../nccis/editions.ts';
import { within } from './seasons.ts';
import { heldStatus, sentStatus, statusCodes, type StatusFacts } from './status.ts';

/** One person whose status follows otherwise from the facts than it is recorded. */
export interface StatusChange {
  ref: string;
  name: string;
  from: string;
  to: string;
  /** The status that a return tells of: G for a leaver whom an open Guarantee covers. */
  sent: string;
  /** First day of the new status. */
  on: Day;
  transferredTo: string | null;
}

/** What an update of the cohort found, and whether it was recorded. */
export interface CohortUpdate {
  asAt: Day;
  applied: boolean;
  members: number;
  counts: Record<string, number>;
  changes: StatusChange[];
}

export interface UpdateRequest {
  pool: pg.Pool;
  editions: readonly Edition[];
  asAt: Day;
  dryRun: boolean;
  clock?: () => Date;
  tenantId?: number;
  userId?: number | null;
}

const sql = readFileSync(join(import.meta.dirname, 'update.sql'), 'utf8');
type Row = Record<string, unknown> & {
  member_id: number;
  person_id: number;
  cohort_id: number;
  started_on: Day;
};

/**
 * Works out each member's status from the facts as at a day (age, plan, home, death, joined records) and records those that changed:
 * the old status ends the day before the new one begins, and a status that a return was made from is never rewritten. Twice changes
 * nothing the second time.
 */
export async function updateCohort(request: UpdateRequest): Promise<CohortUpdate> {
  const { pool, asAt, dryRun, clock = () => new Date(), tenantId = 1, userId = null } = request;
  if (asAt > londonDay(clock()))
    throw new CasehouseError('day-in-future', `${asAt} has not come yet.`, {
      next: 'Give a day up to today.',
    });
  const edition = editionOn([...request.editions], asAt);
  return within(pool, userId, async (client) => {
    await client.query('select from tenant where id = $1 for update', [tenantId]);
    const rows = await factsOf(client, edition, tenantId, asAt);
    const found = rows.flatMap((row) => changeOf(edition, row, asAt));
    if (!dryRun && found.length > 0) await record(client, tenantId, found);
    const counts: Record<string, number> = {};
    for (const { change } of found) counts[change.to] = (counts[change.to] ?? 0) + 1;
    return { asAt, applied: !dryRun, members: rows.length, counts, changes: found.map((f) => f.change) };
  });
}

async function factsOf(client: pg.PoolClient, edition: Edition, tenantId: number, asAt: Day): Promise<Row[]> {
  const tenant = await client.query<{ la_codes: string[] }>('select la_codes from tenant where id = $1', [
    tenantId,
  ]);
  const { cohort, las, codes } = edition;
  const past = (age: number) => `${academicYear(asAt) - age - 1}-08-31`;
  const ofKind = (kind: string) => las.filter((l) => l.kind === kind).map((l) => l.code);
  const leavers = codes.filter((c) => c.set === 'YP10' && c.group === 'leaver').map((c) => c.code);
  const values = [tenantId, asAt, past(cohort.headlineTo), past(cohort.extendedTo), cohort.extendedSen];
  const { rows } = await client.query<Row>(sql, [
    ...values,
    ...[tenant.rows[0]!.la_codes, ofKind('la'), ofKind('outside-england'), leavers],
  ]);
  return rows;
}

interface Found {
  change: StatusChange;
  row: Row;
}

function changeOf(edition: Edition, row: Row, asAt: Day): Found[] {
  const facts: StatusFacts = {
    deceased: row.deceased === true,
    duplicate: row.duplicate === true,
    leftEngland: row.left_england === true,
    transferred: row.transferred === true,
    planCeased: row.plan_ceased === true,
    pastAge: row.past_age === true,
    covered: row.covered === true,
  };
  const codes = statusCodes(edition);
  const order = edition.statusPrecedence.order;
  const to = heldStatus(facts, codes, order);
  const from = String(row.status_code);
  if (to === from || (from === codes.covered && sentStatus(facts, codes, order) === from)) return [];
  // Why somebody left stays as it was told, unless they are back or have died since.
  const isBack = to === codes.active && row.home_la !== null && row.home_from !== null;
  const cameBack = isBack && (String(row.home_from) > row.started_on || from === codes.planCeased);
  if (row.has_left === true && to !== codes.deceased && !cameBack) return [];
  const on = firstDay(row, to, codes, edition, asAt);
  if (on <= row.started_on) return [];
  const transferredTo = to === codes.transferred ? String(row.home_la) : null;
  const sent = sentStatus(facts, codes, order);
  return [
    { row, change: { ref: String(row.ref), name: String(row.name), from, to, sent, on, transferredTo } },
  ];
}

/** The day on which the fact began that a status follows from; the day asked for when that lies before the last change. */
function firstDay(
  row: Row,
  to: string,
  codes: ReturnType<typeof statusCodes>,
  edition: Edition,
  asAt: Day,
): Day {
  const began: Record<string, unknown> = {
    [codes.deceased]: row.date_of_death,
    [codes.leftEngland]: row.home_from,
    [codes.transferred]: row.home_from,
    [codes.active]: row.home_from,
    [codes.planCeased]: row.plan_ended_on === null ? null : addDays(String(row.plan_ended_on), 1),
    [codes.pastAge]: `${academicYear(asAt)}-09-01`,
  };
  const day = began[to];
  return typeof day === 'string' && day > row.started_on && day <= asAt && day >= edition.from ? day : asAt;
}

async function record(client: pg.PoolClient, tenantId: number, found: readonly Found[]): Promise<void> {
  await client.query(
    `update cohort_member m set ended_on = f.on_day - 1 from unnest($1::bigint[], $2::date[]) as f (id, on_day)
     where m.id = f.id and coalesce(m.ended_on, 'infinity') >= f.on_day`,
    [found.map((f) => f.row.member_id), found.map((f) => f.change.on)],
  );
  await client.query(
    `insert into cohort_member (tenant_id, cohort_id, person_id, status_code, started_on, transferred_to_la_code)
     select $1, * from unnest($2::bigint[], $3::bigint[], $4::text[], $5::date[], $6::text[])`,
    [
      ...[tenantId, found.map((f) => f.row.cohort_id), found.map((f) => f.row.person_id)],
      ...[
        found.map((f) => f.change.to),
        found.map((f) => f.change.on),
        found.map((f) => f.change.transferredTo),
      ],
    ],
  );
}
