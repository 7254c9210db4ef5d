import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { answerError } from '../../../app/web/failures.ts';
import { addMonths, monthEnd } from '../../../base/dates.ts';
import { reportId, runId, snapshotId } from '../../../base/ids.ts';
import { ratio } from '../../../base/rounding.ts';
import { pageRoutes } from '../../../dashboards/routes.ts';
import type {
  FailedLoad,
  PagePerson,
  PageSource,
  ReportCard,
  SnapshotCard,
} from '../../../dashboards/source.ts';
import { chartAlt } from '../../../reports/chart/alt.ts';
import { chartOption } from '../../../reports/chart/option.ts';
import { chartSvg } from '../../../reports/chart/picture.ts';
import type { SessionPerson, Web } from '../../../operational/access/person.ts';
import type { Cell, ColumnType, Result, ResultColumn } from '../../../reports/result.ts';

/** Which odd state the made-up source is in. The real server is used for everything else. */
export type StubState = 'usual' | 'empty' | 'failed-load' | 'never-loaded' | 'suppressed' | 'broken';

const NOW = '2026-11-20T08:15:00Z';

export const STUB_PERSON: PagePerson = {
  id: 1,
  name: 'Morgan Ellis',
  role: 'manager',
  permissions: new Set(['report.run', 'report.export', 'people.list', 'people.read', 'snapshot.read']),
};

const column = (name: string, label: string, type: ColumnType, decimals = 0): ResultColumn => ({
  name,
  label,
  type,
  decimals,
  description: null,
});

function result(
  id: string,
  title: string,
  definition: string,
  columns: ResultColumn[],
  rows: Cell[][],
  more: Partial<Result> = {},
): Result {
  return {
    title,
    definition,
    columns,
    rows,
    notes: [],
    chart: null,
    sources: [],
    stamp: {
      report: reportId(id),
      version: '1.0.0',
      definitionHash: 'd'.repeat(64),
      snapshot: snapshotId('20261120-021000'),
      snapshotBuiltAt: '2026-11-20T02:10:41Z',
      asAt: '2026-10-31',
      knownAt: '2026-11-20T02:10:00Z',
      parameters: { from: '2024-11-30', to: '2026-10-31', ward: null },
      rowCount: rows.length,
      resultHash: 'a'.repeat(64),
      profile: 'none',
      engine: 'DuckDB v1.5.6',
      runId: runId('r-20261120T081500-4f2a9c'),
      person: STUB_PERSON.name,
      ranAt: NOW,
    },
    ...more,
  };
}

const MONTHS = Array.from({ length: 24 }, (_, i) => monthEnd(addMonths('2024-11-01', i)));
const C = { symbol: 'c' } as const;

function byMonth(state: StubState): Result {
  const rows = MONTHS.map((month, i): Cell[] => {
    const cohort = 7390 + i * 6;
    const autumn = [8, 9].includes(new Date(month).getUTCMonth()) ? 150 : 0;
    const neet = 212 - i + Math.round(12 * Math.sin(i / 2));
    const nk = 84 + autumn - Math.round(i / 2);
    const part = cohort - neet - nk - 60;
    const hide = state === 'suppressed' && i === 20;
    return [
      month,
      cohort,
      hide ? C : neet,
      hide ? C : ratio(neet, cohort),
      hide ? C : nk,
      hide ? C : ratio(nk, cohort),
      hide ? C : neet + nk,
      hide ? C : ratio(neet + nk, cohort),
      part,
      ratio(part, cohort),
    ];
  });
  return result(
    'neet-by-month',
    'NEET and not known, by month',
    'Young people of academic age 16 and 17 who live here, custody left out: how many are not in education, employment or training (NEET), and how many are in an activity that we do not know.',
    [
      column('month_end', 'Month', 'month'),
      column('cohort', 'Young people', 'count'),
      column('neet', 'NEET', 'count'),
      column('neet_rate', 'NEET %', 'percent', 1),
      column('nk', 'Not known', 'count'),
      column('nk_rate', 'Not known %', 'percent', 1),
      column('neet_nk', 'NEET or not known', 'count'),
      column('neet_nk_rate', 'NEET or not known %', 'percent', 1),
      column('participating', 'Participating', 'count'),
      column('participation_rate', 'Participating %', 'percent', 1),
    ],
    state === 'empty' ? [] : rows,
    {
      notes: ['Records that have lapsed still count where they stood until the person is followed up.'],
      chart: { kind: 'line', x: 'month_end', y: ['neet_rate', 'nk_rate'], title: null },
    },
  );
}

