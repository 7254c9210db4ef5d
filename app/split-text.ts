import { plainCell } from '../reports/versions/publish.ts';
import type { Cause, Moved } from '../reports/versions/moved.ts';
import { CAUSE_WORDS } from '../reports/versions/moved.ts';
import { movedSentence, splitSentence } from '../reports/versions/sentence.ts';
import type { CauseSplit } from '../reports/versions/split.ts';

const MOST = 12;

/** Why a figure changed, for the terminal. */
export function splitText(found: CauseSplit): string {
  const { from, to, split } = found;
  return [
    `${found.title}: ${from.version} on ${from.snapshot} → ${to.version} on ${to.snapshot}`,
    '',
    ...(split === null
      ? [found.why ?? '']
      : [
          [split.label, ...Object.values(split.cell.row)].join(', '),
          splitSentence(split),
          ...(movedSentence(split) === '' ? [] : [`${movedSentence(split)}:`]),
          ...movedLines('entered', split.entered),
          ...movedLines('left', split.left),
        ]),
    '',
    `${found.cells.length} ${found.cells.length === 1 ? 'cell differs' : 'cells differ'}${found.cells.length === 0 ? '' : ', most first:'}`,
    ...found.cells
      .slice(0, MOST)
      .map(
        (cell) =>
          `  ${[...Object.values(cell.row).map(plainCell), cell.column].join(', ')}: ${plainCell(cell.a)} → ${plainCell(cell.b)}`,
      ),
  ].join('\n');
}

function movedLines(what: string, moved: Moved | null): string[] {
  if (moved === null) return [];
  const causes = (Object.entries(moved.causes) as [Cause, number][])
    .filter(([, n]) => n > 0)
    .map(([cause, n]) => `${n} because of ${CAUSE_WORDS[cause]}`);
  return [
    `  ${what}: ${causes.length === 0 ? 'nobody' : causes.join(', ')}`,
    ...(moved.list === null || moved.list.rows.length === 0 ? [] : peopleLines(moved.list)),
  ];
}

/** The first people as a table with its headings. */
function peopleLines({ columns, rows }: NonNullable<Moved['list']>): string[] {
  const lines = [
    columns.map((column) => column.label),
    ...rows.slice(0, MOST).map((row) => row.map((cell) => (cell === null ? '' : plainCell(cell)))),
  ];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  const more = rows.length - MOST;
  return [
    ...lines.map((line) => `    ${line.map((text, i) => text.padEnd(widths[i]!)).join('  ')}`.trimEnd()),
    ...(more > 0 ? [`    and ${more} more`] : []),
  ];
}
