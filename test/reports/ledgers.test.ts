import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Catalogue, loadCatalogue, REPORTS_ROOT } from '../../reports/catalogue.ts';
import { FIRST, link, readChain } from '../../reports/chain.ts';
import { readRuns, recordRun, type RunEntry } from '../../reports/run/ledger.ts';
import { runRecords } from '../../reports/run/records.ts';
import { rerun } from '../../reports/run/rerun.ts';
import { runReport } from '../../reports/run/run.ts';
import { publish, readPublications } from '../../reports/versions/ledger.ts';
import { handMadeSnapshot, person } from '../support/marts.ts';

const clock = () => new Date('2026-03-02T09:00:00Z');
const MONTH = '2026-01-31';
let catalogue: Catalogue;
let dataDir: string;
let drop: () => Promise<void>;

beforeAll(async () => {
  catalogue = await loadCatalogue();
  ({ dataDir, drop } = await handMadeSnapshot({
    months: [MONTH, MONTH],
    tables: {
      person_month: [
        person(MONTH, 'NEET', {
          person_key: 'k1',
          ward_code: 'E05001321',
          ward_name: 'Bilston East',
          gender: 'F',
        }),
        person(MONTH, 'NEET', { person_key: 'k2', gender: 'M' }),
        person(MONTH, 'EET', { person_key: 'k3', gender: 'M' }),
      ],
      ward: [
        {
          ward_code: 'E05001321',
          ward_name: 'Bilston East',
          valid_from: '2020-01-01',
          valid_to: '2199-12-31',
        },
      ],
    },
    people: [{ person_key: 'k1', person_id: 7, ref: 'C-7', given_name: 'Ann', family_name: 'Zabel' }],
  }));
});
afterAll(() => drop());
const context = (role = 'manager') => ({ dataDir, catalogue, clock, person: { name: 'A Manager', role } });
const ledger = () => path.join(dataDir, 'reports', 'runs.jsonl');

describe('the ledger of runs', () => {
  beforeEach(() => rm(ledger(), { force: true }));

  it('holds who ran what on which data with what outcome', async () => {
    const result = await runReport(context(), {
      id: 'neet-by-month',
      params: { from: '2026-01', by: 'gender' },
    });
    const { entries, fault } = await readRuns(dataDir);
    expect(fault).toBeNull();
    expect(entries[0]).toMatchObject({
      person: 'A Manager',
      role: 'manager',
      report: 'neet-by-month',
      version: '2.0.0',
      snapshot: '20260301-020000',
      profile: 'none',
      rows: 3,
      parameters: { from: MONTH, to: MONTH, period: 'month', by: 'gender', ward: null },
      resultHash: result.stamp.resultHash,
      runId: result.stamp.runId,
    });
  });

  it('shows any byte that was changed, and any line that went from its middle', async () => {
    for (let i = 0; i < 4; i++) await runReport(context(), { id: 'ward-hotspots', params: {} });
    const text = await readFile(ledger(), 'utf8');
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    const starts = [0, 1, 2].map((i) => lines.slice(0, i).join('\n').length);
    for (let at = 0; at < text.length - 1; at += 7) {
      const altered = `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`;
      expect([at, readChain(altered).fault === null]).toEqual([at, false]);
    }
    expect(starts[1]).toBeGreaterThan(0);
    expect(readChain([lines[0], lines[2], lines[3]].join('\n')).fault).toEqual({
      line: 2,
      message: 'does not follow the line before it',
    });
  });

  it('keeps its chain when many runs end at once', async () => {
    await Promise.all(
      Array.from({ length: 12 }, () => runReport(context(), { id: 'neet-duration', params: {} })),
    );
    const { entries, fault } = await readRuns(dataDir);
    expect([entries.length, fault]).toEqual([12, null]);
  });

  it('goes on after a line that a power cut left unfinished, and says where it is', async () => {
    const entry = { runId: 'r-1' } as RunEntry;
    await recordRun(dataDir, entry);
    await writeFile(ledger(), '{"runId":"r-2","prev', { flag: 'a' });
    await recordRun(dataDir, entry);
    expect((await readRuns(dataDir)).fault).toEqual({ line: 2, message: 'is not a whole JSON line' });
    expect((await readFile(ledger(), 'utf8')).trimEnd().split('\n')).toHaveLength(3);
  });
});

