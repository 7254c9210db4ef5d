import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { CasehouseError } from '../../base/errors.ts';
import { snapshotId } from '../../base/ids.ts';
import { signedIn } from '../../operational/access/guard.ts';
import type { Web } from '../../operational/access/person.ts';
import { apiRoute, json, type Route } from '../../operational/api/route.ts';
import { chartOption } from '../../reports/chart/option.ts';
import { entriesOf } from '../../reports/entries.ts';
import { type FormatName, formats } from '../../reports/render/formats.ts';
import type { RunRequest } from '../../reports/run/request.ts';
import { listSnapshots } from '../../warehouse/snapshots.ts';
import { compareRoutes } from './compare-routes.ts';
import { download } from './download.ts';
import { pageRoute } from './registry.ts';
import { type Reporting, run } from './reporting.ts';

/** Files to take away: each format, and the stamp that belongs beside a CSV. */
type FileKind = FormatName | 'csv.json';
const KINDS: FileKind[] = [...(Object.keys(formats) as FormatName[]), 'csv.json'];

/** The catalogue, runs and files of reports, and the snapshots that they read. */
export const reportRoutes = (reporting: Reporting): Route[] => [
  listReports(reporting),
  runOne(reporting),
  ...compareRoutes(reporting),
  downloadOne(reporting),
  pageRoute(
    'get',
    `/reports/:file{[a-z0-9-]+\\.(?:${KINDS.join('|').replaceAll('csv.json', 'csv\\.json')})}`,
    'report.export',
    (c) => {
      const file = c.req.param('file') ?? '';
      const dot = file.indexOf('.');
      return send(reporting, c, file.slice(0, dot), file.slice(dot + 1) as FileKind);
    },
  ),
  listPublished(reporting),
];

const idPath = z.object({
  id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'neet-by-month' }),
});

/** Which of a report's runs: its own parameters go beside these. */
const pins = z.object({
  version: z.string().optional(),
  snapshot: z.string().optional().openapi({ example: '20261120-021000' }),
  known_at: z
    .string()
    .optional()
    .openapi({ description: 'As known at this instant, or at the end of this day in London' }),
});

const listReports = ({ catalogue }: Reporting): Route =>
  apiRoute(
    'report.run',
    {
      method: 'get',
      path: '/api/reports',
      summary: 'The catalogue of reports',
      responses: { 200: json('The newest published version of each', z.object({ reports: z.array(Card) })) },
    },
    (c) => {
      const reports = catalogue.reports().map((d) => ({
        id: d.id as string,
        title: d.title,
        purpose: d.purpose,
        version: d.version,
        definition: d.definition,
        grain: d.grain,
        entries: entriesOf(d).map(({ title, url }) => ({ title, url })),
        params: d.params.map(({ name, label, type, optional, default: fallback, options }) => ({
          name,
          label,
          type,
          optional,
          default: fallback,
          options,
        })),
      }));
      return c.json({ reports }, 200);
    },
  );

const Card = z
  .object({
    id: z.string(),
    title: z.string(),
    purpose: z.string(),
    version: z.string(),
    definition: z.string(),
    grain: z.array(z.string()),
    entries: z
      .array(z.object({ title: z.string(), url: z.string() }))
      .openapi({ description: 'The report as it opens, and each split and period that it lists' }),
    params: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        type: z.string(),
        optional: z.boolean(),
        default: z.union([z.string(), z.number()]).nullable(),
        options: z.record(z.string(), z.string()).nullable(),
      }),
    ),
  })
  .openapi('Report');

const runOne = (reporting: Reporting): Route =>
  apiRoute(
    'report.run',
    {
      method: 'get',
      path: '/api/reports/{id}/run',
      summary: 'Run a report; its own parameters go into the query',
      request: { params: idPath, query: pins.loose() },
      responses: {
        200: json(
          'The result with its stamp, and its chart as an ECharts option',
          z.object({
            result: z.record(z.string(), z.unknown()),
            chart: z.record(z.string(), z.unknown()).nullable(),
          }),
        ),
      },
    },
    async (c) => {
      const result = await run(reporting, signedIn(c), requestOf(c, c.req.valid('param').id));
      const chart: Record<string, unknown> | null = result.chart && { ...chartOption(result) };
      const plain: Record<string, unknown> = { ...result };
      return c.json({ result: plain, chart }, 200);
    },
  );

const downloadOne = (reporting: Reporting): Route =>
  apiRoute(
    'report.export',
    {
      method: 'get',
      path: '/api/reports/{id}/{file}',
      summary: 'A run of a report as a file; its own parameters go into the query',
      request: {
        params: idPath.extend({
          file: z
            .enum(KINDS.map((kind) => `download.${kind}`))
            .openapi({ param: { name: 'file', in: 'path' } }),
        }),
        query: pins.loose(),
      },
      responses: { 200: { description: 'The file' } },
    },
    (c) => {
      const { id, file } = c.req.valid('param');
      return send(reporting, c, id, file.slice('download.'.length) as FileKind);
    },
  );

async function send(reporting: Reporting, c: Context<Web>, id: string, kind: FileKind): Promise<Response> {
  const result = await run(reporting, signedIn(c), requestOf(c, id));
  const stamp = kind === 'csv.json';
  return download(c, { result, format: formats[stamp ? 'csv' : kind], dataDir: reporting.dataDir, stamp });
}

const PINS = new Set(['version', 'snapshot', 'known_at']);

/** The run that an address asks for; an empty field of a form means "not given". */
function requestOf(c: Context<Web>, id: string): RunRequest {
  const given = [...new URL(c.req.url).searchParams].filter(([, value]) => value !== '');
  const names = given.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice)
    throw new CasehouseError('parameter-twice', `${twice} is given twice.`, {
      next: 'Give each parameter once.',
    });
  const { version, snapshot, known_at: knownAt } = Object.fromEntries(given);
  return {
    id,
    params: Object.fromEntries(given.filter(([name]) => !PINS.has(name))),
    ...(version ? { version } : {}),
    ...(snapshot ? { snapshot: snapshotId(snapshot) } : {}),
    ...(knownAt ? { knownAt } : {}),
  };
}

const Published = z
  .object({
    id: z.string(),
    knownAt: z.string(),
    builtAt: z.string(),
    asAt: z.string(),
    tables: z.array(z.object({ name: z.string(), rows: z.number() })),
    audits: z.array(z.object({ name: z.string(), passed: z.boolean() })),
  })
  .openapi('Snapshot');

const listPublished = ({ dataDir }: Reporting): Route =>
  apiRoute(
    'snapshot.read',
    {
      method: 'get',
      path: '/api/snapshots',
      summary: 'The published snapshots of the warehouse, newest first',
      responses: { 200: json('Without their figures', z.object({ snapshots: z.array(Published) })) },
    },
    async (c) => {
      const snapshots = (await listSnapshots(dataDir)).map((m) => ({
        id: m.id as string,
        knownAt: m.knownAt,
        builtAt: m.builtAt,
        asAt: m.asAt,
        tables: m.tables.map(({ name, rows }) => ({ name, rows })),
        audits: m.audits,
      }));
      return c.json({ snapshots }, 200);
    },
  );
