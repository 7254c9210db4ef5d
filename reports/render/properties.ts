import { escapeAttribute, escapeText, withoutForbidden } from './markup.ts';
import { FORMAT, type Said, saidOf, seal } from './seal.ts';
import { authorOf, stampFields } from './stamp.ts';

/** A custom property of an Office document, as its properties dialogue lists them. */
export interface Property {
  name: string;
  value: string;
}

/** Office cuts a custom property's text at 255 characters. */
const LONGEST = 255;

/** How a document was laid out, so that the same can be printed again. */
export interface Printing {
  /** Rows of a worksheet. */
  sheetRows: number;
  /** Whether the rows came one by one, so that every shorthand is explained. */
  streamed: boolean;
  /** SHA-256 (hex) of the chart's PNG; null when there is none. */
  picture: string | null;
}

/** The stamp, all that the document says in words, and the seal; long values go on in `name~2`, `name~3` … */
export function documentProperties(said: Said, printing: Printing): Property[] {
  const { stamp: _, ...words } = saidOf(said);
  const text = JSON.stringify({ ...words, printing });
  const whole = [
    ...stampFields(said.stamp).map(({ key, value }) => ({ name: `casehouse.${key}`, value })),
    { name: 'casehouse.format', value: FORMAT },
    { name: 'casehouse.text', value: text },
    { name: 'casehouse.seal', value: seal(said) },
  ];
  return whole.flatMap(chunks);
}

/** The properties of a document put together again, without the prefix `casehouse.`. */
export function joinProperties(properties: Iterable<Property>): Map<string, string> {
  const pieces = new Map<string, string[]>();
  for (const { name, value } of properties) {
    if (!name.startsWith('casehouse.')) continue;
    const [, key = '', n = '1'] = /^casehouse\.(.*?)(?:~(\d+))?$/s.exec(name) ?? [];
    const found = pieces.get(key) ?? [];
    found[Number(n) - 1] = (found[Number(n) - 1] ?? '') + value;
    pieces.set(key, found);
  }
  return new Map([...pieces].map(([key, values]) => [key, values.join('')]));
}

/** `docProps/custom.xml` of an Office document. */
export function customPropertiesXml(properties: readonly Property[]): string {
  const lines = properties.map(
    ({ name, value }, i) =>
      `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="${i + 2}" ` +
      `name="${escapeAttribute(withoutForbidden(name))}">` +
      `<vt:lpwstr>${escapeText(withoutForbidden(value))}</vt:lpwstr></property>`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" ' +
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">' +
    `${lines.join('')}</Properties>`
  );
}

/** `docProps/core.xml` of an Office document: title, author, subject, language. */
export function coreProperties({ title, definition, stamp }: Said): string {
  const tag = (name: string, value: string) => `<${name}>${escapeText(withoutForbidden(value))}</${name}>`;
  const time = (name: string) => `<${name} xsi:type="dcterms:W3CDTF">${escapeText(stamp.ranAt)}</${name}>`;
  return (
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
    ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    tag('dc:title', title) +
    tag('dc:subject', definition) +
    tag('dc:creator', authorOf(stamp)) +
    tag('cp:keywords', `${stamp.report} ${stamp.version}`) +
    tag('cp:lastModifiedBy', stamp.person) +
    time('dcterms:created') +
    time('dcterms:modified') +
    tag('dc:language', 'en-GB') +
    '</cp:coreProperties>'
  );
}

function chunks({ name, value }: Property): Property[] {
  const points = [...value];
  if (value.length <= LONGEST) return [{ name, value }];
  const parts: Property[] = [];
  for (let at = 0; at < points.length; at += 120) {
    const text = points.slice(at, at + 120).join('');
    parts.push({ name: parts.length === 0 ? name : `${name}~${parts.length + 1}`, value: text });
  }
  return parts;
}
