import type { Cell, ResultColumn, Row } from '../../result.ts';
import { cellText, usedShorthand } from '../cells.ts';
import type { Source } from '../source.ts';
import { seal, withoutChart } from '../seal.ts';
import { runSentence, SEAL_LABEL, stampFields } from '../stamp.ts';
import { explained, headings, longDay, type Shorthand } from '../words.ts';
import { columnWidths, type Line, type Sheet } from './sheet.ts';

/** The workbook's sheets in order; `sample` sets the widths and `rows` feeds the sheets of the data one after the other. */
export function planSheets(
  source: Source,
  sample: readonly Row[],
  rows: AsyncIterator<Row>,
  sheetRows: number,
): Sheet[] {
  const used = usedShorthand(source.rows);
  const lineCount = dataLines(source, used, 1, 2).length;
  const capacity = sheetRows - lineCount - 1;
  const pieces = Math.max(1, Math.ceil(source.stamp.rowCount / capacity));
  const name = sheetName(source.title);
  const widths = columnWidths(source.columns, sample, cellText);
  const tableName = `results_${source.stamp.report.replace(/[^A-Za-z0-9]+/g, '_')}`;
  const data = Array.from({ length: pieces }, (_, i): Sheet => {
    const suffix = pieces === 1 ? '' : ` ${i + 1}`;
    return {
      name: name.slice(0, 31 - suffix.length) + suffix,
      lines: dataLines(source, used, i + 1, pieces),
      table: { name: tableName + (pieces === 1 ? '' : `_${i + 1}`), columns: source.columns, widths },
      rows,
      capacity,
      active: false,
    };
  });
  const after = [columnsSheet(source), aboutSheet(source)];
  const notes = source.notes.length > 0 ? [notesSheet(source)] : [];
  const contents = pieces > 1 ? [contentsSheet(data, source.stamp.rowCount, capacity)] : [];
  const rest = [...contents, ...notes, ...data, ...after];
  return [coverSheet(source, used, rest), ...rest];
}

/** Lines above the data; the same number of them for every piece of one table. */
export function dataLines(source: Source, used: readonly Shorthand[], piece: number, pieces: number): Line[] {
  const part = pieces === 1 ? '' : `, part ${piece} of ${pieces}`;
  const split =
    pieces === 1
      ? 'This worksheet contains one table.'
      : `This worksheet contains one table. The result has ${source.stamp.rowCount.toLocaleString('en-GB')} rows, more than` +
        ` a worksheet holds, so it goes over ${pieces} worksheets; this is number ${piece}.`;
  const texts = [
    split,
    ...(source.notes.length > 0 ? ['Notes are on the worksheet called Notes.'] : []),
    ...used.map(explained),
    ...source.sources.map((text) => `Source: ${text}`),
    `Data as at ${longDay(source.stamp.asAt)}.`,
  ];
  return [{ text: source.title + part, style: 'heading1' }, ...texts.map((text) => plain(text))];
}

/** A line above a table. */
export const plain = (text: string): Line => ({ text, style: 'plain' });

function coverSheet(source: Source, used: readonly Shorthand[], rest: readonly Sheet[]): Sheet {
  const heading = (text: string): Line => ({ text, style: 'heading2' });
  const paragraph = (text: string): Line => ({ text, style: 'paragraph' });
  const lines: Line[] = [
    { text: source.title, style: 'heading1' },
    paragraph(source.definition),
    paragraph(runSentence(source)),
    heading('Worksheets'),
    ...rest.map((sheet) => paragraph(`${sheet.name}: ${purpose(sheet)}`)),
  ];
  if (used.length > 0) lines.push(heading('Shorthand'), ...used.map((word) => paragraph(explained(word))));
  if (source.sources.length > 0) lines.push(heading('Sources'), ...source.sources.map(paragraph));
  return { ...noTable('Cover', lines), active: true };
}

