import type { DiffRun, VersionDiff } from '../reports/versions/diff.ts';
import { changeText, plainCell } from '../reports/versions/publish.ts';

const MOST = 12;

/** A diff of two versions for the terminal: what it is, the header's changes, and each run. */
export function diffText(diff: VersionDiff): string {
  const name = ({ version, draft }: VersionDiff['a']) => `${version}${draft ? ' (draft)' : ''}`;
  return [
    `${diff.title}: ${name(diff.a)} → ${name(diff.b)} is a ${diff.class} change`,
    '',
    ...(diff.changes.length === 0
      ? ['The headers promise the same.']
      : diff.changes.map((change) => `  ${change.class.padEnd(5)}  ${changeText(change)}`)),
    ...diff.runs.flatMap((run) => ['', ...runText(run, diff)]),
  ].join('\n');
}

function runText(run: DiffRun, diff: VersionDiff): string[] {
  const parameters = Object.entries(run.parameters)
    .map(([name, value]) => `${name}=${value ?? 'all'}`)
    .join(' ');
  const width = Math.max(0, ...run.columns.map(({ name }) => name.length));
  return [
    `Snapshot ${run.snapshot}${parameters === '' ? '' : `, ${parameters}`}`,
    `  rows: ${run.rowsA} → ${run.rowsB}`,
    ...keys(`only in ${diff.a.version}`, run.onlyA),
    ...keys(`only in ${diff.b.version}`, run.onlyB),
    ...run.columns.map(
      ({ name, equal, compared, rate, hidden }) =>
        `  ${name.padEnd(width)}  ${rate === null ? '–' : `${rate.toFixed(1)} %`} equal (${equal} of ${compared}${hidden === 0 ? '' : `; ${hidden} hidden`})`,
    ),
    ...(run.cells.length === 0
      ? ['  every cell is the same']
      : [`  ${run.cells.length} cells differ, most first:`]),
    ...run.cells
      .slice(0, MOST)
      .map((cell) => `    ${rowText(cell.row)}, ${cell.column}: ${plainCell(cell.a)} → ${plainCell(cell.b)}`),
  ];
}

const keys = (what: string, rows: DiffRun['onlyA']): string[] =>
  rows.length === 0
    ? []
    : [
        `  ${what}: ${rows.length} (${rows.slice(0, 5).map(rowText).join('; ')}${rows.length > 5 ? ' …' : ''})`,
      ];

const rowText = (row: DiffRun['onlyA'][number]): string =>
  Object.entries(row)
    .map(([name, value]) => `${name} ${plainCell(value)}`)
    .join(', ');
