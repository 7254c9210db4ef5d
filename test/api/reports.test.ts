import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileName } from '../../app/web/download.ts';
import { reportId } from '../../base/ids.ts';
import { resultHash } from '../../reports/hash.ts';
import type { Stamp } from '../../reports/result.ts';
import { readResultFile } from '../../reports/verify/verify.ts';
import { handMadeSnapshot, person } from '../support/marts.ts';
import { type Browser, type TestWeb, testWeb } from './web.ts';

const MONTH = '2026-01-31';
let web: TestWeb;
let manager: Browser;
const temp = mkdtempSync(join(tmpdir(), 'casehouse-test-temp-'));
const systemTemp = process.env.TMPDIR;
beforeAll(async () => {
  web = await testWeb(['manager', 'caseworker', 'report-reader', 'administrator']);
  const rows = [
    { ...person(MONTH, 'EET'), copies: 95 },
    { ...person(MONTH, 'NEET'), copies: 3 },
    { ...person(MONTH, 'NK'), copies: 2 },
  ];
  await handMadeSnapshot({ months: [MONTH, MONTH], tables: { person_month: rows } }, web.dataDir);
  manager = await web.as('manager');
  process.env.TMPDIR = temp;
});
afterAll(async () => {
  if (systemTemp === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = systemTemp;
  rmSync(temp, { recursive: true, force: true });
  await web.stop();
});

describe('reports over HTTP', () => {
  test('the catalogue says what each report measures and asks', async () => {
    const { json } = await manager.get('/api/reports');
    const ids = json.reports.map((r: { id: string }) => r.id);
    expect(ids).toEqual(
      expect.arrayContaining([
        'neet-by-month',
        'joiners-and-leavers',
        'neet-duration',
        'ward-hotspots',
        'national-comparison',
      ]),
    );
    expect(json.reports.find((r: { id: string }) => r.id === 'neet-by-month')).toMatchObject({
      grain: expect.arrayContaining(['month_end']),
      params: expect.arrayContaining([expect.objectContaining({ name: 'from', type: 'month' })]),
    });
  });

  test('a run answers with the result, its stamp and its chart', async () => {
    const { status, json } = await manager.get(`/api/reports/neet-by-month/run?from=2026-01&to=2026-01`);
    expect(status).toBe(200);
    const at = (name: string) =>
      json.result.rows[0][json.result.columns.findIndex((c: { name: string }) => c.name === name)];
    expect([at('cohort'), at('neet'), at('nk'), at('neet_rate')]).toEqual([100, 3, 2, 3]);
    expect(json.result.stamp).toMatchObject({
      report: 'neet-by-month',
      snapshot: '20260301-020000',
      person: 'manager',
    });
    expect(json.chart).toHaveProperty('series');
  });

  test('the page shows the same figures as the run', async () => {
    const { text, status } = await manager.get('/reports/neet-by-month?from=2026-01&to=2026-01');
    expect(status).toBe(200);
    expect(text).toContain('January 2026');
    expect(text).toContain('3.0%');
  });

  test('an unknown report, parameter, snapshot or moment says what to do', async () => {
    const tell = async (path: string) => {
      const { status, json } = await manager.get(`/api/reports/${path}`);
      return [status, json.error.code, json.error.next.length > 10];
    };
    expect(await tell('neet-by-moth/run')).toEqual([404, 'report-unknown', true]);
    expect(await tell('neet-by-month/run?form=2026-01')).toEqual([400, 'parameter-unknown', true]);
    expect(await tell('neet-by-month/run?from=2026-01&from=2026-02')).toEqual([400, 'parameter-twice', true]);
    expect((await tell('neet-by-month/run?snapshot=20200101-000000'))[0]).toBe(404);
    expect((await tell('neet-by-month/run?snapshot=../../../etc'))[0]).toBe(404);
    expect(await tell('neet-by-month/run?known_at=yesterday')).toEqual([400, 'known-at-invalid', true]);
  });

  test('what was known at a moment is a kept snapshot; a new one is not built for everybody', async () => {
    const kept = await manager.get('/api/reports/neet-by-month/run?known_at=2026-03-01T02:00:00Z');
    expect(kept.json.result.stamp.snapshot).toBe('20260301-020000');
    const reader = await web.as('report-reader');
    const other = await reader.get('/api/reports/neet-by-month/run?known_at=2026-02-01T02:00:00Z');
    expect(other.status).toBeGreaterThanOrEqual(403);
    expect(other.json.error.code).not.toBe('failed');
  });

  test('the snapshots are listed without figures', async () => {
    const { json } = await manager.get('/api/snapshots');
    expect(json.snapshots).toMatchObject([{ id: '20260301-020000', asAt: MONTH }]);
  });
});

describe('files', () => {
  const kinds: [string, RegExp, Buffer | string][] = [
    ['csv', /^text\/csv/, 'month_end,'],
    ['json', /^application\/json/, '{'],
    ['xml', /^application\/xml/, '<?xml'],
    ['xlsx', /spreadsheetml/, 'PK'],
    ['docx', /wordprocessingml/, 'PK'],
  ];
  test.each(kinds)(
    '%s comes with its name and type, and leaves nothing behind',
    async (kind, type, start) => {
      for (const path of [`/reports/neet-by-month.${kind}`, `/api/reports/neet-by-month/download.${kind}`]) {
        const { status, headers, text } = await manager.get(path);
        expect(status, text).toBe(200);
        expect(headers.get('content-type')).toMatch(type);
        expect(headers.get('content-disposition')).toBe(
          `attachment; filename="wulfrun-metropolitan-borough_neet-by-month_2024-01-to-2026-01.${kind}"`,
        );
        expect(headers.get('cache-control')).toBe('no-store');
        expect(text.replace(/^\uFEFF/, '').startsWith(String(start)), text.slice(0, 40)).toBe(true);
      }
      await expect.poll(() => readdirSync(temp)).toEqual([]);
    },
  );

  test('a CSV and its stamp, saved beside each other, are verified; a changed figure is found', async () => {
    for (const base of ['/reports/neet-by-month.', '/api/reports/neet-by-month/download.']) {
      const folder = mkdtempSync(join(tmpdir(), 'casehouse-pair-'));
      const [csv, stamp] = [await manager.get(`${base}csv`), await manager.get(`${base}csv.json`)];
      const name = (of: typeof csv) =>
        /filename="([^"]+)"/.exec(of.headers.get('content-disposition') ?? '')![1]!;
      expect(name(stamp)).toBe(`${name(csv)}.json`);
      expect(stamp.headers.get('content-type')).toMatch(/^application\/json/);
      expect(stamp.json.url).toBe(name(csv));
      writeFileSync(join(folder, name(stamp)), stamp.text);
      writeFileSync(join(folder, name(csv)), csv.text);
      const intact = await readResultFile(join(folder, name(csv)));
      expect(intact.doubts).toEqual([]);
      expect(resultHash(intact.columns, intact.rows)).toBe(intact.stamp.resultHash);
      writeFileSync(join(folder, name(csv)), csv.text.replace(',100,', ',101,'));
      const altered = await readResultFile(join(folder, name(csv)));
      expect(resultHash(altered.columns, altered.rows)).not.toBe(intact.stamp.resultHash);
      rmSync(folder, { recursive: true });
    }
  });

  test('a file holds the figures of the run with the same parameters', async () => {
    const run = await manager.get('/api/reports/neet-by-month/run?from=2026-01');
    const file = await manager.get('/reports/neet-by-month.json?from=2026-01');
    expect(file.text).toContain(run.json.result.stamp.resultHash);
  });

  test('a reader without the right to take files out gets none', async () => {
    const caseworker = await web.as('caseworker');
    expect((await caseworker.get('/api/reports/neet-by-month/run')).status).toBe(200);
    expect((await caseworker.get('/reports/neet-by-month.csv')).status).toBe(403);
    expect((await caseworker.get('/api/reports/neet-by-month/download.csv')).status).toBe(403);
  });

  test('a failed run leaves nothing behind', async () => {
    expect((await manager.get('/reports/neet-by-month.csv?nonsense=1')).status).toBe(400);
    expect(readdirSync(temp)).toEqual([]);
  });

  test('a name holds the body, the report and the period, and nothing that a header or a disk could misread', () => {
    const stamp = (parameters: Record<string, string | null>) => ({
      stamp: { report: reportId('ward-hotspots'), asAt: '2026-10-31', parameters } as Stamp,
    });
    expect(fileName('Telford & Wrekin', stamp({ month: null }), 'csv')).toBe(
      'telford-wrekin_ward-hotspots_2026-10.csv',
    );
    expect(fileName('A"\r\nB/../c', stamp({ from: '2025-09-30', to: '2026-08-31' }), 'xml')).toBe(
      'a-b-c_ward-hotspots_2025-09-to-2026-08.xml',
    );
  });
});

describe('static files', () => {
  test('a built file may be kept for ever; no other file can be had', async () => {
    const dist = join(import.meta.dirname, '../../dashboards/dist');
    const built = existsSync(dist) ? readdirSync(dist).find((f) => f.endsWith('.css')) : undefined;
    if (built) {
      const { status, headers } = await web.anonymous().get(`/assets/${built}`);
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toContain('immutable');
    }
    writeFileSync(join(web.dataDir, 'secret.js'), 'secret');
    for (const path of [
      '/assets/..%2f..%2fpackage.json',
      '/assets/../server.ts',
      '/assets/manifest.json',
      '/assets/none.js',
    ])
      expect((await web.anonymous().get(path)).status, path).toBe(404);
  });

  test('/healthz says whether the database answers, and nothing else', async () => {
    expect((await web.anonymous().get('/healthz')).json).toEqual({ web: 'up', database: 'up' });
  });
});
