import { html } from 'hono/html';
import type { Html, Page } from '../../../dashboards/layout.ts';
import { counted, dayText, instantText, monthText, numberText } from '../../../dashboards/text/format.ts';
import type { CalendarMonth } from '../../../operational/submissions/calendar.ts';
import type { Step, Submission } from '../../../operational/submissions/submission.ts';
import type { LiveCheck } from '../../live-check.ts';
import type { ReturnComparison } from '../../return-compare.ts';
import { plainTable } from '../people/table.ts';
import { type Answered, answers } from './answers.ts';
import { STATE_WORDS } from './calendar.ts';

export interface MonthView {
  /** YYYY-MM. */
  period: string;
  calendar: readonly CalendarMonth[];
  /** null when the month has not begun, or the checks can't speak of it; then `why` says so. */
  checks: LiveCheck | null;
  why: string | null;
  returns: readonly { submission: Submission; steps: readonly Step[] }[];
  /** Against the month before; null with the reason when there is nothing to compare. */
  comparison: ReturnComparison | null;
  noComparison: string | null;
  maySubmit: boolean;
  mayOpen: boolean;
  answered: readonly Answered[];
}

/** One month's return as steps: errors, comparison, file, what became of it. */
export function monthPage(view: MonthView): Page {
  const { period, calendar, checks } = view;
  const [first] = calendar;
  return {
    title: monthText(`${period}-01`),
    section: 'Return',
    menu: 'returns',
    crumbs: [
      { label: 'Overview', href: '/' },
      { label: 'Monthly return', href: '/returns' },
    ],
    body: html`<h1>Return for ${monthText(`${period}-01`)}</h1>
<p class="finding">${first ? `${STATE_WORDS[first.state]}. Due on ${dayText(first.dueOn)}.` : ''}</p>
${checks === null ? '' : html`<p class="dated">Edition ${checks.edition.id}${checks.edition.status === 'draft' ? ', a draft: the Department’s own text has not been seen' : ''}.</p>`}
${errors(view)}${comparison(view)}${file(view)}${record(view)}${step('answers', 5, 'What the Department answered', answers(view))}`,
  };
}

const step = (id: string, n: number, title: string, body: Html): Html =>
  html`<section class="section" aria-labelledby="${id}"><h2 id="${id}">${n}. ${title}</h2>${body}</section>`;

function errors({ checks, why, period }: MonthView): Html {
  if (checks === null) return step('errors', 1, 'Put errors right', html`<p class="muted">${why}</p>`);
  const { totals, owners, records, checkedAt } = checks;
  const body = html`<p>${counted(records, 'record')} as the case store is now, checked ${instantText(checkedAt)}. ${totals.length === 0 ? 'The Department’s checks find nothing.' : ''}</p>
${
  totals.length === 0
    ? ''
    : html`${plainTable({
        id: 'totals',
        caption: 'What the Department’s checks would say, worst first',
        heads: ['Number', 'Priority', 'What is wrong', 'What to do', 'Records'],
        rows: totals.map((t) => [
          html`<a href="/checks?period=${period}&number=${t.number}">${t.number}</a>`,
          t.priority === null ? 'not known' : String(t.priority),
          t.reason,
          t.fix,
          numberText(t.people),
        ]),
      })}
${plainTable({
  id: 'owners',
  caption: 'Whose work it is',
  heads: ['Worker', 'Team', 'Errors', 'Records'],
  rows: owners.map((o) => [
    o.caseworker === null
      ? 'Nobody yet'
      : html`<a href="/checks?${new URLSearchParams({ period, caseworker: o.caseworker })}">${o.caseworker}</a>`,
    o.team === null
      ? '–'
      : html`<a href="/checks?${new URLSearchParams({ period, team: o.team })}">${o.team}</a>`,
    numberText(o.count),
    numberText(o.people),
  ]),
})}`
}`;
  return step('errors', 1, 'Put errors right', body);
}