function joiners(): Result {
  const rows = MONTHS.map((month, i): Cell[] => [month, 200 + i, 31 + (i % 5), 28 + (i % 7), 203 + i]);
  return result(
    'joiners-and-leavers',
    'NEET joiners and leavers',
    'Who became NEET and who stopped being NEET in each month.',
    [
      column('month_end', 'Month', 'month'),
      column('opening', 'NEET at the start', 'count'),
      column('joiners', 'Joiners', 'count'),
      column('leavers', 'Leavers', 'count'),
      column('closing', 'NEET at the end', 'count'),
    ],
    rows,
  );
}

const WARDS = [
  'Bilston East',
  'Blakenhall',
  'Bushbury North',
  'East Park',
  'Heath Town',
  'Oxley',
  'St Peters',
  'Tettenhall Regis',
  'Wednesfield North',
];

function wards(state: StubState): Result {
  const rows = WARDS.map((name, i): Cell[] => {
    const [cohort, neet] = [260 + i * 17, 3 + ((i * 5) % 17)];
    const rate = ratio(neet, cohort)!;
    if (state === 'suppressed' && neet < 5) return [`E0${i}`, name, cohort, C, C, C, C];
    return [
      `E0${i}`,
      name,
      cohort,
      neet,
      rate,
      Math.max(0, Math.round((rate - 1.4) * 10) / 10),
      Math.round((rate + 2.1) * 10) / 10,
    ];
  });
  return result(
    'ward-hotspots',
    'NEET by ward',
    'NEET of academic age 16 and 17 by ward of residence, with a 95% interval.',
    [
      column('ward_code', 'Ward code', 'code'),
      column('ward_name', 'Ward', 'text'),
      column('cohort', 'Young people', 'count'),
      column('neet', 'NEET', 'count'),
      column('neet_rate', 'NEET %', 'percent', 1),
      column('neet_rate_low', 'From %', 'percent', 1),
      column('neet_rate_high', 'To %', 'percent', 1),
    ],
    [...rows, ['All', 'All wards', 4000, 97, 2.4, 1.9, 2.9]],
  );
}

function national(): Result {
  const places: [string, string, number[]][] = [
    ['authority', 'Wulfrun Metropolitan Borough', [3.8, 2.6, 1.2, 95.5]],
    ['England', 'England', [5.6, 3.4, 2.2, 92.0]],
    ['region', 'West Midlands', [5.4, 3.0, 2.4, 92.7]],
    ['neighbours', 'Statistical neighbours', [6.1, 3.9, 2.2, 91.4]],
  ];
  const measures = ['neet_nk_percent', 'neet_percent', 'nk_percent', 'participation_percent'];
  const rows = measures.flatMap((measure, m) =>
    places.map(([level, name, values]): Cell[] => [
      measure,
      level,
      name,
      'December 2024 to February 2025',
      values[m]!,
    ]),
  );
  return result(
    'national-comparison',
    'Comparison with England, the region and neighbours',
    'Figures by the Department for Education’s method: the mean of December, January and February.',
    [
      column('measure', 'Measure', 'code'),
      column('area_level', 'Level', 'text'),
      column('area_name', 'Place', 'text'),
      column('period_label', 'Period', 'text'),
      column('value', 'Value', 'percent', 1),
    ],
    rows,
    {
      sources: [
        'Department for Education, NEET and participation scorecard 2025, Open Government Licence v3.0',
      ],
    },
  );
}