describe('the ledger of published versions', () => {
  it('holds the hash of every shipped version, chained', async () => {
    const { fault } = readChain(await readFile(path.join(REPORTS_ROOT, 'ledger.jsonl'), 'utf8'));
    expect(fault).toBeNull();
    const published = await readPublications(REPORTS_ROOT);
    expect(published.map((p) => `${p.id}/${p.version}`).sort()).toEqual(
      catalogue.definitions.map((d) => `${d.id}/${d.version}`).sort(),
    );
  });

  it('takes a version once, and refuses the same version with other text', async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'casehouse-publish-'));
    try {
      await cp(path.join(REPORTS_ROOT, 'neet-duration'), path.join(root, 'neet-duration'), {
        recursive: true,
      });
      await mkdir(path.join(root, 'other'));
      const first = await publish(root, 'neet-duration', '1.0.0');
      expect(await publish(root, 'neet-duration', '1.0.0')).toEqual(first);
      expect(await readPublications(root)).toEqual([first]);
      await writeFile(path.join(root, 'neet-duration', '1.0.0.sql'), 'select 1');
      await expect(publish(root, 'neet-duration', '1.0.0')).rejects.toMatchObject({
        code: 'published-version-changed',
      });
      await writeFile(
        path.join(root, 'ledger.jsonl'),
        `${link({ id: 'x', version: '1.0.0', sha256: 'y' }, FIRST).line.replace('"y"', '"z"')}\n`,
      );
      await expect(readPublications(root)).rejects.toMatchObject({ code: 'ledger-broken' });
    } finally {
      await rm(root, { recursive: true });
    }
  });
});

