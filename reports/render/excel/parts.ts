import { escapeAttribute, escapeText } from '../markup.ts';
import { headRow, type Sheet } from './sheet.ts';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const SHEETML = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const relations = (all: readonly (readonly [type: string, target: string])[]): string =>
  `${XML}<Relationships xmlns="${PACKAGE}/relationships">${all
    .map(([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;

/** `_rels/.rels` */
export const rootRelations = (): string =>
  relations([
    [`${OFFICE}/officeDocument`, 'xl/workbook.xml'],
    [`${PACKAGE}/relationships/metadata/core-properties`, 'docProps/core.xml'],
    [`${OFFICE}/extended-properties`, 'docProps/app.xml'],
    [`${OFFICE}/custom-properties`, 'docProps/custom.xml'],
  ]);

/** `xl/worksheets/_rels/sheetN.xml.rels` of a sheet with a table. */
export const sheetRelations = (n: number): string =>
  relations([[`${OFFICE}/table`, `../tables/table${n}.xml`]]);

/** `xl/_rels/workbook.xml.rels` */
export const workbookRelations = (sheets: number): string =>
  relations([
    ...Array.from(
      { length: sheets },
      (_, i) => [`${OFFICE}/worksheet`, `worksheets/sheet${i + 1}.xml`] as const,
    ),
    [`${OFFICE}/styles`, 'styles.xml'],
  ]);

/** `xl/workbook.xml`, with the headings repeated on every printed page. */
export function workbookXml(sheets: readonly Sheet[]): string {
  const list = sheets.map(
    ({ name }, i) => `<sheet name="${escapeAttribute(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`,
  );
  const titles = sheets.flatMap(({ name, table, lines }, i) => {
    if (table === null) return [];
    const row = headRow(lines);
    const place = `'${name.replaceAll("'", "''")}'!$${row}:$${row}`;
    return `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">${escapeText(place)}</definedName>`;
  });
  return (
    `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}">` +
    '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="28800" windowHeight="15000" firstSheet="0" activeTab="0"/></bookViews>' +
    `<sheets>${list.join('')}</sheets><definedNames>${titles.join('')}</definedNames></workbook>`
  );
}

/** `docProps/app.xml` */
export const appProperties = (): string =>
  `${XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Casehouse</Application></Properties>`;

/** `[Content_Types].xml` */
export function contentTypes(sheets: readonly Sheet[]): string {
  const override = (part: string, type: string) => `<Override PartName="${part}" ContentType="${type}"/>`;
  const perSheet = sheets.flatMap(({ table }, i) => [
    override(`/xl/worksheets/sheet${i + 1}.xml`, `${SHEETML}.worksheet+xml`),
    ...(table === null ? [] : [override(`/xl/tables/table${i + 1}.xml`, `${SHEETML}.table+xml`)]),
  ]);
  return (
    `${XML}<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    override('/xl/workbook.xml', `${SHEETML}.sheet.main+xml`) +
    perSheet.join('') +
    override('/xl/styles.xml', `${SHEETML}.styles+xml`) +
    override('/docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml') +
    override('/docProps/app.xml', 'application/vnd.openxmlformats-officedocument.extended-properties+xml') +
    override('/docProps/custom.xml', 'application/vnd.openxmlformats-officedocument.custom-properties+xml') +
    '</Types>'
  );
}
