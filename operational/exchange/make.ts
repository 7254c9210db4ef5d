import { createHash } from 'node:crypto';
import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import type { Edition } from '../../nccis/edition.ts';
import { councilEditions } from '../reference/council.ts';
import { csvOf, type OutRow } from './csv.ts';
import type { Kind, OutColumn } from './kind.ts';
import { type Asked, type Params, paramsOf, todayOf } from './params.ts';
import { type FileOut, keptFiles, recordFile } from './record.ts';

/** Files of one kind that were made and recorded, and how many people belong to no school that a file could go to. */
export interface Made {
  kind: string;
  files: FileOut[];
  withoutSchool: number;
}

export interface MakeContext {
  pool: pg.Pool;
  clock: () => Date;
  tenantId?: number;
  user?: number | null;
  editions?: readonly Edition[];
}

/**
 * Makes the files of a kind: one, or one for each school. Each is recorded with its hash and with the people in it, in one transaction
 * with `deliver`, so that nothing leaves without a record. A kind that is kept gives out the kept file again.
 */
export async function makeFiles(
  kind: Kind,
  asked: Asked,
  context: MakeContext,
  deliver: (made: Made) => Promise<void> = async () => {},
): Promise<Made> {
  const { pool, clock, tenantId = 1, user = null } = context;
  const editions = context.editions ?? (await councilEditions(pool, undefined, tenantId));
  const today = todayOf(clock);
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read');
    const params = await paramsOf(client, kind, asked, { editions, tenantId, today });
    demandOpen(kind, params, today);
    const isClosed = await demandCohort(client, kind, params, tenantId);
    const stands =
      kind.keeps === 'first' || isClosed || (params.closesOn !== null && today > params.closesOn);
    const kept = kind.keeps !== null && stands ? await keptFiles(client, kind, params, tenantId) : [];
    const made = { kind: kind.id, files: kept, withoutSchool: 0 };
    const given = new Set(kept.map(({ recipient }) => recipient));
    if (kept.length === 0 || kind.to === 'school') {
      const rows = await run(client, kind, params);
      const groups = byRecipient(kind, params, rows);
      made.withoutSchool = groups.withoutSchool;
      for (const group of groups.files) {
        if (given.has(group.recipient)) continue;
        made.files.push(await record(client, { kind, params, tenantId, user, at: clock() }, group));
      }
    }
    made.files.sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
    demandSchool(kind, params, made);
    await deliver(made);
    await client.query('commit');
    return made;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

interface Group {
  recipient: string;
  name: string | null;
  rows: OutRow[];
}

/** The rows by who gets them: all to one, or each school its own. */
function byRecipient(kind: Kind, params: Params, rows: OutRow[]): { files: Group[]; withoutSchool: number } {
  if (kind.to !== 'school') {
    const recipient = { authority: params.to!, department: 'DfE', council: 'council' }[kind.to];
    return { files: [{ recipient, name: null, rows }], withoutSchool: 0 };
  }
  const schools = new Map<string, Group>();
  let without = 0;
  for (const row of rows) {
    if (row.school_no === null || row.school_no === undefined) {
      without++;
      continue;
    }
    const recipient = String(row.school_no);
    if (params.school !== null && recipient !== params.school) continue;
    const group = schools.get(recipient) ?? { recipient, name: String(row.school_name), rows: [] };
    group.rows.push(row);
    schools.set(recipient, group);
  }
  return { files: [...schools.values()], withoutSchool: without };
}

async function record(
  client: pg.PoolClient,
  by: { kind: Kind; params: Params; tenantId: number; user: number | null; at: Date },
  { recipient, rows }: Group,
): Promise<FileOut> {
  const { kind, params } = by;
  const columns: OutColumn[] = params.layout?.columns ?? kind.columns;
  const content = csvOf(kind, columns, rows);
  const people = kind.counts
    ? []
    : [...new Set(rows.flatMap(({ person_id: id }) => (id === null ? [] : [Number(id)])))];
  return recordFile(client, {
    ...by,
    recipient,
    content,
    people,
    rows: rows.length,
    fileName: nameOf(kind, params, recipient),
    hash: createHash('sha256').update(content).digest('hex'),
    columns: columns.map(({ heading }) => heading),
  });
}

const nameOf = (kind: Kind, params: Params, recipient: string): string =>
  (kind.file ?? params.edition.fileNames.survey)
    .replaceAll('{year}', String(params.season))
    .replaceAll('{la}', params.la)
    .replaceAll('{to}', params.to ?? '')
    .replaceAll('{season}', String(params.season))
    .replaceAll('{as_at}', params.asAt)
    .replaceAll('{batch}', String(params.batch))
    .replaceAll('{school}', recipient);

/** The query with `:name` as numbered parameters. */
async function run(client: pg.PoolClient, kind: Kind, params: Params): Promise<OutRow[]> {
  const values: unknown[] = [];
  const places = new Map<string, string>();
  const text = kind.sql.replace(/(?<![:\w]):([a-z_]+)\b/g, (whole, name: string) => {
    if (!(name in params.sql)) return whole;
    if (!places.has(name)) {
      values.push(params.sql[name]);
      places.set(name, `$${values.length}${castOf(name, params.sql[name])}`);
    }
    return places.get(name)!;
  });
  const order = kind.order.length === 0 ? '' : `\norder by ${kind.order.join(', ')}`;
  const { rows } = await client.query<OutRow>(`${text}${order}`, values);
  return rows;
}

const castOf = (name: string, value: unknown): string => {
  if (Array.isArray(value)) return '::text[]';
  if (typeof value === 'number') return '::integer';
  return /_on$|^as_at$|^from$/.test(name) ? '::date' : '::text';
};

function demandOpen(kind: Kind, params: Params, today: string): void {
  const position = params.sql.position_on as string;
  if (kind.position !== 'survey' || today >= position) return;
  throw new CasehouseError(
    'not-yet',
    `The survey of ${params.season} asks about ${position}, which is to come.`,
    {
      status: 409,
      next: 'Make it from that day on, or give an earlier season.',
    },
  );
}

/** Whether the season of the kind's cohort is closed; throws `cohort-not-fixed`. */
async function demandCohort(
  client: pg.PoolClient,
  kind: Kind,
  params: Params,
  tenantId: number,
): Promise<boolean> {
  if (kind.cohort === null) return false;
  const { rows } = await client.query<{ closed: boolean }>(
    `select closed_on is not null as closed from cohort
     where tenant_id = $1 and kind = $2 and season = $3 and la_code = $4 and fixed_on is not null`,
    [tenantId, kind.cohort, params.season, params.la],
  );
  if (rows[0]) return rows[0].closed;
  throw new CasehouseError(
    'cohort-not-fixed',
    `The ${kind.cohort} cohort of ${params.season} for authority ${params.la} is not fixed.`,
    { status: 409, next: 'Fix the cohort first, or choose another season.' },
  );
}

function demandSchool(kind: Kind, params: Params, made: Made): void {
  if (kind.to !== 'school' || params.school === null || made.files.length > 0) return;
  throw new CasehouseError('nothing-for-school', `There is nobody of school ${params.school} on this list.`, {
    status: 404,
    next: 'Check the school’s number (seven digits) and the season.',
  });
}
