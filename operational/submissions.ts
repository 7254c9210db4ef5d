import { basename } from 'node:path';
import type pg from 'pg';
import type { Day } from '../base/dates.ts';
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

/** Records a return that was made; one of the same period that stood until now is superseded, never changed. Returns its id. */
export async function recordSubmission(
  pool: pg.Pool,
  made: MadeReturn,
  by: { tenantId?: number; user?: number | null } = {},
): Promise<number> {
  const tenantId = by.tenantId ?? 1;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(
      `update submission set state = 'superseded'
       where tenant_id = $1 and return_code = $2 and period_end = $3 and state not in ('superseded', 'failed')`,
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
    return id;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/**
 * What the submissions before a period say of people: `reported` were last sent as leavers, `standing` as still there by the latest of
 * them. Making a period again asks the same question, so a leaver of that period is sent again.
 */
export async function submissionLedger(
  pool: pg.Pool,
  edition: Edition,
  periodEnd: Day,
  tenantId = 1,
): Promise<{ reported: Set<number>; standing: Set<number> }> {
  const leaving = edition.codes.filter((c) => c.set === 'YP10' && c.group === 'leaver').map((c) => c.code);
  const { rows } = await pool.query<{ person_id: number; left: boolean; latest: boolean }>(
    `select distinct on (r.person_id) r.person_id, r.cohort_status = any ($4) as left,
       s.period_end = max(s.period_end) over () as latest
     from submission_record r join submission s on s.id = r.submission_id
     where s.tenant_id = $1 and s.return_code = $2 and s.period_end < $3 and s.state not in ('superseded', 'failed')
     order by r.person_id, s.period_end desc`,
    [tenantId, RETURN, periodEnd, leaving],
  );
  const ids = (wanted: typeof rows) => new Set(wanted.map((r) => r.person_id));
  return {
    reported: ids(rows.filter((r) => r.left)),
    standing: ids(rows.filter((r) => !r.left && r.latest)),
  };
}
