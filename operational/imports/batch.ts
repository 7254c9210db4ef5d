import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import type { Edition } from '../../nccis/edition.ts';

/** How a batch stands. Refused ones were turned down by a person; a file that can't be read never becomes a batch. */
export type BatchState = 'staged' | 'matched' | 'reviewed' | 'applied' | 'undone' | 'refused';
export type Outcome = 'applied' | 'unchanged' | 'queried' | 'rejected';

/** What was said when a file was given. */
export interface BatchOptions {
  /** Values of columns that hold for the whole file. */
  given: Readonly<Record<string, string>>;
  dates: 'dmy' | 'mdy' | 'ymd' | null;
}

/** A batch as it is kept. */
export interface Batch {
  id: number;
  tenant_id: number;
  profile: string;
  profile_version: number | null;
  file_name: string;
  file_hash: string;
  state: BatchState;
  as_at: string | null;
  options: BatchOptions;
  mapping_id: number | null;
  read_as: string | null;
  heading: string[];
  rows_read: number;
  rows_blank: number;
  rows_applied: number;
  rows_unchanged: number;
  rows_queried: number;
  rows_rejected: number;
  rows_by_number: number;
  rows_by_name: number;
  rows_new: number;
  rows_settled: number;
  applications: number;
  started_at: Date;
  user_id: number | null;
  reviewed_at: Date | null;
  reviewed_by: number | null;
  applied_at: Date | null;
  applied_by: number | null;
  undone_at: Date | null;
  undone_by: number | null;
}

/** Who does something and when; the change log keeps both. */
export interface Doer {
  tenantId: number;
  userId: number | null;
  clock: () => Date;
  editions: readonly Edition[];
  onStep?: (step: string, share?: number) => void;
}

/** Runs `work` in one transaction, under the doer's name and moment; `keep: false` throws its changes away. */
export async function inTransaction<T>(
  pool: pg.Pool,
  who: Pick<Doer, 'userId' | 'clock'>,
  work: (client: pg.PoolClient) => Promise<T>,
  options: { keep: boolean } = { keep: true },
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(
      "select set_config('casehouse.known_at', $1, true), set_config('casehouse.user_id', $2, true), set_config('casehouse.request_id', '', true)",
      [who.clock().toISOString(), who.userId === null ? '' : String(who.userId)],
    );
    const result = await work(client);
    await client.query(options.keep ? 'commit' : 'rollback');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/** What the change log calls an application of a batch; an undo has `:undo` after it. */
export const requestOf = (batch: number, application: number): string => `import:${batch}:${application}`;

/** The changes that follow are a batch's. */
export const underRequest = (client: pg.PoolClient, request: string): Promise<unknown> =>
  client.query("select set_config('casehouse.request_id', $1, true)", [request]);

/** A batch of the tenant, locked for this transaction; throws `no-such-batch`, 404. */
export async function lockBatch(client: pg.PoolClient, tenantId: number, id: number): Promise<Batch> {
  const { rows } = await client.query<Batch>(
    'select * from import_batch where id = $1 and tenant_id = $2 for update',
    [id, tenantId],
  );
  if (!rows[0]) throw noSuchBatch(id);
  return rows[0];
}

export const noSuchBatch = (id: number): CasehouseError =>
  new CasehouseError('no-such-batch', `There is no import batch ${id}.`, {
    status: 404,
    next: 'See the list of batches: "casehouse import list".',
  });

/** Refuses what a batch's state does not allow; throws `batch-state`, 409. */
export function demandState(batch: Batch, allowed: readonly BatchState[], what: string): void {
  if (allowed.includes(batch.state)) return;
  throw new CasehouseError('batch-state', `Batch ${batch.id} is ${batch.state} and can’t be ${what}.`, {
    status: 409,
    next:
      batch.state === 'undone' || batch.state === 'refused'
        ? 'Load the file again if it is still wanted.'
        : `Only a batch that is ${allowed.join(' or ')} can.`,
  });
}

/** Brings a batch's counts to those of its rows. */
export async function recount(client: pg.PoolClient, id: number): Promise<void> {
  await client.query(
    `update import_batch b set rows_applied = c.applied, rows_unchanged = c.unchanged, rows_queried = c.queried,
      rows_rejected = c.rejected, rows_by_number = c.by_number, rows_by_name = c.by_name, rows_new = c.made
     from (select count(*) filter (where outcome = 'applied') as applied, count(*) filter (where outcome = 'unchanged') as unchanged,
       count(*) filter (where outcome = 'queried') as queried, count(*) filter (where outcome = 'rejected') as rejected,
       count(*) filter (where basis = 'number') as by_number, count(*) filter (where basis = 'name') as by_name,
       count(*) filter (where basis = 'new') as made from import_row where batch_id = $1) c
     where b.id = $1 and (b.rows_applied, b.rows_unchanged, b.rows_queried, b.rows_rejected, b.rows_by_number, b.rows_by_name, b.rows_new)
       is distinct from (c.applied, c.unchanged, c.queried, c.rejected, c.by_number, c.by_name, c.made)`,
    [id],
  );
}
