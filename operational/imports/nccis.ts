import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { pipeline } from 'node:stream/promises';
import { londonDay } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import { checkFile } from '../../nccis/check/check.ts';
import type { CheckReport } from '../../nccis/check/report.ts';
import { recordFields } from '../../nccis/check/store.ts';
import type { Edition } from '../../nccis/edition.ts';
import { loadEditions } from '../../nccis/editions.ts';
import { readReturn } from '../../nccis/file/reader.ts';
import { recount, requestOf, underRequest } from './batch.ts';
import { copyText } from './copy-text.ts';
import { authority, freeRefs } from './store.ts';

/** What became of a return's records. Every record read is in one of the four counts. */
export type ImportResult = {
  batch: number;
  file: string;
  periodEnd: string;
  edition: string;
  read: number;
  applied: number;
  unchanged: number;
  queried: number;
  rejected: number;
  /** The first of those that the store can't hold, with the reasons; and of those that a person must decide. */
  rejections: { line: number; reasons: string[] }[];
  queries: { line: number; record: string; reason: string }[];
};

export type ImportOptions = {
  pool: pg.Pool;
  file: string;
  /** Without it the store's one authority; in an empty store one is made from the file's header. */
  tenantId?: number;
  user?: { id: number } | null;
  clock?: () => Date;
  onStep?: (step: string, done?: number) => void;
  editions?: Edition[];
};

const MOST_LISTED = 1000;
const steps = readFileSync(join(import.meta.dirname, 'nccis.sql'), 'utf8')
  .split(/^-- step: /m)
  .slice(1)
  .map((text) => ({ name: text.slice(0, text.indexOf('\n')), sql: text.slice(text.indexOf('\n')) }));

/**
 * Loads another client database's NCCIS return into the case store, in one transaction: checked, staged, applied. People are matched
 * by young person's ID; the same file twice changes nothing. A file that is refused as a whole throws and leaves no trace.
 */
