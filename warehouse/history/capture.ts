import { mkdir, rm } from 'node:fs/promises';
import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import { Duck } from '../duckdb.ts';
import type { Layout } from '../layout.ts';
import { type Difference, reconcile } from './reconcile.ts';
import { beginCapture, copyChanges, copyRows, type SourceTable, sourceTables } from './source.ts';
import { applyChanges, ensureHistory } from './versions.ts';

/** One capture: which changes the warehouse holds up to and including it. */
export interface Batch {
  batch: number;
  /** UTC, `YYYY-MM-DD HH:MM:SS.mmm`. */
  capturedAt: string;
  changes: number;
}

/** Called before and after each thing that can be interrupted; tests use it to interrupt. */
export type OnStep = (step: string) => void | Promise<void>;

/**
 * Brings into history every change that is visible now and was not at the last capture, then compares every table
 * with the case store. Rows and the new position are committed together: a crash anywhere leaves the last capture.
 */
export async function capture(pool: pg.Pool, files: Layout, onStep: OnStep = () => {}): Promise<Batch> {
  await rm(files.transfer, { recursive: true, force: true });
  await mkdir(files.transfer, { recursive: true });
  const client = await pool.connect();
  const duck = await Duck.open(files.history);
  let clean = false;
  try {
    const position = await beginCapture(client);
    const tables = await sourceTables(client);
    await duck.exec(`begin; create table if not exists batch
      (batch integer, captured_at timestamp, pg_snapshot varchar, changes bigint)`);
    const last = (await duck.run('select batch, pg_snapshot from batch order by batch desc limit 1')).rows[0];
    const batch = Number(last?.[0] ?? 0) + 1;
    let changes = 0;
    for (const table of tables) {
      await onStep(`capture ${table.name}`);
      await ensureHistory(duck, table);
      const csv = await copyChanges(client, table, (last?.[1] as string | undefined) ?? null, files.transfer);
      changes += await applyChanges(duck, table, csv, batch);
    }
    await onStep('reconcile');
    await refuseDifferences(await differences(client, duck, tables, files.transfer));
    await duck.exec('insert into batch values ($batch, $at::timestamp, $snapshot, $changes)', {
      batch,
      at: position.capturedAt,
      snapshot: position.snapshot,
      changes,
    });
    await onStep('commit capture');
    await duck.exec('commit; checkpoint');
    await client.query('commit');
    clean = true;
    return { batch, capturedAt: position.capturedAt, changes };
  } finally {
    // A connection left inside its read-only transaction is closed, not handed back; DuckDB rolls back by itself.
    client.release(!clean);
    duck.close();
    await rm(files.transfer, { recursive: true, force: true });
  }
}

async function differences(
  client: pg.PoolClient,
  duck: Duck,
  tables: SourceTable[],
  folder: string,
): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const table of tables) {
    const difference = await reconcile(duck, table, await copyRows(client, table, folder));
    if (difference) found.push(difference);
  }
  return found;
}

async function refuseDifferences(found: Difference[]): Promise<void> {
  if (found.length === 0) return;
  const words = found.map(
    (d) =>
      `${d.table}: ${d.missing} rows missing from history, ${d.surplus} too many (ids ${d.examples.join(', ')})`,
  );
  throw new CasehouseError(
    'history-differs',
    `The warehouse's history is not equal to the case store. ${words.join('; ')}.`,
    {
      status: 500,
      next: 'The last snapshot goes on serving. Find the change that by-passed the change log, then run the nightly load again.',
    },
  );
}
