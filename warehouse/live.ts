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

const mine = (people: string) => `t.person_id = any (${people})`;

/** The rows of facts that concern some people: those that a return of the month can speak of. */
const OF: Readonly<Record<string, (people: string) => string>> = {
  person_identifier: mine,
  person_address: mine,
  address: (people) => `t.id in (select address_id from person_address where person_id = any (${people}))`,
  situation: mine,
  verification: (people) => `t.situation_id in (select id from situation where person_id = any (${people}))`,
  characteristic: mine,
  offer: mine,
  involvement: mine,
};

type LiveRequest = Parameters<typeof openLive>[1];

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
    await copyStore(pool, duck, folder, request);
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

/**
 * The people that the return can speak of, as SQL text of an array of ids, with those who were merged into them: who is in the cohort in
 * the month or the one before, who left since the first month that was sent, whom a Guarantee keeps, and whom the returns before named.
 */
async function peopleAsked(
  client: pg.PoolClient,
  { editions, periodEnd, ledger }: LiveRequest,
): Promise<string> {
  const statuses = editions.flatMap((e) => e.codes.filter((c) => c.set === 'YP10'));
  const staying = new Set(statuses.filter((c) => c.group !== 'leaver').map((c) => c.code));
  const leaving = statuses.map((c) => c.code).filter((code) => !staying.has(code));
  const { rows } = await client.query<{ ids: string | null }>(
    `with since as (
       select least(date_trunc('month', $1::date) - interval '1 month', date_trunc('month', $2::date))::date as day
     ), asked as (
       select m.person_id from cohort_member m join cohort c on c.id = m.cohort_id, since
       where (c.kind = 'nccis' and case when m.status_code = any ($3) then m.started_on >= since.day
           else m.ended_on is null or m.ended_on >= since.day end)
         or (c.kind = 'guarantee' and c.season >= extract(year from since.day) - 1)
       union select value::bigint from json_array_elements_text($4::json)
     ), root as (
       select distinct coalesce(p.merged_into_id, p.id) as id from person p join asked a on a.person_id = p.id
     )
     select string_agg(p.id::text, ',') as ids from person p join root r on r.id = coalesce(p.merged_into_id, p.id)`,
    [periodEnd, ledger.since, leaving, ledger.standing],
  );
  return `'{${rows[0]?.ids ?? ''}}'::bigint[]`;
}

async function copyStore(pool: pg.Pool, duck: Duck, folder: string, request: LiveRequest): Promise<void> {
  const client = await pool.connect();
  let clean = false;
  // while one table is read here, the case store writes out the next
  let loaded = Promise.resolve();
  try {
    await beginCapture(client);
    await duck.exec('create schema known');
    const people = await peopleAsked(client, request);
    for (const table of await sourceTables(client)) {
      const load = await copyTable(client, duck, table, folder, people);
      await loaded;
      loaded = load();
      loaded.catch(() => {}); // it is awaited by the next, or below
    }
    await loaded;
    await client.query('commit');
    clean = true;
  } finally {
    client.release(!clean);
    await loaded.catch(() => {}); // nothing may run on a database that is closed next
  }
}

/** Writes a table out, and hands back what reads it in. */
async function copyTable(
  client: pg.PoolClient,
  duck: Duck,
  table: SourceTable,
  folder: string,
  people: string,
): Promise<() => Promise<void>> {
  if (!READ.has(table.name)) {
    const columns = table.columns.map(({ name, type }) => `"${name}" ${type}`);
    return () => duck.exec(`create table known."${table.name}" (${columns.join(', ')})`);
  }
  const csv = await copyRows(client, table, folder, OF[table.name]?.(people) ?? null);
  return async () => {
    await duck.exec(`create table known."${table.name}" as select * from ${readCsv(csv, table.columns)}`);
    await rm(csv);
  };
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
