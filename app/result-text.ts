import { type Cell, isSymbol, type Result, type ResultColumn } from '../reports/result.ts';

/** A result as a table for the terminal, with its notes and where it comes from. */
export function resultText(result: Result): string {
  const head = result.columns.map(({ label }) => label);
  const rows = result.rows.map((row) => row.map((cell, i) => cellText(cell, result.columns[i]!)));
  const widths = head.map((label, i) => Math.max(label.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((text, i) => (isNumber(result.columns[i]!) ? text.padStart(widths[i]!) : text.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  const { stamp } = result;
  return [
    result.title,
    '',
    line(head),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
    '',
    ...result.notes.map((note, i) => `[note ${i + 1}] ${note}`),
    `Data as at ${stamp.asAt}, snapshot ${stamp.snapshot}, ${stamp.report} ${stamp.version}, hash ${stamp.resultHash.slice(0, 12)}`,
  ].join('\n');
}

const isNumber = ({ type }: ResultColumn) => ['count', 'number', 'percent', 'days'].includes(type);

function cellText(cell: Cell, column: ResultColumn): string {
  if (cell === null) return '';
  if (isSymbol(cell)) return `[${cell.symbol}]`;
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  if (typeof cell === 'string') return cell;
  const text = cell.toLocaleString('en-GB', {
    minimumFractionDigits: column.decimals,
    maximumFractionDigits: column.decimals,
  });
  return text.replace('-', '−');
}
