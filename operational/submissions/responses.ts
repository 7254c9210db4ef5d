import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type pg from 'pg';
import { parse } from 'yaml';
import { CasehouseError } from '../../base/errors.ts';
import { examine } from '../imports/read/examine.ts';
import { openTable } from '../imports/read/table.ts';
import { keepFile } from './kept.ts';
import type { Submission } from './submission.ts';

/** What the Department's answers are of: errors in records, or records that stand for one person. */
export type ResponseKind = 'errors' | 'duplicates';

/** What was read: rows in the file, those that were new, and those whose person is not one of ours. */
export type ResponseRead = {
  kind: ResponseKind;
  rows: number;
  added: number;
  known: number;
  strangers: number;
  /** Our field → the file's heading. */
  columns: Record<string, string>;
};

type Fields = Record<string, { title: string; need: boolean; headings: string[] }>;

const file = resolve(import.meta.dirname, '../../sql/returns/nccis/responses.yaml');
const fieldsOf = (kind: ResponseKind): Fields =>
  (parse(readFileSync(file, 'utf8')) as Record<ResponseKind, Fields>)[kind];

const plain = (heading: string): string => heading.toLowerCase().replace(/[^a-z0-9]/g, '');

const AT_ONCE = 1000;

/**
 * Reads an answer of the Department into the case store, all or nothing, and keeps the file. `map` names the heading of a field where the
 * known ones don't do. The same file twice changes nothing; a pair of records that was decided on stays decided.
 */
export async function readResponse(
  pool: pg.Pool,
  request: {
    dataDir: string;
    submission: Submission;
    tenantId: number;
    kind: ResponseKind;
    file: string;
    /** Its name where it came from, when it lies here under another. */
    fileName?: string;
    map?: Record<string, string>;
    user?: number | null;
  },
): Promise<ResponseRead> {
  const { kind, submission, tenantId, fileName = basename(request.file) } = request;
  const fields = fieldsOf(kind);
  const examined = await examine(request.file);
  const table = await openTable(examined, (heading) => isKnown(fields, heading));
  const columns = columnsOf(fields, table.heading, request.map ?? {}, fileName);
  const at = Object.entries(columns).map(
    ([field, heading]) => [field, table.heading.indexOf(heading)] as const,
  );
  const client = await pool.connect();
  const read: ResponseRead = { kind, rows: 0, added: 0, known: 0, strangers: 0, columns };
  try {
    await client.query('begin');
    let batch: Record<string, string>[] = [];
    const put = async () => {
      const done = await insert(client, kind, batch, { submission: submission.id, tenantId });
      read.added += done.added;
      read.known += batch.length - done.added;
      read.strangers += done.strangers;
      batch = [];
    };
    for await (const row of table.rows) {
      const values = Object.fromEntries(at.map(([field, i]) => [field, (row.cells[i] ?? '').trim()]));
      const empty = Object.entries(fields).find(([field, f]) => f.need && !values[field]);
      if (empty) throw noValue(fileName, row.line, empty[1].title);
      read.rows++;
      batch.push(values);
      if (batch.length === AT_ONCE) await put();
    }
    if (batch.length > 0) await put();
    await client.query(
      `insert into submission_response (tenant_id, submission_id, kind, file_name, file_hash, columns, rows_read, user_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
      [tenantId, submission.id, kind, fileName, examined.hash, columns, read.rows, request.user ?? null],
    );
    await keepFile(request.dataDir, request.file, examined.hash, 'csv');
    await client.query('commit');
    return read;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

const INSERT: Record<ResponseKind, string> = {
  errors: `insert into error_found (tenant_id, submission_id, ypid, person_id, rule_no, field, value, detail)
    select $1, $2, g.ypid, i.person_id, g.rule_no, coalesce(g.field, ''), coalesce(g.value, ''), nullif(g.detail, '')
    from given g left join owner i on i.value = g.ypid
    on conflict do nothing returning person_id`,
  duplicates: `insert into duplicate_case (tenant_id, submission_id, ypid, person_id, other_ypid, other_la_code, basis)
    select $1, $2, g.ypid, i.person_id, g.other_ypid, nullif(g.other_la_code, ''), nullif(g.basis, '')
    from given g left join owner i on i.value = g.ypid
    on conflict do nothing returning person_id`,
};

async function insert(
  client: pg.PoolClient,
  kind: ResponseKind,
  rows: Record<string, string>[],
  to: { submission: number; tenantId: number },
): Promise<{ added: number; strangers: number }> {
  const shape = Object.keys(fieldsOf(kind)).map((field) => `${field} text`);
  const { rows: added } = await client.query<{ person_id: number | null }>(
    `with given as (select distinct * from json_to_recordset($3) as g (${shape.join(', ')})),
     owner as (select value, min(person_id) as person_id from person_identifier
       where tenant_id = $1 and kind in ('YPID', 'previous-YPID') and value in (select ypid from given) group by value)
     ${INSERT[kind]}`,
    [to.tenantId, to.submission, JSON.stringify(rows)],
  );
  return { added: added.length, strangers: added.filter((r) => r.person_id === null).length };
}

const isKnown = (fields: Fields, heading: string): boolean =>
  Object.values(fields).some((f) => f.headings.some((h) => plain(h) === plain(heading)));

/** Which column of the file holds each field. */
function columnsOf(
  fields: Fields,
  heading: readonly string[],
  map: Record<string, string>,
  name: string,
): Record<string, string> {
  const find = (wanted: string) => heading.find((h) => plain(h) === plain(wanted));
  const columns: Record<string, string> = {};
  for (const [field, wanted] of Object.entries(map)) {
    const found = find(wanted);
    if (!(field in fields)) throw unknownField(field, Object.keys(fields));
    if (found === undefined) throw noColumn(name, wanted, heading);
    columns[field] = found;
  }
  const taken = new Set(Object.values(columns));
  for (const [field, { title, need, headings }] of Object.entries(fields)) {
    if (field in columns) continue;
    const found = headings.map(find).find((h) => h !== undefined && !taken.has(h));
    if (found !== undefined) {
      columns[field] = found;
      taken.add(found);
    } else if (need) throw noColumn(name, title, heading, field);
  }
  return columns;
}

/** `FIELD=HEADING` texts as a map; throws `response-map` for one without a field. */
export const headingsOf = (pairs: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at > 0) return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
      throw new CasehouseError('response-map', `"${pair}" names no column.`, {
        next: 'Write it as ypid=Young person.',
      });
    }),
  );

const unknownField = (field: string, fields: string[]): CasehouseError =>
  new CasehouseError('response-column', `There is no field ${field} in such a file.`, {
    next: `Name one of ${fields.join(', ')}.`,
  });

const noColumn = (name: string, what: string, heading: readonly string[], field?: string): CasehouseError =>
  new CasehouseError('response-column', `${name} has no column for "${what}". Nothing was read.`, {
    next: `Its columns are ${heading.join(', ')}${field === undefined ? '.' : `: say which it is, --map ${field}="…".`}`,
  });

const noValue = (name: string, line: number, title: string): CasehouseError =>
  new CasehouseError('response-row', `${name}, line ${line}: ${title} is empty. Nothing was read.`, {
    next: 'Correct or take out that line, or name another column.',
  });
