import type { Batch } from '../operational/imports/batch.ts';
import type { BatchView, RowView } from '../operational/imports/batches.ts';

/** "8 read: 2 applied, 0 unchanged, 4 queried, 2 rejected", and those that wait before it is applied. */
export function countsText(batch: Batch): string {
  const { rows_read, rows_applied, rows_unchanged, rows_queried, rows_rejected } = batch;
  const waiting = rows_read - rows_applied - rows_unchanged - rows_queried - rows_rejected;
  const waits = waiting > 0 ? `, ${waiting} matched and not yet applied` : '';
  return `${rows_read} read: ${rows_applied} applied, ${rows_unchanged} unchanged, ${rows_queried} queried, ${rows_rejected} rejected${waits}`;
}

/** One line of a batch. */
export const batchLine = (b: BatchView | Batch): string =>
  `${String(b.id).padStart(4)}  ${b.started_at.toISOString().slice(0, 16).replace('T', ' ')}  ${b.state.padEnd(8)}  ${b.profile}  ${b.file_name}: ${countsText(b)}.`;

/** A row with its reason, and the candidates side by side. */
export function rowText(row: RowView): string {
  const what = row.outcome === 'queried' ? 'to decide' : (row.outcome ?? 'waiting');
  const number = row.error_number === null ? '' : ` [DfE ${row.error_number}]`;
  const head = `  line ${row.line}: ${what}.${row.reason === null ? '' : ` ${row.reason}`}${number}`;
  const candidates = row.candidates.map((c) => {
    const verdicts = Object.entries(c.verdicts).map(([field, verdict]) => `${field} ${verdict}`);
    return `    ${c.ref} (${c.score}) ${c.given_name} ${c.family_name}, ${c.dob}, ${c.postcode ?? 'no postcode'}; ${c.current ?? 'no activity'}: ${verdicts.join(', ')}`;
  });
  return [head, ...candidates].join('\n');
}
