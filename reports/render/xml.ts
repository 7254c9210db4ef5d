import { readFile } from 'node:fs/promises';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { CasehouseError } from '../../base/errors.ts';
import { type Cell, isSymbol, type ResultColumn, type Row } from '../result.ts';
import { placedNumber } from './cells.ts';
import { withText, writeWhole } from './file.ts';
import { escapeAttribute, escapeText, withoutForbidden } from './markup.ts';
import { checkedRows, type Source } from './source.ts';
import { type Said, seal, symbolMeanings, withoutChart } from './seal.ts';
import { stampFields } from './stamp.ts';

/** Rows that are held and validated together: every row is checked, and a long file needs no more memory. */
const WINDOW = 2_000;

/** Writes the result as XML of `sql/reports/result.xsd`, every row validated before the file gets its name. */
export async function writeXml(source: Source, file: string): Promise<void> {
  const validator = await openSchema();
  try {
    const head = xmlHead(source);
    const tail = xmlTail(source);
    const check = (rows: string) => validate(validator, head + rows + tail);
    await writeWhole(file, (part) =>
      withText(part, async (out) => {
        await out.add(head);
        let window: string[] = [];
        let checked = false;
        for await (const row of checkedRows(source)) {
          window.push(xmlRow(source.columns, row));
          if (window.length < WINDOW) continue;
          check(window.join(''));
          checked = true;
          for (const line of window) await out.add(line);
          window = [];
        }
        if (window.length > 0 || !checked) check(window.join(''));
        for (const line of window) await out.add(line);
        await out.add(tail);
      }),
    );
  } finally {
    validator.dispose();
  }
}

async function openSchema(): Promise<XsdValidator> {
  const schema = XmlDocument.fromBuffer(
    await readFile(new URL('../../sql/reports/result.xsd', import.meta.url)),
  );
  try {
    return XsdValidator.fromDoc(schema);
  } finally {
    schema.dispose();
  }
}

function validate(validator: XsdValidator, xml: string): void {
  let document: XmlDocument | null = null;
  try {
    document = XmlDocument.fromString(xml);
    validator.validate(document);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CasehouseError('result-xml', `The result does not fit the XML schema of results: ${reason}`, {
      status: 500,
      next: 'Nothing was written. Report this with the name of the report.',
      cause,
    });
  } finally {
    document?.dispose();
  }
}

const text = (value: string): string => escapeText(withoutForbidden(value));
const attribute = (value: string): string => escapeAttribute(withoutForbidden(value));
const element = (name: string, value: string): string => `<${name}>${text(value)}</${name}>`;

/** Everything before the rows. */
export function xmlHead(source: Said): string {
  const columns = source.columns.map(
    (column) =>
      `<column name="${attribute(column.name)}" type="${column.type}" decimals="${column.decimals}">` +
      element('label', column.label) +
      (column.description === null ? '' : element('description', column.description)) +
      '</column>\n',
  );
  const meanings = Object.entries(symbolMeanings()).map(
    ([code, meaning]) => `<meaning code="${code}">${text(meaning)}</meaning>\n`,
  );
  const list = (name: string, texts: readonly string[]) =>
    `<${name}>${texts.map((each) => element('text', each)).join('')}</${name}>\n`;
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<result xmlns="urn:casehouse:result:1" lang="en-GB">\n' +
    `${element('title', source.title)}\n${element('definition', source.definition)}\n` +
    `<stamp>\n${xmlStamp(source)}</stamp>\n<columns>\n${columns.join('')}</columns>\n` +
    `<symbols>\n${meanings.join('')}</symbols>\n${list('notes', source.notes)}${list('sources', source.sources)}<rows>\n`
  );
}

/** Everything after the rows. */
export const xmlTail = (source: Said): string =>
  `</rows>\n${element('seal', seal(withoutChart(source)))}\n</result>\n`;

function xmlStamp({ stamp }: Said): string {
  const plain = stampFields(stamp).filter(({ key }) => !key.startsWith('parameter.'));
  const chosen = Object.entries(stamp.parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  const parameters = chosen.map(([name, value]) =>
    value === null
      ? `<parameter name="${attribute(name)}" all="true"/>\n`
      : `<parameter name="${attribute(name)}">${text(value)}</parameter>\n`,
  );
  return plain.map(({ key, value }) => `${element(key, value)}\n`).join('') + parameters.join('');
}

function xmlRow(columns: readonly ResultColumn[], row: Row): string {
  return `<row>${columns.map((column, i) => xmlCell(column, row[i]!)).join('')}</row>\n`;
}

function xmlCell({ name, type, decimals }: ResultColumn, cell: Cell): string {
  const column = `column="${attribute(name)}"`;
  if (cell === null) return `<none ${column}/>`;
  if (isSymbol(cell)) return `<symbol ${column} code="${cell.symbol}"/>`;
  if (typeof cell === 'number')
    return `<${type} ${column}>${placedNumber(cell, { type, decimals })}</${type}>`;
  if (typeof cell === 'boolean') return `<${type} ${column}>${cell}</${type}>`;
  const safe = withoutForbidden(cell);
  return `<${type} ${column}${safe === cell ? '' : ' escaped="true"'}>${escapeText(safe)}</${type}>`;
}
