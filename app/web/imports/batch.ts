import { html, raw } from 'hono/html';
import type { Html, Page } from '../../../dashboards/layout.ts';
import { counted, dayText, instantText, numberText } from '../../../dashboards/text/format.ts';
import type { BatchView, RowView } from '../../../operational/imports/batches.ts';
import type { Profile } from '../../../operational/imports/profile.ts';
import { plainTable } from '../people/table.ts';
import {
  basisText,
  countOf,
  decisionText,
  OUTCOME_WORDS,
  OUTCOMES,
  type Part,
  STATE_WORDS,
} from './words.ts';

export interface BatchPageView {
  batch: BatchView;
  /** null for an NCCIS return, which has no profile. */
  profile: Profile | null;
  part: Part;
  rows: readonly RowView[];
  /** The last line shown when there are more. */
  more: number | null;
}

/** One file that came in: what became of its rows, part by part, and what can be done with it. */
export function batchPage(view: BatchPageView): Page {
  const { batch, profile } = view;
  return {
    title: `File ${batch.id}`,
    section: 'Files in',
    menu: 'imports',
    crumbs: [
      { label: 'Overview', href: '/' },
      { label: 'Files in', href: '/imports' },
    ],
    body: html`<h1>${batch.file_name}</h1>
<p class="finding">${finding(batch)}</p>
<p class="dated">${profile?.title ?? 'NCCIS return'}${batch.as_at === null ? '' : `, as at ${dayText(batch.as_at)}`}. ${STATE_WORDS[batch.state]}.</p>
${actions(batch)}
${history(batch)}
${parts(view)}
${rows(view)}`,
  };
}

function finding(batch: BatchView): string {
  const told = OUTCOMES.map((part) => [part, countOf(batch, part)] as const).filter(([, n]) => n > 0);
  const words = told.map(([part, n]) => `${numberText(n)} ${OUTCOME_WORDS[part].toLowerCase()}`);
  return `${counted(batch.rows_read, 'row')} read: ${words.join(', ') || 'nothing in them'}.`;
}

const button = (batch: BatchView, verb: string, label: string, quiet = false): Html =>
  html`<form action="/imports/${batch.id}/${verb}" method="post"><button type="submit"${quiet ? raw(' class="quiet"') : ''}>${label}</button></form>`;

function actions(batch: BatchView): Html {
  const { state } = batch;
  const waits = countOf(batch, 'waiting') > 0;
  const decided = state === 'applied' && batch.rows_queried > 0 && batch.profile !== 'nccis';
  return html`<div class="actions">
${state === 'matched' || state === 'reviewed' ? button(batch, 'apply', waits ? 'Apply what is sure or decided' : 'Close: nothing is to be applied') : ''}
${decided ? button(batch, 'apply', 'Apply what was decided since') : ''}
${state === 'matched' || state === 'reviewed' ? button(batch, 'refuse', 'Turn the file down', true) : ''}
${state === 'applied' ? button(batch, 'undo', 'Undo all that this file did', true) : ''}
<a href="/api/imports/${batch.id}/reconciliation.csv">Reconciliation of every row (CSV)</a></div>`;
}

function history(batch: BatchView): Html {
  const steps: [string, Date | null, string | null][] = [
    ['Taken in', batch.started_at, batch.staged_by_name],
    ['Reviewed', batch.reviewed_at, batch.reviewed_by_name],
    ['Applied', batch.applied_at, batch.applied_by_name],
    ['Undone', batch.undone_at, batch.undone_by_name],
  ];
  const facts: [string, string][] = [
    ...steps.flatMap(([what, at, by]) =>
      at === null
        ? []
        : [[what, `${instantText(at.toISOString())}${by === null ? '' : `, ${by}`}`] as [string, string]],
    ),
    ...(batch.read_as === null ? [] : [['Read as', batch.read_as] as [string, string]]),
    ...(batch.mapping === null ? [] : [['Saved headings', batch.mapping] as [string, string]]),
    ['Fingerprint (SHA-256)', batch.file_hash],
  ];
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function parts({ batch, part }: BatchPageView): Html {
  const shown = OUTCOMES.filter((one) => countOf(batch, one) > 0 || one === part);
  return html`<nav class="parts" aria-label="Rows by what became of them"><ul>${shown.map(
    (one) =>
      html`<li><a href="/imports/${batch.id}?rows=${one}"${one === part ? raw(' aria-current="page"') : ''}>${OUTCOME_WORDS[one]} (${numberText(countOf(batch, one))})</a></li>`,
  )}</ul></nav>`;
}

function rows({ batch, part, rows: shown, more, profile }: BatchPageView): Html {
  const decides = profile !== null && (part === 'queried' || part === 'waiting') && batch.state !== 'undone';
  return html`<section class="section" aria-labelledby="rows"><h2 id="rows">${OUTCOME_WORDS[part]}</h2>
${
  shown.length === 0
    ? html`<p class="muted">No rows.</p>`
    : plainTable({
        id: 'rows',
        caption: 'In the order of the file',
        heads: ['Line', 'Who, as sent', 'Why', 'Record', 'Found', ...(decides ? ['Decided'] : [])],
        rows: shown.map((row) => [
          decides
            ? html`<a href="/imports/${batch.id}/lines/${row.line}">Line ${row.line}</a>`
            : `Line ${row.line}`,
          sentName(row),
          html`${row.error_number === null ? '' : html`<b>Error ${row.error_number}</b> `}${row.reason ?? row.notes.join(' ')}`,
          row.ref === null ? '–' : html`<a href="/people/${row.ref}">${row.ref}</a>`,
          basisText(row.basis),
          ...(decides ? [decisionText(row)] : []),
        ]),
      })
}
${more === null ? '' : html`<nav class="paging" aria-label="Pages of the list"><a href="/imports/${batch.id}?rows=${part}&after=${more}" rel="next">Next rows</a></nav>`}</section>`;
}

const sentName = ({ mapped, raw: cells }: RowView): string =>
  [mapped.given_name, mapped.family_name].filter(Boolean).join(' ') || cells.slice(0, 2).join(' ');
