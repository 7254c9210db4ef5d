import type pg from 'pg';
import { guarded, inQuotes } from '../../base/csv.ts';
import { findBatch } from './batches.ts';

const PAGE = 2000;

/**
 * The reconciliation of a batch as CSV, in pieces: every row's line, outcome, reason, DfE's error number, record and who decided, then
 * the counts, which add up to the rows read. A cell that a spreadsheet would take for a formula begins with an apostrophe.
 */
export async function* reconciliation(
  client: pg.Pool | pg.PoolClient,
  tenantId: number,
  id: number,
): AsyncGenerator<string> {
  const batch = await findBatch(client, tenantId, id);
  yield '\ufeff';
  yield row([
    'Line',
    'Outcome',
    'Reason',
    'Error number',
    'Record',
    'Found by',
    'Decided by',
    'Notes',
    ...batch.heading,
  ]);
  let line = -1;
  for (;;) {
    const { rows } = await client.query(
      `select r.line, coalesce(r.outcome, 'waiting') as outcome, r.reason, r.error_number, p.ref, r.basis, u.name as decided_by,
         array_to_string(r.notes, ' ') as notes, r.raw
       from import_row r left join person p on p.id = r.person_id left join app_user u on u.id = r.decided_by
       where r.batch_id = $1 and r.line > $2 order by r.line limit ${PAGE}`,
      [id, line],
    );
    if (rows.length === 0) break;
    line = rows.at(-1).line;
    yield rows
      .map((r) =>
        row([
          r.line,
          r.outcome,
          r.reason,
          r.error_number,
          r.ref,
          r.basis,
          r.decided_by,
          r.notes,
          ...(r.raw as string[]),
        ]),
      )
      .join('');
  }
  const total = (name: string, count: number) => row(['', name, count]);
  yield row(['']);
  yield total('rows read', batch.rows_read) +
    total('applied', batch.rows_applied) +
    total('unchanged', batch.rows_unchanged) +
    total('queried', batch.rows_queried) +
    total('rejected', batch.rows_rejected);
  yield row(['', 'batch', batch.id, '', batch.state]);
  yield row(['', 'file', batch.file_name, '', `SHA-256 ${batch.file_hash}`]);
}

const row = (cells: readonly unknown[]): string => `${cells.map(cell).join(',')}\r\n`;

function cell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = typeof value === 'number' ? text : guarded(text);
  return /[",\r\n]/.test(safe) ? inQuotes(safe) : safe;
}
