import { html } from 'hono/html';
import type { Result } from '../../reports/result.ts';
import { comparisons } from '../home/comparison.ts';
import { finding } from '../home/finding.ts';
import { TILES, type TileInput, tileFrom } from '../home/tiles.ts';
import type { Html, Page } from '../layout.ts';
import { datedLine, emptyState, failedLoad } from '../parts/messages.ts';
import { kpiTile } from '../parts/tile.ts';
import type { PagePerson, PageSource } from '../source.ts';
import { peopleHref } from './addresses.ts';

/** The first page: the finding, when the figures are from, and a tile for each key figure. */
export async function homePage(source: PageSource, person: PagePerson): Promise<Page> {
  const [current, failure] = await Promise.all([source.current(), source.lastFailure()]);
  const frame = { title: 'Overview', section: null, menu: 'overview', crumbs: [] } as const;
  if (!person.permissions.has('report.run')) return { ...frame, title: 'Welcome', body: welcome(person) };
  if (current === null) {
    return {
      ...frame,
      body: html`<h1>Overview</h1>${failedLoad(failure, null)}${emptyState(
        'There are no figures yet',
        [
          'This page will show how many young people are in education, employment or training, month by month.',
          'It is empty because no nightly load has been published. The first one runs tonight; an administrator can start one now with “casehouse nightly”.',
        ],
        null,
      )}`,
    };
  }
  const known = new Set(source.reports().map((report) => report.id));
  const ids = ['neet-by-month', 'joiners-and-leavers', 'national-comparison'].filter((id) => known.has(id));
  const results = new Map(
    await Promise.all(ids.map(async (id) => [id, await source.run(person, { id, params: {} })] as const)),
  );
  const main = results.get('neet-by-month') ?? null;
  return {
    ...frame,
    body: html`<h1>Young people aged 16 and 17</h1>
<p class="finding">${(main === null ? null : finding(main)) ?? 'The tiles below show the latest month.'}</p>
${datedLine(current, source.clock())}
${failedLoad(failure, current)}
<section aria-labelledby="key-figures" class="section"><h2 id="key-figures">Key figures</h2>
${tiles(source, person, results)}</section>`,
  };
}

function tiles(source: PageSource, person: PagePerson, results: ReadonlyMap<string, Result>): Html {
  const national = results.get('national-comparison') ?? null;
  const compared = national === null ? new Map() : comparisons(national);
  const mayList = person.permissions.has('people.list');
  const withRecords = new Set(
    source
      .reports()
      .filter((report) => report.hasRecords)
      .map((report) => report.id),
  );
  const href = (report: string, column: string, month: string) =>
    peopleHref(report, {}, { row: { month_end: month }, column });
  const drawn = TILES.flatMap((spec) => {
    const result = results.get(spec.report);
    if (result === undefined) return [];
    const input: TileInput = {
      spec,
      result,
      comparison: spec.measure === null ? null : (compared.get(spec.measure) ?? null),
      peopleHref: mayList && withRecords.has(spec.report) ? href : null,
    };
    const tile = tileFrom(input);
    return tile === null ? [] : [kpiTile(tile)];
  });
  return html`<div class="tiles">${drawn}</div>`;
}

function welcome(person: PagePerson): Html {
  return html`<h1>Welcome, ${person.name}</h1>${emptyState(
    'Your account opens no figures',
    [
      'You can look after users and see the nightly loads. Figures and people’s records are open to other roles.',
    ],
    person.permissions.has('snapshot.read') ? { label: 'See the nightly loads', href: '/snapshots' } : null,
  )}`;
}
