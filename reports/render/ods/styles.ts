import { type CellFormat, cellFormats, FONTS, type FontName, type Style } from '../excel/styles.ts';
import { type Sheet, PAGE } from '../excel/sheet.ts';

/** Rows higher than this scroll badly; longer text is cut on the page only, never in the cell. */
const MOST_LINES = 26;
/** Height of a line of Arial 12 and width of a nought in it. */
const LINE_CM = 0.53;
const NOUGHT_CM = 0.235;

/** Name of the style of a row so many lines high. */
export const rowStyle = (lines: number): string => `ro${Math.min(MOST_LINES, Math.max(1, lines))}`;

/** Name of the style of a sheet's column; sheets and columns count from 0. */
export const columnStyle = (sheet: number, column: number): string => `co${sheet}_${column}`;

/** The automatic styles of the content: rows, columns, sheets, and a cell style for each cell format of the workbook. */
export function contentStyles(sheets: readonly Sheet[]): string {
  const rows = Array.from({ length: MOST_LINES }, (_, i) => rowOf(`ro${i + 1}`, (i + 1) * LINE_CM + 0.05));
  const cols = sheets.flatMap(({ table }, n) =>
    (table?.widths ?? [PAGE]).map((width, i) => columnOf(columnStyle(n, i), width)),
  );
  return (
    `<office:automatic-styles>${rows.join('')}${rowOf('ro-heading1', 0.95)}${rowOf('ro-heading2', 0.98)}` +
    `${cols.join('')}${tableOf('ta-portrait', 'Portrait')}${tableOf('ta-landscape', 'Landscape')}` +
    `${dataStyles()}${cellFormats().map(cellStyle).join('')}</office:automatic-styles>`
  );
}

const rowOf = (name: string, height: number): string =>
  `<style:style style:name="${name}" style:family="table-row"><style:table-row-properties` +
  ` style:row-height="${height.toFixed(3)}cm" style:use-optimal-row-height="false"/></style:style>`;

const columnOf = (name: string, width: number): string =>
  `<style:style style:name="${name}" style:family="table-column"><style:table-column-properties` +
  ` style:column-width="${(width * NOUGHT_CM).toFixed(3)}cm"/></style:style>`;

const tableOf = (name: string, page: string): string =>
  `<style:style style:name="${name}" style:family="table" style:master-page-name="${page}">` +
  '<style:table-properties table:display="true" style:writing-mode="lr-tb"/></style:style>';

/** The style of a sheet: which way its page lies. */
export function sheetStyle({ table }: Sheet): string {
  const wide = (table?.widths ?? []).reduce((sum, width) => sum + width, 0);
  return wide > PAGE * 1.2 ? 'ta-landscape' : 'ta-portrait';
}

const places = (style: Style): number | null => {
  const found = /^number(\d+)$/.exec(style);
  return found === null ? null : Number(found[1]);
};

/** How numbers, dates and codes are shown; a negative number has the minus sign that cells of text have. */
function dataStyles(): string {
  const numbers = cellFormats().flatMap(([style]) => {
    const n = places(style);
    if (n === null) return [];
    const digits = `<number:number number:decimal-places="${n}" number:min-decimal-places="${n}" number:min-integer-digits="1" number:grouping="true"/>`;
    return [
      `<number:number-style style:name="D${style}P0" style:volatile="true">${digits}</number:number-style>` +
        `<number:number-style style:name="D${style}"><number:text>−</number:text>${digits}` +
        `<style:map style:condition="value()&gt;=0" style:apply-style-name="D${style}P0"/></number:number-style>`,
    ];
  });
  const space = '<number:text> </number:text>';
  const colon = '<number:text>:</number:text>';
  const month = `<number:month number:style="long" number:textual="true"/>${space}<number:year number:style="long"/>`;
  const day = `<number:day/>${space}${month}`;
  const time =
    `${space}<number:hours number:style="long"/>${colon}<number:minutes number:style="long"/>` +
    `${colon}<number:seconds number:style="long"/>`;
  const date = (name: string, parts: string) =>
    `<number:date-style style:name="D${name}" number:language="en" number:country="GB">${parts}</number:date-style>`;
  return (
    numbers.join('') +
    date('date', day) +
    date('month', month) +
    date('instant', day + time) +
    '<number:text-style style:name="Dcode"><number:text-content/></number:text-style>'
  );
}

const DATED: ReadonlySet<Style> = new Set<Style>(['date', 'month', 'instant', 'code']);

function cellStyle([style, format]: [Style, CellFormat]): string {
  const { font = 'normal', named = 0, align, wrap, rule, low } = format;
  const parent = named === 0 ? 'Default' : `Heading_20_${named}`;
  const data = DATED.has(style) || places(style) !== null ? ` style:data-style-name="D${style}"` : '';
  const vertical = low || rule ? 'bottom' : 'top';
  const cell =
    `<style:table-cell-properties style:vertical-align="${vertical}"` +
    `${wrap ? ' fo:wrap-option="wrap"' : ''}${rule ? ' fo:border-bottom="1.5pt solid #000000"' : ''}` +
    ' style:text-align-source="fix" style:repeat-content="false"/>';
  const side = align === 'right' ? 'end' : 'start';
  const indent = align === 'right' ? ' fo:padding-right="0.2cm"' : '';
  return (
    `<style:style style:name="${style}" style:family="table-cell" style:parent-style-name="${parent}"${data}>` +
    `${cell}<style:paragraph-properties fo:text-align="${side}"${indent}/>${textOf(font)}</style:style>`
  );
}

function textOf(font: FontName): string {
  const [size, bold] = FONTS[font];
  return `<style:text-properties fo:font-size="${size}pt" fo:font-weight="${bold ? 'bold' : 'normal'}" fo:color="#000000"/>`;
}

const heading = (n: 1 | 2): string =>
  `<style:style style:name="Heading_20_${n}" style:display-name="Heading ${n}" style:family="table-cell"` +
  ` style:parent-style-name="Default">${textOf(`heading${n}`)}</style:style>`;

const page = (name: string, width: string, height: string): string =>
  `<style:page-layout style:name="${name}"><style:page-layout-properties fo:page-width="${width}" fo:page-height="${height}"` +
  ` style:print-orientation="${name.toLowerCase()}" fo:margin="1.3cm" style:scale-to-X="1" style:scale-to-Y="0"/>` +
  '<style:header-style/><style:footer-style/></style:page-layout>';

const master = (name: string): string =>
  `<style:master-page style:name="${name}" style:page-layout-name="${name}">` +
  '<style:header style:display="false"/><style:footer style:display="false"/></style:master-page>';

/** The named styles: Arial 12 in British English, two headings, A4 upright and lying, no headers and footers. */
export const namedStyles = (): string =>
  '<office:font-face-decls><style:font-face style:name="Arial" svg:font-family="Arial" style:font-family-generic="swiss"/></office:font-face-decls>' +
  '<office:styles><style:default-style style:family="table-cell"><style:paragraph-properties style:tab-stop-distance="1.25cm"/>' +
  '<style:text-properties style:font-name="Arial" fo:font-size="12pt" fo:language="en" fo:country="GB"/></style:default-style>' +
  `<style:style style:name="Default" style:family="table-cell"/>${heading(1)}${heading(2)}</office:styles>` +
  `<office:automatic-styles>${page('Portrait', '21cm', '29.7cm')}${page('Landscape', '29.7cm', '21cm')}</office:automatic-styles>` +
  `<office:master-styles>${master('Portrait')}${master('Landscape')}</office:master-styles>`;
