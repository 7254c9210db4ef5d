import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { CasehouseError } from '../base/errors.ts';
import { snapshotId } from '../base/ids.ts';
import { type Assets, readAsset, readAssets } from './assets.ts';
import { DISPLAY_COOKIE, readDisplay, safeBack, writeDisplay } from './display.ts';
import { type Crumb, type Html, layout, type Page } from './layout.ts';
import { accessibilityPage } from './pages/accessibility.ts';
import { readParams, readPeopleQuery } from './pages/addresses.ts';
import { cataloguePage } from './pages/catalogue.ts';
import { comparePage, readCompareQuery } from './pages/compare.ts';
import { diffPage, readDiffQuery } from './pages/diff.ts';
import { homePage } from './pages/home.ts';
import { loadsPage } from './pages/loads.ts';
import { peoplePage } from './pages/people.ts';
import { problemPage } from './pages/problem.ts';
import { reportPage } from './pages/report.ts';
import { withWards } from './pages/wards.ts';
import type { PagePerson, PageSource, ReportCard } from './source.ts';

/** A route for the server's guard: `permission` is one of the product's, 'signed-in', or 'public'. */
export interface PageRoute {
  method: 'get';
  path: string;
  permission: 'report.run' | 'people.list' | 'snapshot.read' | 'signed-in' | 'public';
  handler: (c: Context) => Promise<Response>;
}

const PINS = ['version', 'snapshot', 'known_at'] as const;

/** Every server-drawn page. Figures come from `source`; names only through its records. */
export function pageRoutes(source: PageSource, assets: Assets = readAssets()): PageRoute[] {
  const draw = drawer(source, assets);
  return [
    {
      method: 'get',
      path: '/',
      permission: 'signed-in',
      handler: draw((c, person) => homePage(logging(source, c), person)),
    },
    { method: 'get', path: '/reports', permission: 'report.run', handler: draw(() => cataloguePage(source)) },
    {
      method: 'get',
      path: '/reports/:id',
      permission: 'report.run',
      handler: draw((c, person) => oneReport(source, c, person)),
    },
    {
      method: 'get',
      path: '/reports/:id/chart.svg',
      permission: 'report.run',
      handler: (c) => chartPicture(source, c),
    },
    {
      method: 'get',
      path: '/reports/:id/compare',
      permission: 'report.run',
      handler: draw((c, person) =>
        comparePage(source, person, reportOf(source, c), readCompareQuery(new URL(c.req.url).searchParams)),
      ),
    },
    {
      method: 'get',
      path: '/reports/:id/diff',
      permission: 'report.run',
      handler: draw((c, person) =>
        diffPage(source, person, reportOf(source, c), readDiffQuery(new URL(c.req.url).searchParams)),
      ),
    },
    {
      method: 'get',
      path: '/reports/:id/people',
      permission: 'people.list',
      handler: draw((c, person) => people(source, c, person)),
    },
    {
      method: 'get',
      path: '/snapshots',
      permission: 'snapshot.read',
      handler: draw(() => loadsPage(source)),
    },
    {
      method: 'get',
      path: '/accessibility',
      permission: 'public',
      handler: draw(async () => accessibilityPage()),
    },
    { method: 'get', path: '/display', permission: 'public', handler: setDisplay },
    { method: 'get', path: '/assets/:name', permission: 'public', handler: sendAsset },
  ];
}

/** Wraps a page's maker: draws it in its frame, with what the reader can put right as a page; the rest is the server's. */
function drawer(source: PageSource, assets: Assets) {
  return (make: (c: Context, person: PagePerson) => Promise<Page>) =>
    async (c: Context): Promise<Response> => {
      try {
        return await send(c, source, assets, await make(c, personOf(c) ?? NOBODY), 200);
      } catch (error) {
        if (!(error instanceof CasehouseError) || error.status === 401 || error.status >= 500) throw error;
        return send(c, source, assets, problemPage(error, backTo(source, c)), error.status);
      }
    };
}

/** The source with the request's number in what it logs, as the server's own errors have it. */
const logging = (source: PageSource, c: Context): PageSource => ({
  ...source,
  log: (line) => source.log(`request ${c.get('requestId')}: ${line}`),
});

