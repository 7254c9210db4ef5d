import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Day } from '../../base/dates.ts';
import { moveTo } from './states.ts';
import { COLUMNS, RETURN, type Submission } from './submission.ts';

/** A return to be recorded as it was made: see `buildReturn`. `sentFile` holds one line for each record: see `sentLine`. */
export type MadeReturn = {
  file: string;
  sha256: string;
  edition: string;
  periodEnd: Day;
  laCodes: string[];
  snapshot: string;
  records: number;
  sentFile: string;
};

/** One record of a return that was written; `sha256` is that of its XML. */
export type SentRecord = {
  personId: number;
  ypid: string;
  status: string;
  la: string | null;
  sha256: string;
};

/** The record as a line of CSV for `recordSubmission`. */
export const sentLine = (r: SentRecord): string =>
  `${[r.personId, r.ypid, r.status, r.la ?? '', r.sha256].map(quoted).join(',')}\n`;

const quoted = (cell: string | number): string =>
  /[",\n\r]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell);

/** Records a return that was made, as a draft; an earlier draft of the same period and authorities is superseded, never changed. */
export async function recordSubmission(
  pool: pg.Pool,
  made: MadeReturn,
  by: { tenantId?: number; user?: number | null } = {},
): Promise<{ id: number; superseded: Submission | null }> {
  const { tenantId = 1, user = null } = by;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select from tenant where id = $1 for no key update', [tenantId]);
    const { rows: before } = await client.query<Submission>(
      `select ${COLUMNS} from submission
       where tenant_id = $1 and return_code = $2 and period_end = $3 and la_codes && $4 and state = 'draft' order by id desc`,
      [tenantId, RETURN, made.periodEnd, made.laCodes],
    );
    for (const draft of before) await moveTo(client, draft.id, 'superseded', { tenantId, user });
    const { rows } = await client.query<{ id: number }>(
      `insert into submission (tenant_id, return_code, edition, period_end, la_codes, state, file_name, file_hash, snapshot_id, records, user_id)
       values ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, $9, $10) returning id`,
      [
        tenantId,
        RETURN,
        made.edition,
        made.periodEnd,
        made.laCodes,
        basename(made.file),
        made.sha256,
        made.snapshot,
        made.records,
        user,
      ],
    );
    const id = rows[0]!.id;
    await moveTo(client, id, 'draft', { tenantId, user });
    await copyRecords(client, id, made.sentFile);
    await client.query('commit');
    return { id, superseded: before[0] ? { ...before[0], state: 'superseded' } : null };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** Streamed, as a file of all England has more than a million. */
async function copyRecords(client: pg.PoolClient, id: number, file: string): Promise<void> {
  await client.query(
    'create temp table sent_record (person_id bigint, ypid text, cohort_status text, la_code text, payload_hash text) on commit drop',
  );
  await pipeline(
    createReadStream(file),
    client.query(copyFrom("copy sent_record from stdin with (format csv, null '')")),
  );
  await client.query(
    `insert into submission_record (submission_id, person_id, ypid, cohort_status, la_code, payload_hash)
     select $1, person_id, ypid, cohort_status, la_code, payload_hash from sent_record`,
    [id],
  );
}
