import { html } from 'hono/html';
import type { Html, Page } from '../../../dashboards/layout.ts';
import { counted, monthText } from '../../../dashboards/text/format.ts';
import type { Edition } from '../../../nccis/edition.ts';
import type { Override } from '../../../operational/reference/council.ts';
import { type Item, itemsOf } from '../../../operational/reference/items.ts';
import { plainTable } from '../people/table.ts';

export interface EditionView {
  edition: Edition;
  overrides: readonly Override[];
  mayChange: boolean;
}

/** How sure a fact is, in words. */
const MARK_WORDS: Readonly<Record<string, string>> = {
  S: 'from a source',
  M: 'known from practice',
  'M-low': 'weakly held',
  A: 'assumed',
};

const markText = (confidence: string): string =>
  confidence
    .split(' ')
    .map((mark) => MARK_WORDS[mark.replace(/\d+$/, '')] ?? mark)
    .join(', ');

const PART_WORDS: Readonly<Record<string, string>> = {
  timetable: 'Timetable of returns',
  due: 'Day on which a return is due, for months that the timetable doesn’t list',
  fileNames: 'Names of files',
  alarm: 'Alarms before sending',
  cohort: 'Who is in the cohort',
  statusPrecedence: 'Which status wins',
  guarantee: 'September Guarantee',
  survey: 'Activity Survey',
  publication: 'Hiding small numbers',
  entry: 'Refusing at entry',
  currency: 'How long an activity is believed',
  activity: 'Activities',
  code: 'Codes',
  group: 'Groups of codes',
  check: 'Checks',
};

/** Facts that the edition names by its own keys, in words. */
const FACT_WORDS: Readonly<Record<string, string>> = {
  'due dayOfNextMonth': 'Day of the next month',
  'alarm cohortChangePercent': 'Change of the cohort that raises an alarm, per cent',
  'alarm exceptMonths': 'Months without that alarm, by number',
  'fileNames return': 'Name of a return',
  'fileNames survey': 'Name of the Activity Survey’s file',
  'statusPrecedence order': 'Cohort statuses, the first wins',
  'entry refuses': 'Priorities of checks that stop a record from being kept',
};

const factText = (part: string, key: string, field: string, otherwise: string): string =>
  (key === '' && FACT_WORDS[`${part} ${field}`]) || otherwise;

/** One edition: what in it is only assumed, and what this council holds instead. */
export function editionPage(view: EditionView): Page {
  const { edition } = view;
  const assumed = itemsOf(edition).filter((item) => item.assumed);
  const parts = [...new Set(assumed.map((item) => item.part))];
  return {
    title: edition.id,
    section: 'Rules',
    menu: 'rules',
    crumbs: [
      { label: 'Overview', href: '/' },
      { label: 'Rules of the return', href: '/rules' },
    ],
    body: html`<h1>${edition.title}</h1>
<p class="finding">${counted(assumed.length, 'fact')} of this edition ${assumed.length === 1 ? 'is' : 'are'} only assumed or weakly held.</p>
<p class="dated">An administrator can put the council’s own value in place of most of these, from a month on; months before keep what they had. What comes from a source can’t be changed here.</p>
${own(view)}
${parts.map((part) =>
  section(
    view,
    part,
    assumed.filter((item) => item.part === part),
  ),
)}`,
  };
}

function own({ overrides, mayChange }: EditionView): Html {
  if (overrides.length === 0) return html``;
  return html`<section class="section" aria-labelledby="own"><h2 id="own">What this council holds instead</h2>
${plainTable({
  id: 'own',
  caption: 'Oldest first',
  heads: ['Fact', 'Value', 'From', 'To', 'Why', 'By', ...(mayChange ? ['End it'] : [])],
  rows: overrides.map((o) => [
    factText(o.part, o.key, o.field, `${PART_WORDS[o.part] ?? o.part}: ${o.key} ${o.field}`),
    o.value,
    monthText(o.fromPeriod),
    o.endedOn === null ? 'now' : monthText(o.endedOn),
    o.reason,
    o.by ?? '–',
    ...(mayChange ? [o.endedOn === null ? endForm(o) : '–'] : []),
  ]),
})}</section>`;
}

const endForm = (o: Override): Html =>
  html`<form action="/rules/${o.edition}/end" method="post"><input type="hidden" name="id" value="${o.id}">
<label for="last-${o.id}">Last month</label> <input id="last-${o.id}" name="month" type="month" required>
<button type="submit" class="quiet">End</button></form>`;

function section({ edition, mayChange }: EditionView, part: string, items: readonly Item[]): Html {
  return html`<section class="section" aria-labelledby="part-${part}"><h2 id="part-${part}">${PART_WORDS[part] ?? part}</h2>
${plainTable({
  id: `part-${part}`,
  caption: `${PART_WORDS[part] ?? part}: ${counted(items.length, 'assumed fact')}`,
  heads: ['Fact', 'Value', 'How sure', ...(mayChange ? ['Hold something else'] : [])],
  rows: items.map((item) => [
    factText(item.part, item.key, item.field, item.label),
    item.value === '' ? 'none' : item.value,
    markText(item.confidence),
    ...(mayChange ? [item.changeable ? changeForm(edition, item) : 'Not taken by the product'] : []),
  ]),
})}</section>`;
}

function changeForm(edition: Edition, item: Item): Html {
  const id = `${item.part}-${item.key}-${item.field}`.replace(/[^\w-]/g, '_');
  return html`<details><summary>Change<span class="unseen"> ${factText(item.part, item.key, item.field, item.label)}</span></summary>
<form action="/rules/${edition.id}" method="post">
<input type="hidden" name="part" value="${item.part}"><input type="hidden" name="key" value="${item.key}"><input type="hidden" name="field" value="${item.field}">
<div class="field"><label for="v-${id}">Value</label><input id="v-${id}" name="value" value="${item.value}" required maxlength="200"></div>
<div class="field"><label for="m-${id}">From month</label><input id="m-${id}" name="month" type="month" required></div>
<div class="field"><label for="r-${id}">Why</label><input id="r-${id}" name="reason" required maxlength="500"></div>
<button type="submit">Hold this instead</button></form></details>`;
}
