import { basename } from 'node:path';
import type pg from 'pg';
import { addDays, type Day } from '../base/dates.ts';
import type { Edition } from '../nccis/edition.ts';

/** A return to be recorded as it was made: see `buildReturn`. */
export type MadeReturn = {
  file: string;
  sha256: string;
  edition: string;
  periodEnd: Day;
  snapshot: string;
  sent: { personId: number; ypid: string; status: string; sha256: string }[];
};

const RETURN = 'nccis';

/** A return as it was recorded when it was made; `madeAt` as ISO instant. */
export type Submission = {
  id: number;
  edition: string;
  periodEnd: Day;
  state: string;
  file: string;
  sha256: string;
  snapshot: string;
  records: number;
  madeAt: string;
};

const COLUMNS = `id, edition, period_end as "periodEnd", state, file_name as file, file_hash as sha256, snapshot_id as snapshot, records,
  to_char(made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "madeAt"`;

/** Records a return that was made; one of the same period that stood until now is superseded, never changed. Returns both. */
export async function recordSubmission(
  pool: pg.Pool,
  made: MadeReturn,
  by: { tenantId?: number; user?: number | null } = {},
): Promise<{ id: number; superseded: Submission | null }> {
  const tenantId = by.tenantId ?? 1;
  const client = await pool.connect();
  try {
    await client.query('begin');
    const before = await client.query<Submission>(
      `update submission set state = 'superseded'
       where tenant_id = $1 and return_code = $2 and period_end = $3 and state not in ('superseded', 'failed') returning ${COLUMNS}`,
      [tenantId, RETURN, made.periodEnd],
    );
    const { rows } = await client.query<{ id: number }>(
      `insert into submission (tenant_id, return_code, edition, period_end, state, file_name, file_hash, snapshot_id, records, user_id)
       values ($1, $2, $3, $4, 'draft', $5, $6, $7, $8, $9) returning id`,
      [
        tenantId,
        RETURN,
        made.edition,
        made.periodEnd,
        basename(made.file),
        made.sha256,
        made.snapshot,
        made.sent.length,
        by.user ?? null,
      ],
    );
    const id = rows[0]!.id;
    await client.query(
      `insert into submission_record (submission_id, person_id, ypid, cohort_status, payload_hash)
       select $1, * from unnest($2::bigint[], $3::text[], $4::text[], $5::text[])`,
      [
        id,
        made.sent.map((r) => r.personId),
        made.sent.map((r) => r.ypid),
        made.sent.map((r) => r.status),
        made.sent.map((r) => r.sha256),
      ],
    );
    await client.query('commit');
    return { id, superseded: before.rows[0] ?? null };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** The return whose file has this SHA-256: the one that stands, or else the latest; null when none was made. */
export async function submissionOf(pool: pg.Pool, sha256: string, tenantId = 1): Promise<Submission | null> {
  const { rows } = await pool.query<Submission>(
    `select ${COLUMNS} from submission where tenant_id = $1 and return_code = $2 and file_hash = $3
     order by state in ('superseded', 'failed'), id desc limit 1`,
    [tenantId, RETURN, sha256],
  );
  return rows[0] ?? null;
}

/** The return that stands for a period; null when there is none. */
export async function standingSubmission(
  pool: pg.Pool,
  periodEnd: Day,
  tenantId = 1,
): Promise<Submission | null> {
  const { rows } = await pool.query<Submission>(
    `select ${COLUMNS} from submission
     where tenant_id = $1 and return_code = $2 and period_end = $3 and state not in ('superseded', 'failed')`,
    [tenantId, RETURN, periodEnd],
  );
  return rows[0] ?? null;
}

/**
 * What the unbroken chain of monthly returns that ends with the month before has said of people: `reported` were last sent as leavers,
 * `standing` as still there by the latest of them; `since` is the end of the chain's first month. Without a return for the month
 * before there is no chain, so that a month made out of turn changes nothing that is sent later.
 */
export async function submissionLedger(
  pool: pg.Pool,
  edition: Edition,
  periodEnd: Day,
  tenantId = 1,
): Promise<{ reported: Set<number>; standing: Set<number>; since: Day | null }> {
  const chain = await chainBefore(pool, periodEnd, tenantId);
  const leaving = edition.codes.filter((c) => c.set === 'YP10' && c.group === 'leaver').map((c) => c.code);
  const { rows } = await pool.query<{ person_id: number; left: boolean; latest: boolean }>(
    `select distinct on (r.person_id) r.person_id, r.cohort_status = any ($2) as left, s.id = $3 as latest
     from submission_record r join submission s on s.id = r.submission_id
     where s.id = any ($1)
     order by r.person_id, s.period_end desc`,
    [chain.map(({ id }) => id), leaving, chain[0]?.id ?? null],
  );
  const ids = (wanted: typeof rows) => new Set(wanted.map((r) => r.person_id));
  return {
    reported: ids(rows.filter((r) => r.left)),
    standing: ids(rows.filter((r) => !r.left && r.latest)),
    since: chain.at(-1)?.periodEnd ?? null,
  };
}

/** The standing returns of the months before, newest first, up to the first month without one. */
async function chainBefore(pool: pg.Pool, periodEnd: Day, tenantId: number) {
  const { rows } = await pool.query<{ id: number; periodEnd: Day }>(
    `select id, period_end as "periodEnd" from submission
     where tenant_id = $1 and return_code = $2 and period_end < $3 and state not in ('superseded', 'failed')
     order by period_end desc`,
    [tenantId, RETURN, periodEnd],
  );
  const chain: typeof rows = [];
  let wanted = monthBefore(periodEnd);
  for (const row of rows) {
    if (row.periodEnd !== wanted) break;
    chain.push(row);
    wanted = monthBefore(wanted);
  }
  return chain;
}

const monthBefore = (day: Day): Day => addDays(`${day.slice(0, 7)}-01`, -1);
