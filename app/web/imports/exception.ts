import { html } from 'hono/html';
import type { Html, Page } from '../../../dashboards/layout.ts';
import { counted, shortDayText } from '../../../dashboards/text/format.ts';
import type { BatchView, CandidateView, RowView } from '../../../operational/imports/batches.ts';
import type { Field, Verdict } from '../../../operational/imports/match/compare.ts';
import { plainTable } from '../people/table.ts';
import { decisionText } from './words.ts';

/** A row that needs a person's word: what was sent beside everybody who could be meant. */
export function exceptionPage(batch: BatchView, row: RowView): Page {
  return {
    title: `Line ${row.line}`,
    section: batch.file_name,
    menu: 'imports',
    crumbs: [
      { label: 'Overview', href: '/' },
      { label: 'Files in', href: '/imports' },
      { label: batch.file_name, href: `/imports/${batch.id}?rows=${row.outcome ?? 'waiting'}` },
    ],
    body: html`<h1>Line ${row.line}: who is it?</h1>
<p class="finding">${row.reason ?? 'This row is sure and waits to be applied.'}</p>
<p class="dated">${counted(row.candidates.length, 'person', 'people')} could be meant. Decided: ${decisionText(row)}.</p>
${row.notes.length === 0 ? '' : html`<ul class="notes">${row.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
${sideBySide(row)}
${form(batch, row)}
${asSent(batch, row)}`,
  };
}

const FIELDS: readonly {
  field: Field;
  label: string;
  sent: string;
  held: (c: CandidateView) => string | null;
}[] = [
  { field: 'given_name', label: 'Given name', sent: 'given_name', held: (c) => c.given_name },
  { field: 'family_name', label: 'Family name', sent: 'family_name', held: (c) => c.family_name },
  { field: 'dob', label: 'Born', sent: 'dob', held: (c) => shortDayText(c.dob) },
  { field: 'postcode', label: 'Postcode', sent: 'postcode', held: (c) => c.postcode },
  { field: 'UPN', label: 'UPN', sent: 'upn', held: (c) => c.UPN },
  { field: 'ULN', label: 'ULN', sent: 'uln', held: (c) => c.ULN },
];

/** Whether a field agrees is said in words, not by colour. */
const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  same: 'agrees',
  part: 'agrees in part',
  similar: 'one letter off',
  initial: 'same initial',
  different: 'differs',
  swapped: 'day and month changed over',
  former: 'an earlier one',
  known_as: 'known as',
  missing: 'not sent',
};

function sideBySide(row: RowView): Html {
  const { candidates } = row;
  return plainTable({
    id: 'candidates',
    caption: 'What was sent, beside who could be meant',
    heads: ['Fact', 'As sent', ...candidates.map((c) => `Record ${c.ref}`)],
    rows: [
      ...FIELDS.map(({ field, label, sent, held }) => [
        label,
        sentText(row.mapped[sent]),
        ...candidates.map((c) => compared(held(c), c.verdicts[field])),
      ]),
      ['Doing now', '', ...candidates.map((c) => c.current ?? 'Nothing recorded')],
      ['Points', '', ...candidates.map((c) => String(c.score))],
    ],
  });
}

const sentText = (value: string | undefined): string =>
  value === undefined || value === '' ? '–' : /^\d{4}-\d{2}-\d{2}$/.test(value) ? shortDayText(value) : value;

function compared(value: string | null, verdict: Verdict | undefined): Html | string {
  const words = verdict === undefined ? undefined : VERDICT_WORDS[verdict];
  if (value === null || value === '') return '–';
  return words === undefined ? value : html`${value} <span class="muted">(${words})</span>`;
}

function form(batch: BatchView, row: RowView): Html {
  const choices: [string, string][] = [
    ...row.candidates.map((c): [string, string] => [
      `person:${c.ref}`,
      `It is ${c.given_name} ${c.family_name}, record ${c.ref}`,
    ]),
    ['new', 'It is somebody new: begin a record'],
    ['reject', 'Do not use this row'],
    ['leave', 'Leave it for later'],
  ];
  return html`<section class="section" aria-labelledby="decide"><h2 id="decide">Decide</h2>
<form action="/imports/${batch.id}/lines/${row.line}" method="post">
<fieldset><legend>Who this row is about</legend>
${choices.map(([value, label]) => html`<label class="choice"><input type="radio" name="decision" value="${value}" required> ${label}</label>`)}
<label class="choice"><input type="radio" name="decision" value="other" required> It is another record, with this reference:</label>
<div class="field"><label class="unseen" for="ref">Reference of the other record</label><input id="ref" name="ref" autocomplete="off" spellcheck="false" maxlength="20"></div>
</fieldset>
<button type="submit">Keep this decision</button>
<p class="hint">It is done when the file is applied${batch.state === 'applied' ? ' again' : ''}.</p>
</form></section>`;
}

const asSent = (
  batch: BatchView,
  row: RowView,
): Html => html`<section class="section" aria-labelledby="sent"><h2 id="sent">The row as it was sent</h2>
<dl class="facts">${batch.heading.map((heading, i) => html`<div><dt>${heading}</dt><dd>${row.raw[i] ?? '–'}</dd></div>`)}</dl></section>`;
