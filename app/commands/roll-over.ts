import { writeFile } from 'node:fs/promises';
import { guarded, inQuotes } from '../../base/csv.ts';
import type { RollOver, RollOverLine } from '../../operational/roll-over/roll-over.ts';
import type { Command } from '../command.ts';
import { openStore } from '../store.ts';

export const rollOverCommand: Command = {
  name: 'roll-over',
  summary: 'turn the academic year: compulsory school age ends, the cohort moves on; or take it back',
  words: [],
  options: {
    year: { value: 'YEAR', doc: 'the year in which the academic year begins, such as 2026', required: true },
    'dry-run': { value: null, doc: 'say what would happen, and change nothing' },
    report: { value: 'FILE', doc: 'write each person and what happens to a CSV file' },
    undo: { value: null, doc: 'take the roll-over of that year back' },
  },
  async run({ given, settings, io }) {
    const year = Number(given.required('year'));
    const { pool } = await openStore(settings, io, { migrate: false });
    const { rollOver, undoRollOver } = await import('../../operational/roll-over/roll-over.ts');
    const { councilEditions } = await import('../../operational/reference/council.ts');
    if (given.flag('undo')) {
      const back = await undoRollOver(pool, year, { clock: io.clock });
      const left = back.left === 0 ? '' : ` ${back.left} were left as they are: their record went on since.`;
      io.answer(back, `Taken back: ${back.undone} changes that the roll-over of ${year} made.${left}`);
      return 0;
    }
    const done = await rollOver({
      ...{
        pool,
        editions: await councilEditions(pool),
        year,
        dryRun: given.flag('dry-run'),
        clock: io.clock,
      },
    });
    const file = given.text('report');
    if (file !== null) await writeFile(file, csvOf(done.lines));
    io.answer(done, text(done, file));
    return 0;
  },
};

function text(done: RollOver, file: string | null): string {
  const years = `${done.year}-${String(done.year + 1).slice(2)}`;
  if (done.before) return `The year ${years} was rolled over before; nothing was changed.`;
  const moved = Object.entries(done.movesUp).map(
    ([from, n]) => `  Year ${from} to ${Number(from) + 1}: ${n}`,
  );
  const deeds = [...new Map(done.lines.map((l) => [l.kind, l.what]))].map(
    ([kind, what]) => `  ${done.counts[kind]}  ${what}`,
  );
  return [
    done.applied
      ? `The year ${years} was rolled over.`
      : `What the roll-over to ${years} would do; nothing was changed.`,
    'People move up:',
    ...moved,
    'What happens:',
    ...(deeds.length > 0 ? deeds : ['  nothing']),
    ...(file === null ? [] : [`Each person is in ${file}.`]),
  ].join('\n');
}

const COLUMNS: [string, (line: RollOverLine) => string][] = [
  ['ref', (l) => l.ref],
  ['name', (l) => l.name],
  ['date_of_birth', (l) => l.dateOfBirth],
  ['from_year_group', (l) => String(l.fromYear)],
  ['to_year_group', (l) => String(l.toYear)],
  ['kind', (l) => l.kind],
  ['what', (l) => l.what],
  ['school', (l) => l.school ?? ''],
  ['intended_destination', (l) => l.intendedDestination ?? ''],
];

const csvOf = (lines: readonly RollOverLine[]): string =>
  [
    COLUMNS.map(([name]) => name).join(','),
    ...lines.map((line) => COLUMNS.map(([, cell]) => inQuotes(guarded(cell(line)))).join(',')),
  ]
    .map((line) => `${line}\r\n`)
    .join('');