function comparison({ comparison: found, noComparison }: MonthView): Html {
  if (found === null)
    return step('comparison', 2, 'Compare with the month before', html`<p class="muted">${noComparison}</p>`);
  const { cohort, entered, left, changed, alarms, before } = found;
  const percent =
    cohort.percent === null ? '' : ` (${cohort.percent > 0 ? '+' : ''}${numberText(cohort.percent, 1)}%)`;
  const moved = (reasons: Record<string, number>) =>
    Object.entries(reasons).map(([reason, n]) => html`<li>${reason}: ${numberText(n)}</li>`);
  const codes = found.codes.filter((c) => c.change !== 0);
  return step(
    'comparison',
    2,
    'Compare with the month before',
    html`<p>The cohort was ${numberText(cohort.before)} in ${monthText(before.periodEnd)} and is ${numberText(cohort.after)}${percent}.</p>
${alarms.map((alarm) => html`<div class="message watch"><p>${alarm.message}</p></div>`)}
<dl class="facts"><div><dt>Came</dt><dd>${counted(entered.count, 'person', 'people')}<ul>${moved(entered.byReason)}</ul></dd></div>
<div><dt>Went</dt><dd>${counted(left.count, 'person', 'people')}<ul>${moved(left.byReason)}</ul></dd></div>
<div><dt>Facts that ought not to change</dt><dd>${counted(changed.count, 'change')}<ul>${moved(changed.byField)}</ul></dd></div></dl>
<details class="stamp"><summary>${counted(codes.length, 'code')} whose count changed</summary>
${plainTable({
  id: 'codes',
  caption: 'Counts by code, before and now',
  heads: ['Field', 'Code', 'Before', 'Now', 'Change'],
  rows: codes.map((c) => [
    c.label,
    c.code,
    numberText(c.before),
    numberText(c.after),
    `${c.change > 0 ? '+' : ''}${numberText(c.change)}`,
  ]),
})}</details>`,
  );
}

function file({ period, returns }: MonthView): Html {
  const has = returns.length > 0;
  return step(
    'file',
    3,
    'Make the file',
    html`<p>Made from the last published snapshot, valid against the schema before it is kept. Making it again replaces the draft, never one that was sent.</p>
<form action="/returns/${period}/make" method="post"><button type="submit"${has ? html` class="quiet"` : ''}>${has ? 'Make it again' : 'Make the return'}</button></form>`,
  );
}

function record({ returns, period, maySubmit }: MonthView): Html {
  if (returns.length === 0)
    return step(
      'record',
      4,
      'Send it and say what became of it',
      html`<p class="muted">Nothing was made yet.</p>`,
    );
  return step(
    'record',
    4,
    'Send it and say what became of it',
    html`<p>Take the file, upload it to the Department’s portal, and say here what became of it.</p>
${returns.map(({ submission: s, steps }) => one(s, steps, period, maySubmit))}`,
  );
}

const NEXT: Readonly<Record<string, readonly ('sent' | 'accepted' | 'failed')[]>> = {
  draft: ['sent'],
  sent: ['accepted', 'failed'],
  accepted: ['failed'],
};
const NEXT_WORDS = {
  sent: 'It was sent',
  accepted: 'The Department accepted it',
  failed: 'It failed',
} as const;

function one(s: Submission, steps: readonly Step[], period: string, maySubmit: boolean): Html {
  const next = maySubmit ? (NEXT[s.state] ?? []) : [];
  return html`<h3 id="return-${s.id}">Return ${s.id}: ${STATE_WORDS[s.state].toLowerCase()}</h3>
<dl class="facts">
<div><dt>File</dt><dd><a href="/api/returns/${s.id}/file" download>${s.file}</a>, ${counted(s.records, 'record')}</dd></div>
<div><dt>Fingerprint (SHA-256)</dt><dd>${s.sha256}</dd></div>
<div><dt>Made from</dt><dd>snapshot ${s.snapshot}, edition ${s.edition}</dd></div>
${steps.map((x) => html`<div><dt>${STATE_WORDS[x.state]}</dt><dd>${instantText(x.at)}${x.user === null ? '' : `, ${x.user}`}${x.note === null ? '' : `: ${x.note}`}</dd></div>`)}</dl>
${
  next.length === 0
    ? ''
    : html`<form action="/returns/${period}/${s.id}" method="post">
<div class="field"><label for="note-${s.id}">Note</label><input id="note-${s.id}" name="note" maxlength="2000" autocomplete="off"></div>
<div class="actions">${next.map((state) => html`<button type="submit" name="state" value="${state}"${state === 'failed' ? html` class="quiet"` : ''}>${NEXT_WORDS[state]}</button>`)}</div></form>`
}`;
}
