import type { Row } from '../result.ts';
import { cellText, usedShorthand } from '../render/cells.ts';
import { addParts, addSheet } from '../render/excel/excel.ts';
import { columnWidths, type Line, type Sheet } from '../render/excel/sheet.ts';
import { dataLines, noTable, plain, sheetName, smallTable, textColumn } from '../render/excel/sheets.ts';
import { writeZip } from '../render/excel/zip.ts';
import { writeWhole } from '../render/file.ts';
import { unfit } from '../render/source.ts';
import { runSentence, stampFields } from '../render/stamp.ts';
import { explained, longInstant } from '../render/words.ts';
import type { FilledPack } from './pack.ts';
import { packSaid } from './said.ts';

/** Rows that a sheet of a pack takes; a pack is for reading. */
const MOST_ROWS = 100_000;

/** Writes a pack as one accessible workbook: Cover, Contents, Notes, one sheet for each table, About. */
export async function writePackWorkbook(filled: FilledPack, file: string): Promise<void> {
  const said = packSaid(filled);
  const sheets = plan(filled);
  const properties = [
    { name: 'casehouse.pack', value: filled.pack.id },
    ...(filled.run === null ? [] : [{ name: 'casehouse.pack-run', value: String(filled.run) }]),
    { name: 'casehouse.snapshot', value: said.stamp.snapshot },
  ];
  await writeWhole(file, (part) =>
    writeZip(part, new Date(said.stamp.ranAt), async (zip) => {
      await zip.add('_rels/.rels', [(await import('../render/excel/parts.ts')).rootRelations()]);
      for (const [i, sheet] of sheets.entries()) await addSheet(zip, sheet, i + 1);
      await addParts(zip, said, sheets, properties);
    }),
  );
}

function plan(filled: FilledPack): Sheet[] {
  const shown = filled.sections.filter(({ section }) => section.show.includes('table'));
  const names = uniqueNames(shown.map(({ section }, i) => `${i + 1} ${sheetName(section.heading)}`));
  const data = shown.map(({ section, result }, i): Sheet => {
    if (result.rows.length > MOST_ROWS) {
      throw unfit(`${section.heading} has ${result.rows.length} rows; a sheet of a pack takes ${MOST_ROWS}.`);
    }
    return {
      name: names[i]!,
      lines: dataLines(result, usedShorthand(result.rows), 1, 1),
      table: {
        name: `results_${i + 1}_${section.id.replace(/[^A-Za-z0-9]+/g, '_')}`,
        columns: result.columns,
        widths: columnWidths(result.columns, result.rows.slice(0, 500), cellText),
      },
      rows: (result.rows as Row[]).values(),
      capacity: result.rows.length,
      active: false,
    };
  });
  const rest = [contents(shown, names), ...notes(filled, names), ...data, about(filled)];
  return [cover(filled, rest), ...rest];
}

/** At most 31 characters, each only once. */
function uniqueNames(names: readonly string[]): string[] {
  return names.map((name) => name.slice(0, 31).trimEnd());
}

function cover(filled: FilledPack, rest: readonly Sheet[]): Sheet {
  const said = packSaid(filled);
  const paragraph = (text: string): Line => ({ text, style: 'paragraph' });
  const comments = filled.sections.flatMap(({ section, comment }) =>
    comment === null
      ? []
      : [
          paragraph(
            `${section.heading}. ${comment.body} (${comment.writtenBy}, ${longInstant(comment.writtenAt)})`,
          ),
        ],
  );
  const used = [...new Set(filled.sections.flatMap(({ result }) => usedShorthand(result.rows)))];
  return {
    ...noTable('Cover', [
      { text: said.title, style: 'heading1' },
      paragraph(runSentence(said)),
      ...(comments.length === 0 ? [] : [{ text: 'Comments', style: 'heading2' } as Line, ...comments]),
      { text: 'Worksheets', style: 'heading2' },
      ...rest.map(({ name }) => paragraph(name)),
      ...(used.length === 0
        ? []
        : [
            { text: 'Shorthand', style: 'heading2' } as Line,
            ...used.map((word) => paragraph(explained(word))),
          ]),
    ]),
    active: true,
  };
}

const contents = (shown: FilledPack['sections'], names: readonly string[]): Sheet =>
  smallTable(
    'Contents',
    ['Contents'],
    [
      textColumn('worksheet', 'Worksheet'),
      textColumn('title', 'Table'),
      textColumn('measure', 'What it shows'),
    ],
    shown.map(({ result }, i) => [names[i]!, result.title, result.definition]),
  );

function notes({ sections }: FilledPack, names: readonly string[]): Sheet[] {
  const rows = sections
    .filter(({ section }) => section.show.includes('table'))
    .flatMap(({ result }, i) => result.notes.map((text, n) => [names[i]!, `Note ${n + 1}`, text]));
  if (rows.length === 0) return [];
  const columns = [
    textColumn('worksheet', 'Worksheet'),
    textColumn('note', 'Note'),
    textColumn('text', 'What it says'),
  ];
  return [smallTable('Notes', ['Notes'], columns, rows)];
}

function about({ sections }: FilledPack): Sheet {
  const rows = sections.flatMap(({ section, result }) =>
    stampFields(result.stamp).map(({ label, value }) => [section.heading, label, value]),
  );
  const columns = [
    textColumn('section', 'Section'),
    textColumn('field', 'What'),
    textColumn('value', 'Value'),
  ];
  const sheet = smallTable('About', ['About these figures'], columns, rows);
  return {
    ...sheet,
    lines: [...sheet.lines, plain('All sections are of one snapshot; each report can be run again on it.')],
  };
}