export async function importNccis(options: ImportOptions): Promise<ImportResult> {
  const { pool, file, clock = () => new Date(), onStep = () => {} } = options;
  const editions = options.editions ?? loadEditions();
  onStep('checking the file');
  const report = await checkFile(file, { forImport: true, editions });
  const periodEnd = acceptable(report, clock());
  const edition = editions.find((e) => e.id === report.edition.id)!;
  const hash = await sha256(file);
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(
      "select set_config('casehouse.known_at', $1, true), set_config('casehouse.user_id', $2, true)",
      [clock().toISOString(), options.user ? String(options.user.id) : ''],
    );
    const tenantId = await authority(client, report.header, edition, options.tenantId);
    const batch = await nextBatch(client);
    await underRequest(client, requestOf(batch, 1));
    onStep('reading the records');
    await stage(client, { file, edition, report, tenantId, user: options.user?.id ?? null, periodEnd });
    for (const [i, step] of steps.entries()) {
      onStep(step.name, i / steps.length);
      if (step.name === 'people') await freeRefs(client);
      await client.query(step.sql);
    }
    await underRequest(client, '');
    const result = await record(client, {
      batch,
      report,
      tenantId,
      hash,
      user: options.user?.id ?? null,
      clock,
    });
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** The file's period end; throws when the file is refused as a whole. */
function acceptable(report: CheckReport, now: Date): string {
  const cause = report.findings.find((f) => f.level === 'file' && f.priority === 1);
  if (cause) {
    const where = cause.line ? ` (line ${cause.line}${cause.record ? `, ${cause.record}` : ''})` : '';
    throw new CasehouseError('return-refused', `${report.file} was not loaded: ${cause.reason}${where}`, {
      next: cause.fix,
    });
  }
  if (report.periodEnd! > londonDay(now)) {
    throw new CasehouseError(
      'return-refused',
      `${report.file} was not loaded: its period ends on ${report.periodEnd}, which is in the future.`,
      {
        next: 'Check the period end in the header.',
      },
    );
  }
  return report.periodEnd!;
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

type Staging = {
  file: string;
  edition: Edition;
  report: CheckReport;
  tenantId: number;
  user: number | null;
  periodEnd: string;
};

async function stage(
  client: pg.PoolClient,
  { file, edition, report, tenantId, user, periodEnd }: Staging,
): Promise<void> {
  const columns = recordFields(edition).map((f) => f.column!);
  await client.query(
    `create temp table stage (line integer not null, ${columns.map((c) => `${c} text`).join(', ')}) on commit drop`,
  );
  const copy = client.query(copyFrom(`copy stage (line, ${columns.join(', ')}) from stdin`));
  await pipeline(copyLines(file, edition, columns), copy);
  await client.query('create temp table blocked (line integer not null) on commit drop');
  await client.query('insert into blocked select unnest($1::integer[])', [report.blocked.map((b) => b.line)]);
  await client.query(
    `create temp table batch on commit drop as select $1::integer as tenant_id, $2::bigint as user_id, $3::date as period_end,
      $4::integer as final_age, $5::integer as season`,
    [tenantId, user, periodEnd, edition.cohort.finalCompulsoryAge, seasonOf(edition, periodEnd)],
  );
}

/** The summer whose guarantee a period reports on. */
export function seasonOf(edition: Edition, periodEnd: string): number {
  const [year, month] = periodEnd.split('-').map(Number) as [number, number];
  return month >= edition.guarantee.seasonStartsMonth ? year : year - 1;
}

async function* copyLines(file: string, edition: Edition, columns: string[]): AsyncGenerator<string> {
  let lines = '';
  for await (const { kind, line, values } of readReturn(file, edition, [])) {
    if (kind !== 'record') continue;
    lines += `${line}\t${columns.map((c) => copyText(values[c] ?? null)).join('\t')}\n`;
    if (lines.length < 65_536) continue;
    yield lines;
    lines = '';
  }
  yield lines;
}

async function nextBatch(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    "select nextval(pg_get_serial_sequence('import_batch', 'id')) as id",
  );
  return Number(rows[0]!.id);
}

type Applied = {
  batch: number;
  report: CheckReport;
  tenantId: number;
  hash: string;
  user: number | null;
  clock: () => Date;
};

async function record(
  client: pg.PoolClient,
  { batch, report, tenantId, hash, user, clock }: Applied,
): Promise<ImportResult> {
  const now = clock();
  await client.query(
    `insert into import_batch (id, tenant_id, profile, file_name, file_hash, state, as_at, read_as, heading, started_at, user_id,
      rows_read, applications, applied_at, applied_by)
     overriding system value
     values ($1, $2, 'nccis', $3, $4, 'staged', $5, 'XML', '{YoungPersonsID}', $6, $7, $8, 1, $6, $7)`,
    [batch, tenantId, basename(report.file), hash, report.periodEnd, now, user, report.records],
  );
  await client.query(rowsOfBatch, [
    batch,
    report.blocked.map((b) => b.line),
    report.blocked.map((b) => b.reasons.join(' ')),
  ]);
  await recount(client, batch);
  const { rows } = await client.query<Counts>(
    `update import_batch set state = 'applied' where id = $1
     returning rows_applied as applied, rows_unchanged as unchanged, rows_queried as queried, rows_rejected as rejected`,
    [batch],
  );
  const queries = await client.query<{ line: number; record: string; reason: string }>(
    'select line, ypid as record, query as reason from queried order by line limit $1',
    [MOST_LISTED],
  );
  return {
    batch,
    file: report.file,
    periodEnd: report.periodEnd!,
    edition: report.edition.id,
    read: report.records,
    ...rows[0]!,
    rejections: report.blocked.slice(0, MOST_LISTED),
    queries: queries.rows,
  };
}

type Counts = Pick<ImportResult, 'applied' | 'unchanged' | 'queried' | 'rejected'>;

/** Every record as a row of the batch, with its outcome: what the file said of it stands in the file. */
const rowsOfBatch = `
  insert into import_row (batch_id, line, raw, outcome, reason, basis, person_id)
  select $1, s.line, jsonb_build_array(s.ypid),
    case when b.line is not null then 'rejected' when q.line is not null then 'queried'
      when i.is_new or t.person_id is not null then 'applied' else 'unchanged' end,
    coalesce(b.reason, q.query), case when i.is_new then 'new' when i.line is not null then 'number' end, i.person_id
  from stage s
  left join unnest($2::integer[], $3::text[]) as b (line, reason) on b.line = s.line
  left join queried q on q.line = s.line
  left join incoming i on i.line = s.line
  left join (select distinct person_id from touched) t on t.person_id = i.person_id`;
