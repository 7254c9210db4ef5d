import { html } from 'hono/html';
import type { Html } from '../../../dashboards/layout.ts';

/** A table of text: caption, scopes, a region that scrolls by itself on narrow screens. */
export const plainTable = (table: {
  id: string;
  caption: string;
  heads: readonly string[];
  rows: readonly (readonly (string | Html)[])[];
}): Html =>
  html`<div class="scroll" role="region" aria-labelledby="${table.id}-caption" tabindex="0"><table>
<caption id="${table.id}-caption"><span>${table.caption}</span></caption>
<thead><tr>${table.heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${table.rows.map(
    ([first, ...rest]) =>
      html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
