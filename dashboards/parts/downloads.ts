import { html } from 'hono/html';
import type { Html } from '../layout.ts';

const FORMATS = [
  { key: 'xlsx', label: 'Excel', words: 'Excel workbook (xlsx)' },
  { key: 'docx', label: 'Word', words: 'Word document with the chart (docx)' },
  { key: 'pdf', label: 'PDF', words: 'PDF with the chart, tagged so that it can be read aloud' },
  { key: 'ods', label: 'OpenDocument', words: 'OpenDocument spreadsheet (ods)' },
  { key: 'csv', label: 'CSV', words: 'CSV (comma-separated values)' },
  { key: 'csv.json', label: 'CSV’s stamp (JSON)', words: 'the CSV’s stamp (JSON)' },
  { key: 'xml', label: 'XML', words: 'XML' },
  { key: 'json', label: 'JSON', words: 'JSON' },
] as const;

/** Links to the same result as files; `query` is the address's own, so a file holds what the page shows. */
export function downloads(report: string, query: string, title: string): Html {
  const ask = query === '' ? '' : `?${query}`;
  return html`<section class="section downloads" aria-labelledby="downloads">
<h2 id="downloads">Take it with you</h2>
<p>Every file holds the same figures as this page, and the stamp to check them by. A CSV has no room for its stamp: take both files, keep them in one folder, and “casehouse verify” can check them.</p>
<ul>${FORMATS.map(
    (format) =>
      html`<li><a class="button quiet" href="/api/reports/${report}/download.${format.key}${ask}" aria-label="${title} as ${format.words}">${format.label}</a></li>`,
  )}</ul></section>`;
}
