import { documentProperties, type Printing } from '../properties.ts';
import { escapeAttribute, escapeText, withoutForbidden } from '../markup.ts';
import { type Said, withoutChart } from '../seal.ts';
import { authorOf } from '../stamp.ts';
import { namedStyles } from './styles.ts';

/** The media type of a spreadsheet in OpenDocument; also the whole of its part `mimetype`. */
export const ODS_TYPE = 'application/vnd.oasis.opendocument.spreadsheet';

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';
const OASIS = 'urn:oasis:names:tc:opendocument:xmlns';
const SPACES = [
  ...['office', 'style', 'text', 'table', 'meta'].map((name) => [name, `${OASIS}:${name}:1.0`] as const),
  ['number', `${OASIS}:datastyle:1.0`],
  ['fo', `${OASIS}:xsl-fo-compatible:1.0`],
  ['svg', `${OASIS}:svg-compatible:1.0`],
  ['dc', 'http://purl.org/dc/elements/1.1/'],
]
  .map(([name, uri]) => ` xmlns:${name}="${uri}"`)
  .join('');

/** The start of a part's root element. */
export const opening = (root: string): string => `${XML}<office:${root}${SPACES} office:version="1.3">`;

/** `styles.xml` */
export const stylesPart = (): string =>
  `${opening('document-styles')}${namedStyles()}</office:document-styles>`;

/** `META-INF/manifest.xml` */
export const manifestPart = (): string =>
  `${XML}<manifest:manifest xmlns:manifest="${OASIS}:manifest:1.0" manifest:version="1.3">` +
  `<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="${ODS_TYPE}"/>` +
  ['content.xml', 'styles.xml', 'meta.xml']
    .map((part) => `<manifest:file-entry manifest:full-path="${part}" manifest:media-type="text/xml"/>`)
    .join('') +
  '</manifest:manifest>';

/** `meta.xml`: title, author, subject, language, and the stamp as properties. */
export function metaPart(said: Said, printing: Printing): string {
  const { stamp } = said;
  const tag = (name: string, value: string) => `<${name}>${escapeText(withoutForbidden(value))}</${name}>`;
  const author = authorOf(stamp);
  const properties = documentProperties(withoutChart(said), printing).map(
    ({ name, value }) =>
      `<meta:user-defined meta:name="${escapeAttribute(withoutForbidden(name))}" meta:value-type="string">` +
      `${escapeText(withoutForbidden(value))}</meta:user-defined>`,
  );
  return (
    `${opening('document-meta')}<office:meta>${tag('meta:generator', 'Casehouse')}` +
    tag('dc:title', said.title) +
    tag('dc:subject', said.definition) +
    tag('meta:initial-creator', author) +
    tag('dc:creator', author) +
    tag('meta:keyword', `${stamp.report} ${stamp.version}`) +
    tag('meta:creation-date', stamp.ranAt.replace('Z', '')) +
    tag('dc:language', 'en-GB') +
    `${properties.join('')}</office:meta></office:document-meta>`
  );
}
