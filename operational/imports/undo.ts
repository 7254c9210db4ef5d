import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import { type Batch, type Doer, demandState, requestOf, underRequest } from './batch.ts';

/** Something that was changed after a batch and keeps it from being undone. */
export interface Blocker {
  table: string;
  row_id: number;
  /** The person whose record it belongs to, when it is one's. */
  ref: string | null;
  lines: number[];
  changed_at: string | null;
  changed_by: string | null;
  why: string;
}

/** A batch that can't be undone, with what stands in the way; nothing was changed. Status 409. */
export class UndoBlocked extends CasehouseError {
  readonly blockers: readonly Blocker[];

  constructor(batch: number, blockers: readonly Blocker[]) {
    const people = new Set(blockers.map((b) => b.ref).filter((ref) => ref !== null));
    const [first] = blockers;
    super(
      'undo-blocked',
      `Batch ${batch} can’t be undone: ${blockers.length} of the rows that it wrote ${blockers.length === 1 ? 'was' : 'were'} changed since${people.size > 0 ? `, of ${people.size === 1 ? 'record' : 'records'} ${[...people].slice(0, 5).join(', ')}${people.size > 5 ? ' …' : ''}` : ''}. ${first!.why}`,
      { status: 409, next: 'Put those records right by hand, or undo the later batch first.' },
    );
    this.blockers = blockers;
  }

  override toJSON(): {
    error: { code: string; message: string; next: string; blockers: readonly Blocker[] };
  } {
    return { error: { ...super.toJSON().error, blockers: this.blockers } };
  }
}

interface Run {
  table_name: string;
  op: 'I' | 'U' | 'D';
  first: number;
  last: number;
  request: string;
}

/**
 * Takes back what a batch did, statement by statement from the last, from the change log: every row is again as it was. Refused with
 * the list of what was changed since.
 */
export async function undo(client: pg.PoolClient, who: Doer, batch: Batch): Promise<void> {
  demandState(batch, ['applied'], 'undone');
  const requests = Array.from({ length: batch.applications }, (_, i) => requestOf(batch.id, i + 1));
  await layOutMade(client, requests);
  const blockers = await blockersOf(client, batch.id, requests);
  if (blockers.length > 0) throw new UndoBlocked(batch.id, blockers);
  const { rows: runs } = await client.query<Run>(
    `select table_name, op, request_id as request, min(seq) as first, max(seq) as last
     from (select *, sum(starts::integer) over (order by seq) as run from (
       select seq, table_name, op, request_id,
         (table_name, op, request_id) is distinct from (lag(table_name) over w, lag(op) over w, lag(request_id) over w) as starts
       from change_log where request_id = any ($1) window w as (order by seq)) c) r
     group by run, table_name, op, request_id order by first desc`,
    [requests],
  );
  await underRequest(client, `${requestOf(batch.id, batch.applications)}:undo`);
  for (const run of runs) await takeBack(client, run);
  await underRequest(client, '');
  await client.query(
    "update import_batch set state = 'undone', undone_at = $2, undone_by = $3 where id = $1",
    [batch.id, who.clock(), who.userId],
  );
}

/** Lays out `made`: the rows that the batch put in, which what leans on them is held against. Without statistics that takes minutes. */
async function layOutMade(client: pg.PoolClient, requests: readonly string[]): Promise<void> {
  await client.query(
    `create temp table made on commit drop as
     select distinct table_name, row_id from change_log where request_id = any ($1) and op = 'I'`,
    [requests],
  );
  await client.query('create index on made (table_name, row_id)');
  await client.query('analyze made');
  await client.query('analyze change_log');
}