function card(one: Result, records: readonly string[]): ReportCard {
  return {
    id: one.stamp.report,
    title: one.title,
    purpose: one.stamp.report === 'ward-hotspots' ? 'local' : 'national',
    version: '1.0.0',
    definition: one.definition,
    fields: [
      { name: 'from', label: 'From', type: 'month', optional: false, fallback: '-24 months', choices: null },
      { name: 'to', label: 'To', type: 'month', optional: false, fallback: 'latest', choices: null },
      { name: 'ward', label: 'Ward', type: 'ward', optional: true, fallback: null, choices: null },
    ],
    grain: [one.columns[0]!.name],
    totals: [{ column: 'ward_code', value: 'All' }],
    hasRecords: records.length > 0,
    recordColumns: records,
    labels: Object.fromEntries(one.columns.map((c) => [c.name, c.label])),
  };
}

const SNAPSHOT: SnapshotCard = {
  id: '20261120-021000',
  knownAt: '2026-11-20T02:10:00Z',
  builtAt: '2026-11-20T02:10:41Z',
  asAt: '2026-10-31',
  rows: 812345,
  tables: [
    { name: 'marts.person_month', rows: 780000 },
    { name: 'marts.neet_spell', rows: 32345 },
  ],
  audits: [
    { name: 'every person month is unique', passed: true },
    { name: 'the parts add up to the base', passed: true },
  ],
  seconds: 41,
  asked: false,
  tenant: { name: 'Wulfrun Metropolitan Borough', demo: true },
};

const FAILURE: FailedLoad = {
  at: '2026-11-20T02:10:00Z',
  message: 'the database did not answer for 30 seconds.',
};

/** A made-up source; every figure in it is invented. */
export function stubSource(state: StubState = 'usual'): PageSource {
  const profile = state === 'suppressed' ? 'council' : 'none';
  const results = [byMonth(state), joiners(), wards(state), national()].map((one) => ({
    ...one,
    stamp: { ...one.stamp, profile },
  }));
  const list = result(
    'neet-by-month',
    'People',
    'People behind the figure.',
    [
      column('person_id', 'Record', 'code'),
      column('name', 'Name', 'text'),
      column('ward_name', 'Ward', 'text'),
    ],
    [
      ['101', 'Ada Example', 'Oxley'],
      ['102', 'Ben Example', 'Park'],
      [null, 'Restricted record', null],
    ],
  );
  const loaded = state !== 'never-loaded';
  return {
    clock: () => new Date(NOW),
    log: () => {},
    reports: () =>
      results.map((one) =>
        card(
          one,
          one.stamp.report === 'national-comparison'
            ? []
            : ['neet', 'nk', 'neet_nk', 'cohort', 'participating', 'joiners', 'leavers'],
        ),
      ),
    run: async (_person, request) => {
      if (state === 'broken') throw new Error('secret of the inside');
      return results.find((one) => one.stamp.report === request.id)!;
    },
    records: async () => list,
    snapshots: async () =>
      loaded
        ? [SNAPSHOT, { ...SNAPSHOT, id: '20261119-021000', builtAt: '2026-11-19T02:10:39Z', seconds: 39 }]
        : [],
    current: async () => (loaded ? SNAPSHOT : null),
    lastFailure: async () => (state === 'failed-load' ? FAILURE : null),
    stopped: async () => (state === 'failed-load' ? [FAILURE] : []),
    lastRuns: async () => ({ 'neet-by-month': NOW }),
    chartOption: (one) => (one.chart === null ? null : ({ ...chartOption(one) } as Record<string, unknown>)),
    chartAlt,
    chartPicture: async (one) => chartSvg(one),
  };
}

/** Serves the pages over a made-up source on a free port. */
export async function startStub(
  state: StubState = 'usual',
  person = STUB_PERSON,
): Promise<{ url: string; stop(): Promise<void> }> {
  const app = new Hono<Web>();
  app.onError(answerError(() => {}));
  app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'self'"], imgSrc: ["'self'", 'data:'] } }));
  app.use(async (c, next) => {
    c.set('person', { ...person, tenantId: 1 } as SessionPerson);
    await next();
  });
  for (const route of pageRoutes(stubSource(state)))
    app.on(route.method.toUpperCase(), route.path, route.handler);
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) =>
      resolve({
        url: `http://127.0.0.1:${info.port}`,
        stop: () =>
          new Promise((done) => {
            server.close(() => done());
            (server as Server).closeAllConnections(); // browsers keep theirs open
          }),
      }),
    );
  });
}
