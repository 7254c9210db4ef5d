import { html } from 'hono/html';
import { CasehouseError } from '../../base/errors.ts';
import type { Result } from '../../reports/result.ts';
import { comparisons } from '../home/comparison.ts';
import { finding } from '../home/finding.ts';
import { TILES, tileFrom } from '../home/tiles.ts';
import { wardList } from '../home/wards.ts';
import type { Html, Page } from '../layout.ts';
import { datedLine, emptyState, failedLoad } from '../parts/messages.ts';
import { kpiTile } from '../parts/tile.ts';
import type { PagePerson, PageSource, ReportCard } from '../source.ts';
import { peopleHref } from './addresses.ts';

const REPORTS = [
  'neet-by-month',
  'joiners-and-leavers',
  'september-guarantee',
  'national-comparison',
  'ward-hotspots',
] as const;

type Results = ReadonlyMap<string, Result>;

/** The first page: the finding, when the figures are from, and a tile for each key figure. */
export async function homePage(source: PageSource, person: PagePerson): Promise<Page> {
  const [current, failure] = await Promise.all([source.current(), source.lastFailure()]);
  const frame = { title: 'Overview', section: null, menu: 'overview', crumbs: [] } as const;
  if (!person.permissions.has('report.run')) return { ...frame, title: 'Welcome', body: welcome(person) };
  if (current === null)
    return { ...frame, body: html`<h1>Overview</h1>${failedLoad(failure, null)}${notLoaded()}` };
  const [{ results, missing }, winter] = await Promise.all([
    runAll(source, person),
    ownWinters(source, person),
  ]);
  const main = results.get('neet-by-month');
  return {
    ...frame,
    body: html`<h1>Young people aged 16 and 17</h1>
<p class="finding">${(main && finding(main)) ?? 'The latest month has no figures that can be shown. The tiles hold the months before.'}</p>
${datedLine(current, source.clock())}
${failedLoad(failure, current)}
${missing.length === 0 ? '' : unanswered(missing)}
<section aria-labelledby="key-figures" class="section"><h2 id="key-figures">Key figures</h2>
${tiles(source, person, results, winter)}</section>
${wards(source, person, results)}`,
  };
}

/** Runs the page's reports; one that the reader may not run is left out, one that fails is named. */
async function runAll(
  source: PageSource,
  person: PagePerson,
): Promise<{ results: Results; missing: string[] }> {
  const cards = source.reports().filter((report) => REPORTS.some((id) => id === report.id));
  const results = new Map<string, Result>();
  const missing: string[] = [];
  await Promise.all(
    cards.map(async (card) => {
      try {
        results.set(card.id, await source.run(person, { id: card.id, params: {} }));
      } catch (error) {
        if (error instanceof CasehouseError && error.status === 403) return;
        source.log(`first page: ${card.id}: ${error instanceof Error ? error.message : String(error)}`);
        missing.push(card.title);
      }
    }),
  );
  return { results, missing };
}

/** NEET by month in the Department's own months (December to February); null when it can't be run. */
async function ownWinters(source: PageSource, person: PagePerson): Promise<Result | null> {
  const id = 'neet-by-month';
  const card = source.reports().find((report) => report.id === id);
  if (!card?.fields.some((field) => field.name === 'period')) return null;
  // Without it the tiles only lack a line; what is wrong, the other run of the report says.
  return source.run(person, { id, params: { period: 'dfe' } }).catch(() => null);
}

function tiles(source: PageSource, person: PagePerson, results: Results, winter: Result | null): Html {
  const national = results.get('national-comparison');
  const compared = national === undefined ? new Map() : comparisons(national, winter);
  const drawn = TILES.flatMap((spec) => {
    const result = results.get(spec.report);
    if (result === undefined) return [];
    const tile = tileFrom({
      spec,
      result,
      comparison: spec.measure === null ? null : (compared.get(spec.measure) ?? null),
      peopleHref: listing(source, person, spec.report, result),
    });
    return tile === null ? [] : [kpiTile(tile)];
  });
  return html`<div class="tiles">${drawn}</div>`;
}

function wards(source: PageSource, person: PagePerson, results: Results): Html {
  const result = results.get('ward-hotspots');
  return result === undefined ? html`` : wardList(result, listing(source, person, 'ward-hotspots', result));
}

/** How to address the people behind a count; null where the reader may not list them or small numbers are hidden. */
function listing(source: PageSource, person: PagePerson, id: string, result: Result) {
  const report = source.reports().find((card) => card.id === id);
  if (!report?.hasRecords || !person.permissions.has('people.list') || result.stamp.profile !== 'none')
    return null;
  return (column: string, row: Readonly<Record<string, string>>) =>
    report.recordColumns.includes(column)
      ? peopleHref(id, {}, { row: { ...totalsOf(report), ...row }, column })
      : null;
}

const totalsOf = (report: ReportCard) =>
  Object.fromEntries(report.totals.map((total) => [total.column, total.value]));

const unanswered = (missing: readonly string[]): Html =>
  html`<div class="message watch" role="status"><h2>Some figures are missing</h2>
<p>These reports could not be run: ${missing.join(', ')}. The others are complete.</p>
<p>Try again in a minute. If it happens again, tell whoever looks after Casehouse.</p></div>`;

const notLoaded = (): Html =>
  emptyState(
    'There are no figures yet',
    [
      'This page will show how many young people are in education, employment or training, month by month.',
      'It is empty because no nightly load has been published. The first one runs tonight; an administrator can start one now with “casehouse nightly”.',
    ],
    null,
  );

function welcome(person: PagePerson): Html {
  return html`<h1>Welcome, ${person.name}</h1>${emptyState(
    'Your account opens no figures',
    [
      'You can see the nightly loads. Users have no page: add one on the server with “casehouse user add”.',
      'Figures and people’s records are open to other roles.',
    ],
    person.permissions.has('snapshot.read') ? { label: 'See the nightly loads', href: '/snapshots' } : null,
  )}`;
}
