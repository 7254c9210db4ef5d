import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';

/** A report of the old system and how far its successor is. */
export interface MappedReport {
  id: number;
  oldName: string;
  /** Our report; null while nobody chose one. */
  report: string | null;
  params: Record<string, string>;
  owner: string | null;
  equal: number;
  explained: number;
  /** Cells not yet explained; null before the first comparison. */
  open: number | null;
  knownIssue: string | null;
  checkedAt: string | null;
}

/** How far the move is. */
export interface BurnDown {
  reports: number;
  /** Compared, and nothing is open. */
  done: number;
  /** Compared, with something open. */
  open: number;
  /** Mapped and never compared. */
  notCompared: number;
  /** Without a report of ours. */
  notMapped: number;
  openCells: number;
}

/** Notes an old report, or what is new of it; what is null stays as it was. */
export async function mapReport(
  pool: pg.Pool,
  tenantId: number,
  one: {
    oldName: string;
    report: string | null;
    params?: Record<string, string>;
    owner?: string | null;
    knownIssue?: string | null;
  },
): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `insert into mapped_report (tenant_id, old_name, report, params, owner, known_issue) values ($1, $2, $3, coalesce($4::jsonb, '{}'), $5, $6)
     on conflict (tenant_id, old_name) do update set report = coalesce(excluded.report, mapped_report.report),
       params = coalesce($4::jsonb, mapped_report.params), owner = coalesce(excluded.owner, mapped_report.owner),
       known_issue = coalesce(excluded.known_issue, mapped_report.known_issue)
     returning id::int as id`,
    [
      tenantId,
      one.oldName,
      one.report,
      one.params === undefined ? null : JSON.stringify(one.params),
      one.owner ?? null,
      one.knownIssue ?? null,
    ],
  );
  return rows[0]!.id;
}

/** Keeps the outcome of a comparison. */
export async function keepComparison(
  pool: pg.Pool,
  id: number,
  outcome: { equal: number; explained: number; open: number; file: string; at: Date },
): Promise<void> {
  await pool.query(
    'update mapped_report set equal_cells = $2, explained_cells = $3, open_cells = $4, checked_file = $5, checked_at = $6 where id = $1',
    [id, outcome.equal, outcome.explained, outcome.open, outcome.file, outcome.at.toISOString()],
  );
}

/** The register, by name. */
export async function mappedReports(pool: pg.Pool, tenantId: number): Promise<MappedReport[]> {
  const { rows } = await pool.query<MappedReport>(
    `select id::int as id, old_name as "oldName", report, params, owner, equal_cells as equal, explained_cells as explained, open_cells as open,
       known_issue as "knownIssue", to_char(checked_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "checkedAt"
     from mapped_report where tenant_id = $1 order by old_name`,
    [tenantId],
  );
  return rows;
}

/** What the register says as a whole. */
export function burnDown(reports: readonly MappedReport[]): BurnDown {
  const mapped = reports.filter(({ report }) => report !== null);
  return {
    reports: reports.length,
    done: mapped.filter(({ open }) => open === 0).length,
    open: mapped.filter(({ open }) => open !== null && open > 0).length,
    notCompared: mapped.filter(({ open }) => open === null).length,
    notMapped: reports.length - mapped.length,
    openCells: reports.reduce((sum, { open }) => sum + (open ?? 0), 0),
  };
}

export interface Explained {
  rowKey: string;
  column: string;
  oldValue: string;
  newValue: string;
  rule: string;
  people: string[];
  note: string | null;
  writtenBy: string;
}

/** A person's explanations of an old report's cells, oldest first. */
export async function explanations(pool: pg.Pool, id: number): Promise<Explained[]> {
  const { rows } = await pool.query<Explained>(
    `select row_key as "rowKey", column_name as "column", old_value as "oldValue", new_value as "newValue", rule, people, note,
       written_by as "writtenBy" from difference_explained where mapped_report_id = $1 order by id`,
    [id],
  );
  return rows;
}

/** Keeps an explanation. Throws `CasehouseError` when its rule is none of the list, or nobody wrote it. */
export async function explain(
  pool: pg.Pool,
  tenantId: number,
  id: number,
  one: Explained,
  rules: readonly string[],
): Promise<void> {
  if (!rules.includes(one.rule)) {
    throw new CasehouseError('no-rule', `"${one.rule}" is no rule of the list.`, {
      next: `Use one of ${rules.join(', ')}.`,
    });
  }
  await pool.query(
    `insert into difference_explained (tenant_id, mapped_report_id, row_key, column_name, old_value, new_value, rule, people, note, written_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tenantId,
      id,
      one.rowKey,
      one.column,
      one.oldValue,
      one.newValue,
      one.rule,
      one.people,
      one.note,
      one.writtenBy,
    ],
  );
}
