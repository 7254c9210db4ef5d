import type { ResultColumn } from '../../result.ts';
import { escapeAttribute } from '../markup.ts';
import { isNumeric } from '../source.ts';

/** One cell format of the workbook. */
export interface CellFormat {
  font?: FontName;
  /** Built-in cell style, so that headings are headings for assistive software. */
  named?: 0 | 1 | 2;
  number?: string;
  align?: 'left' | 'right';
  wrap?: boolean;
  rule?: boolean;
  /** At the foot of its row, so that a heading stands by what follows. */
  low?: boolean;
  /** Excel's own mark for "this is text whatever it begins with". */
  quoted?: boolean;
}

const DECIMALS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

const decimalFormat = (places: number): string => {
  const digits = places === 0 ? '#,##0' : `#,##0.${'0'.repeat(places)}`;
  return `${digits};"−"${digits}`;
};

const FORMATS = {
  plain: {},
  heading1: { font: 'heading1', named: 1 },
  heading2: { font: 'heading2', named: 2, low: true },
  paragraph: { wrap: true, align: 'left' },
  headText: { font: 'bold', wrap: true, align: 'left', rule: true },
  headNumber: { font: 'bold', wrap: true, align: 'right', rule: true },
  text: { wrap: true, align: 'left' },
  textQuoted: { wrap: true, align: 'left', quoted: true },
  code: { number: '@', wrap: true, align: 'left' },
  date: { number: '[$-809]d mmmm yyyy', wrap: true, align: 'left' },
  month: { number: '[$-809]mmmm yyyy', wrap: true, align: 'left' },
  instant: { number: '[$-809]d mmmm yyyy hh:mm:ss', wrap: true, align: 'left' },
  flag: { wrap: true, align: 'left' },
  symbol: { wrap: true, align: 'right' },
  ...(Object.fromEntries(
    DECIMALS.map((n) => [`number${n}`, { number: decimalFormat(n), align: 'right', wrap: true }]),
  ) as Record<`number${(typeof DECIMALS)[number]}`, CellFormat>),
} satisfies Record<string, CellFormat>;

/** Name of a cell format. */
export type Style = keyof typeof FORMATS;

const ORDER = Object.keys(FORMATS) as Style[];

/** Every cell format by name, in the workbook's order. */
export const cellFormats = (): [Style, CellFormat][] => ORDER.map((style) => [style, FORMATS[style]]);

/** Position of a format in the workbook's list, as a cell's `s` attribute has it. */
export const styleIndex = (style: Style): number => ORDER.indexOf(style);

/** The format for values of a column. */
export function valueStyle(column: Pick<ResultColumn, 'type' | 'decimals'>): Style {
  if (isNumeric(column)) return `number${Math.min(10, Math.max(0, column.decimals)) as 0}`;
  return column.type as 'text' | 'code' | 'date' | 'month' | 'instant' | 'flag';
}

/** Size in points and whether bold. */
export const FONTS = {
  normal: [12, false],
  heading1: [16, true],
  heading2: [13, true],
  bold: [12, true],
} as const;
export type FontName = keyof typeof FONTS;

/** `xl/styles.xml`: Arial 12, black on white, nothing told by colour. */
export function stylesXml(): string {
  const numbers = [
    ...new Set(ORDER.map((style) => (FORMATS[style] as CellFormat).number).filter((n) => n !== undefined)),
  ];
  const numberId = (format: string | undefined) => (format === undefined ? 0 : 164 + numbers.indexOf(format));
  const fontId = (font: FontName) => (Object.keys(FONTS) as FontName[]).indexOf(font);
  const fonts = Object.values(FONTS).map(
    ([size, bold]) =>
      `<font>${bold ? '<b/>' : ''}<sz val="${size}"/><color rgb="FF000000"/><name val="Arial"/><family val="2"/></font>`,
  );
  const xf = (style: Style) => {
    const { font = 'normal', named = 0, number, align, wrap, rule, low, quoted }: CellFormat = FORMATS[style];
    // Numbers keep clear of a text column to their right.
    const alignment = `${align ? ` horizontal="${align}"` : ''}${align === 'right' ? ' indent="1"' : ''}${wrap ? ' wrapText="1"' : ''}`;
    return (
      `<xf numFmtId="${numberId(number)}" fontId="${fontId(font)}" fillId="0" borderId="${rule ? 1 : 0}" xfId="${named}"` +
      ` applyNumberFormat="1" applyFont="1" applyBorder="1" applyAlignment="1"${quoted ? ' quotePrefix="1"' : ''}>` +
      `<alignment vertical="${low || rule ? 'bottom' : 'top'}"${alignment}/></xf>`
    );
  };
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
    `<numFmts count="${numbers.length}">${numbers.map((n) => `<numFmt numFmtId="${numberId(n)}" formatCode="${escapeAttribute(n)}"/>`).join('')}</numFmts>` +
    `<fonts count="${fonts.length}">${fonts.join('')}</fonts>` +
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>' +
    '<border><left/><right/><top/><bottom style="medium"><color rgb="FF000000"/></bottom><diagonal/></border></borders>' +
    '<cellStyleXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' +
    `<xf numFmtId="0" fontId="${fontId('heading1')}" fillId="0" borderId="0"/>` +
    `<xf numFmtId="0" fontId="${fontId('heading2')}" fillId="0" borderId="0"/></cellStyleXfs>` +
    `<cellXfs count="${ORDER.length}">${ORDER.map(xf).join('')}</cellXfs>` +
    '<cellStyles count="3"><cellStyle name="Normal" xfId="0" builtinId="0"/>' +
    '<cellStyle name="Heading 1" xfId="1" builtinId="16"/><cellStyle name="Heading 2" xfId="2" builtinId="17"/></cellStyles>' +
    '<dxfs count="0"/><tableStyles count="0" defaultTableStyle="TableStyleMedium2" defaultPivotStyle="PivotStyleLight16"/>' +
    '</styleSheet>'
  );
}
