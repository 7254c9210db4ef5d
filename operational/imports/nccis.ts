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
import { readReturn, type Values } from '../../nccis/file/reader.ts';
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
    onStep('reading the records');
    await stage(client, { file, edition, report, tenantId, user: options.user?.id ?? null, periodEnd });
    for (const [i, step] of steps.entries()) {
      onStep(step.name, i / steps.length);
      if (step.name === 'people') await freeRefs(client);
      await client.query(step.sql);
    }
    const result = await record(client, { report, tenantId, hash, user: options.user?.id ?? null, clock });
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

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A value in COPY's text form; a list as words. */
function copyText(value: Values[string]): string {
  const text = Array.isArray(value) ? value.join(' ') : value;
  return text === null || text === '' ? '\\N' : text.replace(/[\\\t\n\r]/g, (c) => escapes[c]!);
}

type Applied = {
  report: CheckReport;
  tenantId: number;
  hash: string;
  user: number | null;
  clock: () => Date;
};

async function record(
  client: pg.PoolClient,
  { report, tenantId, hash, user, clock }: Applied,
): Promise<ImportResult> {
  const { rows } = await client.query<{ line: number; ypid: string; query: string }>(
    'select line, ypid, query from queried order by line',
  );
  const counted = await client.query<{ applied: number; unchanged: number }>(
    `select count(*) filter (where is_new or t.person_id is not null)::integer as applied,
      count(*) filter (where not is_new and t.person_id is null)::integer as unchanged
     from incoming i left join (select distinct person_id from touched) t on t.person_id = i.person_id`,
  );
  const { applied, unchanged } = counted.rows[0]!;
  const rejected = report.blocked.length;
  const batch = await client.query<{ id: number }>(
    `insert into import_batch (tenant_id, profile, file_name, file_hash, state, rows_read, rows_applied, rows_unchanged, rows_queried,
      rows_rejected, started_at, user_id)
     values ($1, 'nccis', $2, $3, 'applied', $4, $5, $6, $7, $8, $9, $10) returning id`,
    [
      tenantId,
      basename(report.file),
      hash,
      report.records,
      applied,
      unchanged,
      rows.length,
      rejected,
      clock(),
      user,
    ],
  );
  return {
    batch: Number(batch.rows[0]!.id),
    file: report.file,
    periodEnd: report.periodEnd!,
    edition: report.edition.id,
    read: report.records,
    applied,
    unchanged,
    queried: rows.length,
    rejected,
    rejections: report.blocked.slice(0, MOST_LISTED),
    queries: rows.slice(0, MOST_LISTED).map((r) => ({ line: r.line, record: r.ypid, reason: r.query })),
  };
}