async function send(
  c: Context,
  source: PageSource,
  assets: Assets,
  page: Page,
  status: number,
): Promise<Response> {
  const current = await source.current().catch(() => null);
  const body: Html = layout(
    {
      assets,
      display: readDisplay(getCookie(c, DISPLAY_COOKIE)),
      person: personOf(c),
      authority: current === null ? null : current.tenant,
      here: c.req.path + new URL(c.req.url).search,
    },
    page,
  );
  // Pages hold figures and names of one reader's rights: no store along the way may keep them.
  c.header('cache-control', 'no-store');
  return c.html(body, status as 200);
}

function personOf(c: Context): PagePerson | null {
  return (c.get('person') as PagePerson | null | undefined) ?? null;
}

const NOBODY: PagePerson = { id: 0, name: '', role: '', permissions: new Set() };

function backTo(source: PageSource, c: Context): Crumb | null {
  const id = c.req.param('id');
  if (id === undefined) return null;
  return source.reports().some((report) => report.id === id)
    ? { label: 'Back to the report’s usual view', href: `/reports/${id}` }
    : { label: 'See the list of reports', href: '/reports' };
}

async function oneReport(source: PageSource, c: Context, person: PagePerson): Promise<Page> {
  const report = reportOf(source, c);
  const query = new URL(c.req.url).searchParams;
  const params = readParams(query, PINS);
  const pinned = Object.fromEntries(
    PINS.flatMap((name) => (query.get(name) ? [[name, query.get(name)!]] : [])),
  );
  const result = await source.run(person, { id: report.id, params, ...pins(query) });
  const named = await withWards(source, person, report, result.stamp.snapshot);
  return reportPage(source, person, { report: named, result, params, pinned });
}

async function chartPicture(source: PageSource, c: Context): Promise<Response> {
  const query = new URL(c.req.url).searchParams;
  const request = { id: reportOf(source, c).id, params: readParams(query, PINS), ...pins(query) };
  const svg = await source.chartPicture(await source.run(personOf(c) ?? NOBODY, request));
  if (svg === '') return c.text('This report has no chart.', 404);
  return c.body(svg, 200, { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' });
}

async function people(source: PageSource, c: Context, person: PagePerson): Promise<Page> {
  const report = reportOf(source, c);
  const query = new URL(c.req.url).searchParams;
  const { params, cell } = readPeopleQuery(query);
  for (const name of [...PINS, 'page']) delete params[name];
  const page = Math.max(1, Math.trunc(Number(query.get('page'))) || 1);
  query.delete('page');
  const request = { id: report.id, params, ...pins(query) };
  const list = await source.records(person, { ...request, ...(cell === null ? {} : { cell }) });
  const back = new URLSearchParams(params).toString();
  return peoplePage({
    report,
    list,
    cell,
    page,
    query: query.toString(),
    mayOpen: person.permissions.has('people.read'),
    back: `/reports/${report.id}${back === '' ? '' : `?${back}`}`,
  });
}

function reportOf(source: PageSource, c: Context): ReportCard {
  const id = c.req.param('id') ?? '';
  const report = source.reports().find((candidate) => candidate.id === id);
  if (report !== undefined) return report;
  throw new CasehouseError('no-such-report', `There is no report called “${id}”.`, {
    status: 404,
    next: 'Choose one from the list of reports.',
  });
}

const pins = (query: URLSearchParams) => ({
  ...(query.get('version') ? { version: query.get('version')! } : {}),
  ...(query.get('snapshot') ? { snapshot: snapshotId(query.get('snapshot')!) } : {}),
  ...(query.get('known_at') ? { knownAt: query.get('known_at')! } : {}),
});

async function setDisplay(c: Context): Promise<Response> {
  const value = readDisplay(`${c.req.query('theme') ?? ''}.${c.req.query('density') ?? ''}`);
  setCookie(c, DISPLAY_COOKIE, writeDisplay(value), {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    maxAge: 31_536_000,
  });
  return c.redirect(safeBack(c.req.query('back')), 303);
}

async function sendAsset(c: Context): Promise<Response> {
  const asset = readAsset(c.req.param('name') ?? '');
  if (asset === null) return c.text('There is no such file.', 404);
  return c.body(asset.body, 200, {
    'content-type': asset.mediaType,
    'cache-control': 'public, max-age=31536000, immutable',
  });
}
