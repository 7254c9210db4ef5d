import { html } from 'hono/html';
import type { Html, Page } from '../../../dashboards/layout.ts';
import { dayText, instantText, monthText, shortDayText } from '../../../dashboards/text/format.ts';
import type { CalendarMonth, MonthState } from '../../../operational/submissions/calendar.ts';
import { plainTable } from '../people/table.ts';

export const STATE_WORDS: Readonly<Record<MonthState | 'superseded', string>> = {
  'to-come': 'The month has not ended',
  missing: 'Not made yet',
  draft: 'Made, not sent',
  sent: 'Sent',
  accepted: 'Accepted',
  failed: 'Failed',
  late: 'Late',
  before: 'Not made here',
  superseded: 'Replaced by a later one',
};

/** The months with the day on which each return is due, and what was done. */
export function calendarPage(months: readonly CalendarMonth[]): Page {
  const newest = [...months].reverse();
  return {
    title: 'Return',
    section: null,
    menu: 'returns',
    crumbs: [{ label: 'Overview', href: '/' }],
    body: html`<h1>Monthly return</h1>
<p class="finding">${finding(newest)}</p>
${assumed(months) ? assumption() : ''}
<section class="section" aria-labelledby="months"><h2 id="months">Months</h2>
${plainTable({
  id: 'months',
  caption: 'Newest first',
  heads: ['Month', 'Authorities', 'Due', 'State', 'Sent', 'File', 'By'],
  rows: newest.map((m) => [
    html`<a href="/returns/${m.periodEnd.slice(0, 7)}">${monthText(m.periodEnd)}</a>`,
    m.laCodes.join(', '),
    `${shortDayText(m.dueOn)}${isAssumed(m) ? ' (assumed)' : ''}`,
    html`<span class="state ${m.state === 'late' || m.state === 'failed' ? 'bad' : m.state === 'accepted' ? 'good' : ''}">${STATE_WORDS[m.state]}</span>`,
    m.sentOn === null ? '–' : `${shortDayText(m.sentOn)}${m.onTime ? '' : ', late'}`,
    m.submission?.file ?? '–',
    m.steps.at(-1)?.user ?? '–',
  ]),
})}</section>`,
  };
}

const isAssumed = (m: CalendarMonth): boolean => /\bA\b|M-low/.test(m.dueConfidence);
const assumed = (months: readonly CalendarMonth[]): boolean => months.some(isAssumed);

/** A day that nobody has seen in the Department's words is marked where it stands. */
const assumption = (): Html =>
  html`<p class="dated">Days marked “assumed” are ours: the Department’s timetable has not been seen. An administrator can change them under <a href="/rules">Rules</a>.</p>`;

function finding(newest: readonly CalendarMonth[]): string {
  const late = newest.filter((m) => m.state === 'late');
  if (late.length > 0)
    return `${monthText(late[0]!.periodEnd)} is late: its return was due on ${dayText(late[0]!.dueOn)}.`;
  const open = newest.filter((m) => !['to-come', 'before', 'accepted', 'sent'].includes(m.state)).at(-1);
  if (open)
    return `${monthText(open.periodEnd)} is due on ${dayText(open.dueOn)}: ${STATE_WORDS[open.state].toLowerCase()}.`;
  const last = newest.find((m) => m.submission !== null);
  return last
    ? `All months that have ended are sent, the last ${monthText(last.periodEnd)}, made ${instantText(last.submission!.madeAt)}.`
    : 'No month has ended yet.';
}