async function takeBack(
  client: pg.PoolClient,
  { table_name: table, op, first, last, request }: Run,
): Promise<void> {
  const log =
    'change_log l where l.request_id = $1 and l.seq between $2 and $3 and l.table_name = $4 and l.op = $5';
  const parameters = [request, first, last, table, op];
  if (op === 'I') {
    await client.query(`delete from "${table}" where id in (select row_id from ${log})`, parameters);
    return;
  }
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped
       and attgenerated = ''`,
    [table],
  );
  const columns = rows.map(({ name }) => `"${name}"`);
  if (op === 'D') {
    await client.query(
      `insert into "${table}" (${columns.join(', ')}) overriding system value
       select ${columns.map((c) => `r.${c}`).join(', ')} from ${log.replace('change_log l', `change_log l cross join lateral jsonb_populate_record(null::"${table}", l.old) r`)}`,
      parameters,
    );
    return;
  }
  const set = columns.filter((c) => c !== '"id"').map((c) => `${c} = o.${c}`);
  // what a later version added to the table stays as it is: the old row knows nothing of it
  await client.query(
    `update "${table}" t set ${set.join(', ')}
     from (select l.row_id, l.old from ${log}) l join "${table}" x on x.id = l.row_id
     cross join lateral jsonb_populate_record(x, l.old) o
     where t.id = l.row_id`,
    parameters,
  );
}

/** Rows of the batch that are no longer as it left them, and rows of others that lean on ones that it made. */
async function blockersOf(
  client: pg.PoolClient,
  batch: number,
  requests: readonly string[],
): Promise<Blocker[]> {
  const { rows: tables } = await client.query<{ name: string }>(
    'select distinct table_name as name from change_log where request_id = any ($1)',
    [requests],
  );
  const found: Blocker[] = [];
  for (const { name } of tables) {
    found.push(...(await changedSince(client, batch, requests, name)));
    found.push(...(await leaningOn(client, batch, name)));
  }
  return found;
}

const SHOWN = 100;

async function changedSince(
  client: pg.PoolClient,
  batch: number,
  requests: readonly string[],
  table: string,
): Promise<Blocker[]> {
  const { rows } = await client.query<{
    row_id: number;
    at: Date | null;
    by: string | null;
    ref: string | null;
    gone: boolean;
  }>(
    `with last as (
       select distinct on (row_id) row_id, op, new, seq from change_log
       where request_id = any ($1) and table_name = $2 order by row_id, seq desc
     ), differing as (
       select l.*, t.id is null as gone from last l left join "${table}" t on t.id = l.row_id
       where case when l.op = 'D' then t.id is not null
         else l.new is distinct from (select jsonb_object_agg(e.key, e.value) from jsonb_each(to_jsonb(t)) e where l.new ? e.key) end
       limit ${SHOWN}
     )
     select d.row_id, d.gone, c.known_at as at, u.name as by, p.ref from differing d
     left join lateral (select known_at, user_id, coalesce(new, old) as row from change_log x
       where x.table_name = $2 and x.row_id = d.row_id and x.seq > d.seq order by seq desc limit 1) c on true
     left join app_user u on u.id = c.user_id
     left join person p on p.id = ${personOf(table, 'coalesce(c.row, d.new)', 'd.row_id')}
     order by d.row_id`,
    [requests, table],
  );
  return Promise.all(
    rows.map(async ({ row_id, at, by, ref, gone }) => ({
      table,
      row_id,
      ref,
      lines: await linesOf(client, batch, table, row_id),
      changed_at: at?.toISOString() ?? null,
      changed_by: by,
      why: `${words(table)} was ${gone ? 'deleted' : 'changed'}${at ? ` on ${at.toISOString().slice(0, 10)}` : ''}${by ? ` by ${by}` : ''}.`,
    })),
  );
}

/** SQL of the person that a row of a table belongs to. */
const personOf = (table: string, row: string, id: string): string => {
  if (table === 'person') return id;
  return table === 'verification'
    ? `(select s.person_id from situation s where s.id = (${row} ->> 'situation_id')::bigint)`
    : `(${row} ->> 'person_id')::bigint`;
};

const words = (table: string): string =>
  ({
    person: 'The person’s own record',
    person_identifier: 'A number',
    person_address: 'An address',
    situation: 'An activity',
    cohort_member: 'A cohort status',
  })[table] ?? `A row of ${table.replaceAll('_', ' ')}`;

async function linesOf(client: pg.PoolClient, batch: number, table: string, row: number): Promise<number[]> {
  const { rows } = await client.query<{ line: number }>(
    'select distinct line from import_change where batch_id = $1 and table_name = $2 and row_id = $3 order by line',
    [batch, table, row],
  );
  return rows.map(({ line }) => line);
}

/** Rows that others have since hung on rows that the batch made, by every foreign key that there is. */
async function leaningOn(client: pg.PoolClient, batch: number, table: string): Promise<Blocker[]> {
  const { rows: keys } = await client.query<{ child: string; field: string }>(
    `select c.conrelid::regclass::text as child, a.attname as field from pg_constraint c
     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and c.confrelid = to_regclass($1) and cardinality(c.conkey) = 1`,
    [table],
  );
  const found: Blocker[] = [];
  for (const { child, field } of keys) {
    const hasId = await hasColumn(client, child, 'id');
    const { rows } = await client.query<{ row_id: number; of: number }>(
      `select ${hasId ? 'k.id' : `k."${field}"`} as row_id, k."${field}" as of from ${child} k
       where k."${field}" in (select row_id from made where table_name = $1)
         ${hasId ? 'and not exists (select from made m where m.table_name = $2 and m.row_id = k.id)' : 'and $2::text is not null'}
       limit ${SHOWN}`,
      [table, child],
    );
    for (const { row_id, of } of rows) {
      const { rows: people } = await client.query<{ ref: string }>('select ref from person where id = $1', [
        table === 'person' ? of : null,
      ]);
      found.push({
        table: child,
        row_id,
        ref: people[0]?.ref ?? null,
        lines: await linesOf(client, batch, table, of),
        changed_at: null,
        changed_by: null,
        why: `${words(child)} was added to what the batch made.`,
      });
    }
  }
  return found;
}

async function hasColumn(client: pg.PoolClient, table: string, column: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'select from pg_attribute where attrelid = to_regclass($1) and attname = $2 and not attisdropped',
    [table, column],
  );
  return (rowCount ?? 0) > 0;
}