describe('a run', () => {
  it('gives the same hash each time, and again from its stamp', async () => {
    const request = { id: 'neet-by-month', params: { by: 'gender' } };
    const [one, two] = [await runReport(context(), request), await runReport(context(), request)];
    expect(two.stamp.resultHash).toBe(one.stamp.resultHash);
    expect(two.stamp.runId).not.toBe(one.stamp.runId);
    const again = await rerun(context(), one.stamp);
    expect([again.rows, again.stamp.resultHash]).toEqual([one.rows, one.stamp.resultHash]);
    const people = await runRecords(context(), {
      ...request,
      cell: { row: { month_end: MONTH, group_name: 'Male' }, column: 'cohort' },
    });
    expect((await rerun(context(), people.stamp)).stamp.resultHash).toBe(people.stamp.resultHash);
  });

  it('brings parameters into one form, and says what a wrong one could be', async () => {
    const params = { from: '2026-01-31', to: 'latest', ward: 'bilston east' };
    expect((await runReport(context(), { id: 'neet-by-month', params })).stamp.parameters).toMatchObject({
      from: MONTH,
      to: MONTH,
      ward: 'E05001321',
    });
    const refused = (given: Record<string, string>) =>
      runReport(context(), { id: 'neet-by-month', params: given });
    await expect(refused({ form: '2026-01' })).rejects.toThrow(
      'neet-by-month has no parameter "form". Did you mean "from"?',
    );
    await expect(refused({ by: 'gendr' })).rejects.toThrow(
      '"gendr" is not a value of "by" (Split by). Did you mean "gender"?',
    );
    await expect(refused({ ward: 'Bilston Est' })).rejects.toThrow('Did you mean "Bilston East"?');
    await expect(refused({ from: '2026-01-15' })).rejects.toMatchObject({
      code: 'parameter-invalid',
      next: 'Give a month as 2026-10, its last day as 2026-10-31, "latest", or "-12 months".',
    });
    await expect(refused({ from: '2026-02', to: '2026-01' })).rejects.toThrow(
      'From 2026-02-28 lies after to 2026-01-31.',
    );
  });

  it.each([
    '+999999999 months',
    '-99999999999999999999 months',
    '-2000 months',
    '+2500 months',
    '0000-01',
    '0000-01-31',
    '0050-02',
    '1989-12',
    '2200-01',
    '9999-12',
  ])('refuses a month outside the years that a calendar holds: %s', async (from) => {
    const refused = runReport(context(), { id: 'neet-by-month', params: { from } });
    await expect(refused).rejects.toMatchObject({ code: 'parameter-invalid', status: 400 });
    await expect(refused).rejects.toThrow(/1990 to 2199|is not a value of "from"/);
  });

  it('takes the first and the last month of those years', async () => {
    const params = { from: '1990-01', to: '2199-12' };
    const { stamp } = await runReport(context(), { id: 'neet-by-month', params });
    expect(stamp.parameters).toMatchObject({ from: '1990-01-31', to: '2199-12-31' });
  });

  it('opens the people behind a figure for many readers at the same time', async () => {
    const cell = { row: { month_end: MONTH }, column: 'neet' };
    const lists = await Promise.all(
      Array.from({ length: 24 }, () => runRecords(context(), { id: 'neet-by-month', params: {}, cell })),
    );
    expect(lists.map((list) => list.rows.length)).toEqual(lists.map(() => 2));
  }, 12_000);

  it('names only those whom the reader’s lists hold, and keeps a line for the others', async () => {
    const cell = { row: { month_end: MONTH }, column: 'neet' };
    const named = await runRecords(context(), { id: 'neet-by-month', params: {}, cell });
    expect(named.rows.map((r) => r.slice(0, 4))).toEqual([
      [null, null, 'Restricted record', null],
      ['7', 'C-7', 'Zabel', 'Ann'],
    ]);
    const ctx = {
      ...context(),
      person: { name: 'B', role: 'manager', permissions: new Set(['report.run']) },
    };
    const unnamed = await runRecords(ctx, { id: 'neet-by-month', params: {}, cell });
    expect(unnamed.columns[0]!.name).toBe('person_key');
    expect(JSON.stringify(unnamed.rows)).not.toContain('Zabel');
    expect(unnamed.rows).toHaveLength(2);
  });

  it('says clearly why a cell has no people behind it', async () => {
    const ask = (cell: { row: Record<string, string>; column: string }) =>
      runRecords(context(), { id: 'neet-by-month', params: {}, cell });
    await expect(ask({ row: { month_end: MONTH }, column: 'neet_rate' })).rejects.toThrow(
      '"neet_rate" is not a count of people',
    );
    await expect(ask({ row: {}, column: 'neet' })).rejects.toThrow('The cell does not say its "month_end".');
    await expect(ask({ row: { month_end: '2019-01-31' }, column: 'neet' })).rejects.toMatchObject({
      code: 'cell-unknown',
    });
    await expect(runRecords(context(), { id: 'national-comparison', params: {} })).rejects.toMatchObject({
      code: 'no-records',
    });
  });

  it('asks for one of snapshot and known-at, and for a snapshot that exists', async () => {
    const request = { id: 'neet-by-month', params: {} };
    await expect(runReport(context(), { ...request, knownAt: 'yesterday' })).rejects.toMatchObject({
      code: 'known-at-invalid',
    });
    await expect(
      runReport(context(), { ...request, snapshot: '20200101-000000' as never }),
    ).rejects.toMatchObject({ code: 'no-such-snapshot' });
    const resolveKnownAt = async () => '20260301-020000' as never;
    const result = await runReport(
      { ...context(), resolveKnownAt },
      { ...request, knownAt: '2026-02-28T12:00:00Z' },
    );
    expect(result.stamp.snapshot).toBe('20260301-020000');
  });
});
