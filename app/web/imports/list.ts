import { html } from 'hono/html';
import type { Html, Page } from '../../../dashboards/layout.ts';
import { instantText, numberText } from '../../../dashboards/text/format.ts';
import type { BatchView } from '../../../operational/imports/batches.ts';
import type { SavedMapping } from '../../../operational/imports/mappings.ts';
import type { Profile } from '../../../operational/imports/profile.ts';
import { plainTable } from '../people/table.ts';
import { STATE_WORDS } from './words.ts';

export interface ListView {
  batches: readonly BatchView[];
  profiles: ReadonlyMap<string, Profile>;
  mappings: readonly SavedMapping[];
  /** The latest day that a list may tell of. */
  today: string;
}

/** The files that came in, and the form that takes one. */
export function importsPage(view: ListView): Page {
  const waiting = view.batches.filter((b) => b.state === 'matched' || b.state === 'reviewed').length;
  const queried = view.batches.reduce((n, b) => n + (b.state === 'applied' ? b.rows_queried : 0), 0);
  return {
    title: 'Files in',
    section: null,
    menu: 'imports',
    crumbs: [{ label: 'Overview', href: '/' }],
    body: html`<h1>Files in</h1>
<p class="finding">${finding(waiting, queried)}</p>
<p class="lead">Lists of schools, colleges, providers and other authorities. Each row ends as applied, unchanged, queried or rejected, with its reason, and what a file did can be undone.</p>
${takeIn(view)}
<section class="section" aria-labelledby="batches"><h2 id="batches">Files that came in</h2>
${view.batches.length === 0 ? html`<p class="muted">None yet.</p>` : table(view)}</section>`,
  };
}

function finding(waiting: number, queried: number): string {
  if (waiting === 0 && queried === 0) return 'Nothing waits for you.';
  const parts = [
    ...(waiting > 0
      ? [`${numberText(waiting)} ${waiting === 1 ? 'file waits' : 'files wait'} for review`]
      : []),
    ...(queried > 0 ? [`${numberText(queried)} ${queried === 1 ? 'row is' : 'rows are'} queried`] : []),
  ];
  return `${parts.join(', ')}.`;
}

const table = ({ batches, profiles }: ListView): Html =>
  plainTable({
    id: 'batches',
    caption: 'Newest first',
    heads: ['File', 'List', 'State', 'Read', 'Applied', 'Unchanged', 'Queried', 'Rejected', 'Taken in', 'By'],
    rows: batches.map((b) => [
      html`<a href="/imports/${b.id}">${b.file_name}</a>`,
      profiles.get(b.profile)?.title ?? (b.profile === 'nccis' ? 'NCCIS return' : b.profile),
      STATE_WORDS[b.state],
      ...[b.rows_read, b.rows_applied, b.rows_unchanged, b.rows_queried, b.rows_rejected].map((n) =>
        numberText(n),
      ),
      instantText(b.started_at.toISOString()),
      b.staged_by_name ?? '–',
    ]),
  });

function takeIn({ profiles, mappings, today }: ListView): Html {
  return html`<section class="section" aria-labelledby="take-in"><h2 id="take-in">Take a file in</h2>
<form action="/imports" method="post" enctype="multipart/form-data">
<div class="field"><label for="profile">What it is</label>
<select id="profile" name="profile" required>
<option value="">Choose a kind of list</option>${[...profiles.values()].map((p) => html`<option value="${p.id}">${p.title}</option>`)}</select></div>
<div class="field"><label for="file">File</label><p class="hint" id="file-hint">A CSV or Excel file, as it was sent.</p>
<input id="file" name="file" type="file" required aria-describedby="file-hint"></div>
<div class="field"><label for="as_at">Day that the list tells of</label><p class="hint" id="as-at-hint">When it was made. Empty for today.</p>
<input id="as_at" name="as_at" type="date" max="${today}" aria-describedby="as-at-hint"></div>
${
  mappings.length === 0
    ? ''
    : html`<div class="field"><label for="mapping">Saved headings</label><p class="hint" id="mapping-hint">Only for a sender whose headings were saved under a name.</p>
<select id="mapping" name="mapping" aria-describedby="mapping-hint"><option value="">None</option>${mappings.map((m) => html`<option value="${m.name}">${m.name} (${profiles.get(m.profile)?.title ?? m.profile})</option>`)}</select></div>`
}
<button type="submit">Read and match it</button>
<p class="hint">Nothing is changed before you have looked at what would be done.</p>
</form></section>`;
}
