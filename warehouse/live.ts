import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import type { Day } from '../base/dates.ts';
import { CasehouseError } from '../base/errors.ts';
import type { Edition } from '../nccis/edition.ts';
import { models } from './build/models.ts';
import { loadReference } from './build/reference.ts';
import { Duck } from './duckdb.ts';
import { beginCapture, copyRows, type SourceTable, sourceTables } from './history/source.ts';
import { readCsv } from './history/versions.ts';

/** The case store as it is at this moment, with the core tables of a snapshot for one month. Close it when the request is done. */
export interface LiveReader extends Pick<Duck, 'run' | 'stream' | 'describe'> {
  laCodes: string[];
  close(): void;
}

/** What of the store a month's return is made from; other tables stay empty, as nothing of them is asked. */
const READ = new Set([
  'tenant',
  'person',
  'person_identifier',
  'address',
  'person_address',
  'situation',
  'verification',
  'organisation',
  'characteristic',
  'offer',
  'cohort',
  'cohort_member',
  'involvement',
  'team',
  'staff',
]);

/**
 * Reads the case store in one transaction and runs the same core models over it as the nightly load, in memory, but only for the months
 * that the return of `periodEnd` can speak of: it, the one before, and those in which people left who were not yet told of
 * (`ledger` as for the return). The month may still be running.
 */
export async function openLive(
  pool: pg.Pool,
  request: {
    editions: readonly Edition[];
    periodEnd: Day;
    ledger: { reported: string; standing: string; since: Day | null };
  },
): Promise<LiveReader> {
  const folder = await mkdtemp(join(tmpdir(), 'casehouse-live-')); // readable by this user only
  const duck = await Duck.open(':memory:');
  try {
    await loadReference(duck, request.editions);
    await copyStore(pool, duck, folder);
    await place(duck, request.periodEnd);
    await duck.exec('create schema core');
    for (const model of models('core')) {
      await duck.exec(`create table core."${model.name}" as ${model.sql}`);
      if (model.name === 'membership') await dropOtherMonths(duck, request);
    }
    const las = await duck.run('select unnest(la_codes) from ref.tenant order by 1');
    return {
      laCodes: las.rows.map(([la]) => String(la)),
      run: (sql, parameters) => duck.run(sql, parameters),
      stream: (sql, parameters) => duck.stream(sql, parameters),
      describe: (sql) => duck.describe(sql),
      close: () => duck.close(),
    };
  } catch (error) {
    duck.close();
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copyStore(pool: pg.Pool, duck: Duck, folder: string): Promise<void> {
  const client = await pool.connect();
  let clean = false;
  try {
    await beginCapture(client);
    await duck.exec('create schema known');
    for (const table of await sourceTables(client)) await copyTable(client, duck, table, folder);
    await client.query('commit');
    clean = true;
  } finally {
    client.release(!clean);
  }
}

async function copyTable(client: pg.PoolClient, duck: Duck, table: SourceTable, folder: string) {
  if (!READ.has(table.name)) {
    const columns = table.columns.map(({ name, type }) => `"${name}" ${type}`);
    await duck.exec(`create table known."${table.name}" (${columns.join(', ')})`);
    return;
  }
  const csv = await copyRows(client, table, folder);
  await duck.exec(`create table known."${table.name}" as select * from ${readCsv(csv, table.columns)}`);
  await rm(csv);
}

/** The month's end stands for the day of a snapshot; pseudonyms are of no use here, so their key is none. */
async function place(duck: Duck, periodEnd: Day): Promise<void> {
  await duck.exec('insert into ref.position values ($day::date, $day::timestamp, 0)', { day: periodEnd });
  await duck.exec("create schema secret; create table secret.pseudonym as select '' as key");
  await duck.exec(`insert into ref.tenant by name
    select id as tenant_id, name as tenant_name, split_part(trim(la_codes, '{}'), ',', 1) as la_code,
      string_split(trim(la_codes, '{}'), ',') as la_codes, database_id, demo
    from known.tenant order by id limit 1`);
  if ((await duck.one('select count(*) from ref.tenant')) !== 0) return;
  throw new CasehouseError('no-council', 'The case store holds no council yet.', {
    next: 'Make one with "casehouse init".',
  });
}

/** Positions cost a pass over everything for each month; those that the return can't speak of are left out. */
async function dropOtherMonths(
  duck: Duck,
  { periodEnd, ledger }: Parameters<typeof openLive>[1],
): Promise<void> {
  await duck.exec(
    `delete from core.month where month_end <> $period_end::date
       and month_end <> (select previous_month_end from core.month where month_end = $period_end::date)
       and month_end not in (
         select last_day(b.valid_from) from core.membership b
         join ref.code s on s.set_id = 'YP10' and s.code = b.status_code and s.group_name = 'leaver'
         where b.valid_from <= $period_end::date
           and b.person_id not in (select unnest(from_json($reported::json, '["BIGINT"]')))
           and (b.person_id in (select unnest(from_json($standing::json, '["BIGINT"]')))
             or coalesce(last_day(b.valid_from) >= $since::date, false)))`,
    {
      period_end: periodEnd,
      reported: ledger.reported,
      standing: ledger.standing,
      since: ledger.since,
    },
  );
}
