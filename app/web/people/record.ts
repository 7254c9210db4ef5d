import { html } from 'hono/html';
import { addMonths, yearGroup } from '../../../base/dates.ts';
import type { Html, Page } from '../../../dashboards/layout.ts';
import { dayText, instantText, shortDayText } from '../../../dashboards/text/format.ts';
import type { PersonRecord } from '../../../operational/api/people/shape.ts';
import { inWords, labelled, type Labels, setOfOffer } from './labels.ts';
import { plainTable } from './table.ts';

/** A person's record: who, what now, then everything dated, newest first. The name is on the page, not in its title. */
export function recordPage(record: PersonRecord, today: string, labels: Labels): Page {
  return {
    title: `Record ${record.ref}`,
    section: 'People',
    menu: null,
    crumbs: [
      { label: 'Overview', href: '/' },
      { label: 'Find a person', href: '/people' },
    ],
    body: html`<h1>${record.given_name} ${record.family_name}</h1>
<p class="finding">${nowWords(record, today)}</p>
${record.withheld.length > 0 ? withheld(record.withheld) : ''}
${facts(record, today)}
${activities(record)}${characteristics(record)}${contacts(record)}${addresses(record)}${offers(record, labels)}${statuses(record, labels)}${numbers(record)}`,
  };
}

const DASH = '–';
const span = (from: string, to: string | null): string =>
  `${shortDayText(from)} to ${to === null ? 'now' : shortDayText(to)}`;

function nowWords(record: PersonRecord, today: string): string {
  const now = record.situations.find(
    (s) =>
      s.domain === 'eet' &&
      s.is_primary &&
      s.standing === 'confirmed' &&
      s.started_on <= today &&
      (s.ended_on ?? today) >= today,
  );
  if (!now) return 'Nothing is recorded for today.';
  const seen = now.verifications[0]?.verified_on;
  return `${now.label ?? now.code} since ${dayText(now.started_on)}, ${seen ? `last confirmed ${dayText(seen)}` : 'never confirmed'}.`;
}

/** Whole years on a day. */
function age(born: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4));
  return addMonths(born, years * 12) > today ? years - 1 : years;
}

const PART_WORDS: Readonly<Record<string, string>> = {
  contact_points: 'telephone numbers and email addresses',
  notes: 'what was said in contacts',
};

const withheld = (parts: readonly string[]): Html => html`<div class="message watch">
<p>You don’t see all of this record: ${parts.map((p) => PART_WORDS[p] ?? p).join(', ')}. Ask the person’s worker if you need them.</p></div>`;

function facts(record: PersonRecord, today: string): Html {
  const { date_of_birth: born } = record;
  const pairs: [string, string][] = [
    ['Reference', record.ref],
    ['Known as', record.known_as ?? DASH],
    ['Born', `${dayText(born)}, aged ${age(born, today)}`],
    ['Year group', `Year ${yearGroup(born, today)}`],
    ['Year 11 school', record.year11_school ?? DASH],
    ...(record.date_of_death ? [['Died', dayText(record.date_of_death)] as [string, string]] : []),
  ];
  return html`<dl class="facts">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function part(
  id: string,
  title: string,
  empty: string,
  heads: readonly string[],
  rows: (string | Html)[][],
): Html {
  return html`<section class="section" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${rows.length === 0 ? html`<p class="muted">${empty}</p>` : plainTable({ id, caption: `${title}, newest first`, heads, rows })}</section>`;
}

const activities = (record: PersonRecord): Html =>
  part(
    'activities',
    'Activities',
    'None is recorded.',
    ['Activity', 'When', 'Where', 'Known since', 'Last confirmed', 'State'],
    record.situations.map((s) => [
      labelled(s.label, s.code),
      span(s.started_on, s.ended_on),
      s.organisation ?? DASH,
      shortDayText(s.ascertained_on),
      s.verifications[0] ? shortDayText(s.verifications[0].verified_on) : DASH,
      inWords(s.standing),
    ]),
  );

const characteristics = (record: PersonRecord): Html =>
  part(
    'characteristics',
    'Characteristics and needs',
    'None is recorded.',
    ['List', 'Value', 'When'],
    record.characteristics.map((x) => [
      inWords(x.set),
      labelled(x.label, x.code),
      span(x.started_on, x.ended_on),
    ]),
  );

const contacts = (record: PersonRecord): Html =>
  part(
    'contacts',
    'Contacts',
    'None is recorded.',
    ['When', 'How', 'State', 'By', 'What was said'],
    record.contacts.map((x) => [
      x.happened_at ? instantText(x.happened_at) : 'planned',
      `${inWords(x.channel ?? x.kind)}${x.direction ? `, ${x.direction === 'in' ? 'from them' : 'from us'}` : ''}`,
      inWords(x.state),
      x.by ?? DASH,
      x.summary ?? DASH,
    ]),
  );

const addresses = (record: PersonRecord): Html =>
  part(
    'addresses',
    'Addresses',
    'None is recorded.',
    ['Kind', 'Address', 'When'],
    record.addresses.map((a) => [
      inWords(a.kind),
      [a.line_1, a.line_2, a.line_3, a.line_4, a.town, a.county, a.postcode].filter(Boolean).join(', ') ||
        'withheld',
      span(a.started_on, a.ended_on),
    ]),
  );

const offers = (record: PersonRecord, labels: Labels): Html =>
  part(
    'offers',
    'Intentions and guarantees',
    'None is recorded.',
    ['Kind', 'Season', 'Answer', 'Where', 'Made'],
    record.offers.map((f) => [
      inWords(f.kind),
      String(f.season),
      labelled(labels(setOfOffer(f), f.code), f.code),
      f.organisation ?? DASH,
      shortDayText(f.made_on),
    ]),
  );

const statuses = (record: PersonRecord, labels: Labels): Html =>
  part(
    'cohort',
    'Cohort',
    'Not in a cohort.',
    ['Cohort', 'Status', 'Authority’s number', 'When'],
    record.cohort_statuses.map((m) => [
      m.season ? `${inWords(m.cohort)} ${m.season}` : inWords(m.cohort),
      labelled(labels('YP10', m.status), m.status),
      m.la_code,
      span(m.started_on, m.ended_on),
    ]),
  );

const numbers = (record: PersonRecord): Html =>
  part(
    'numbers',
    'Numbers that others know the person by',
    'None is recorded.',
    ['Kind', 'Number', 'From'],
    record.identifiers.map((i) => [inWords(i.kind), i.value, inWords(i.source_code)]),
  );