function purpose(sheet: Sheet): string {
  const known: Record<string, string> = {
    Contents: 'the worksheets that the figures are on',
    Notes: 'notes to the figures',
    Columns: 'what each column holds',
    About: 'where the figures come from and how to check that they are unchanged',
  };
  return known[sheet.name] ?? 'the figures';
}

/** A sheet of text. */
export const noTable = (name: string, lines: readonly Line[]): Sheet => ({
  name,
  lines,
  table: null,
  rows: [].values(),
  capacity: 0,
  active: false,
});

/** A column of text. */
export const textColumn = (name: string, label: string): ResultColumn => ({
  name,
  label,
  type: 'text',
  decimals: 0,
  description: null,
});
const countColumn = (name: string, label: string): ResultColumn => ({
  ...textColumn(name, label),
  type: 'count',
});

/** A sheet with a small table of texts and counts under its lines. */
export function smallTable(name: string, lines: string[], columns: ResultColumn[], rows: Cell[][]): Sheet {
  const title: Line = { text: lines[0]!, style: 'heading1' };
  const rest = ['This worksheet contains one table.', ...lines.slice(1)].map(plain);
  const widths = columnWidths(columns, rows, cellText);
  return {
    name,
    lines: [title, ...rest],
    table: { name: name.toLowerCase(), columns, widths },
    rows: rows.values(),
    capacity: rows.length,
    active: false,
  };
}

const notesSheet = ({ notes }: Source): Sheet =>
  smallTable(
    'Notes',
    ['Notes'],
    [textColumn('note', 'Note'), textColumn('text', 'What it says')],
    notes.map((text, i) => [`Note ${i + 1}`, text]),
  );

const contentsSheet = (data: readonly Sheet[], rowCount: number, capacity: number): Sheet =>
  smallTable(
    'Contents',
    ['Contents'],
    [
      textColumn('worksheet', 'Worksheet'),
      countColumn('first', 'First row'),
      countColumn('last', 'Last row'),
    ],
    data.map((sheet, i) => [sheet.name, i * capacity + 1, Math.min(rowCount, (i + 1) * capacity)]),
  );

function columnsSheet({ columns }: Source): Sheet {
  const names = headings(columns);
  return smallTable(
    'Columns',
    ['What the columns hold'],
    [
      textColumn('heading', 'Heading'),
      textColumn('meaning', 'Meaning'),
      textColumn('name', 'Name'),
      textColumn('type', 'Type'),
      countColumn('decimals', 'Decimal places'),
    ],
    columns.map((column, i) => [
      names[i]!,
      column.description ?? 'As its heading says.',
      column.name,
      column.type,
      column.decimals,
    ]),
  );
}

function aboutSheet(source: Source): Sheet {
  const fields = stampFields(source.stamp).map(({ label, value }) => [label, value]);
  const sealed = [SEAL_LABEL, seal(withoutChart(source))];
  return smallTable(
    'About',
    [
      'About these figures',
      'To check that this file is unchanged, run: casehouse verify and the name of the file.',
    ],
    [textColumn('field', 'What'), textColumn('value', 'Value')],
    [...fields, sealed],
  );
}

/** Excel allows 31 characters and not `[]:*?/\` nor an apostrophe at an end; our own sheets keep their names. */
export function sheetName(title: string): string {
  const clean = title
    .replace(/[[\]:*?/\\]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const whole =
    clean.length <= 31
      ? clean
      : clean
          .slice(0, 32)
          .replace(/\s+\S*$/, '')
          .slice(0, 31);
  // A name that was cut short must not end in the middle of a phrase.
  const ended = whole === clean ? whole : whole.replace(/( (and|or|the|of|in|by|for|with|to|a|an))+$/i, '');
  const name = ended.replace(/^'+|[',;:\s]+$/g, '') || 'Result';
  return /^(cover|contents|notes|columns|about|history)$/i.test(name) ? `${name} table` : name;
}
