import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapshotId } from '../../base/ids.ts';
import { loadCatalogue, REPORTS_ROOT } from '../../reports/catalogue.ts';
import { publish } from '../../reports/versions/ledger.ts';
import { movedSentence, splitSentence } from '../../reports/versions/sentence.ts';
import { splitCauses } from '../../reports/versions/split.ts';
import { casehouse } from '../support/cli.ts';
import { handMadeSnapshot, type MartRow, person } from '../support/marts.ts';

const MONTH = '2026-01-31';
const [OLD, NEW] = [snapshotId('20260201-020000'), snapshotId('20260301-020000')];
const clock = () => new Date('2026-03-02T09:00:00Z');
let root: string;
let dataDir: string;
let drop: () => Promise<void>;

/** People by number, all of one ward; `vulnerable` ones are left out by the new definition. */
const someone = (n: number, headline: 'EET' | 'NEET', vulnerable = false): MartRow =>
  person(MONTH, headline, {
    person_key: `k${n}`,
    ward_code: 'W1',
    ward_name: 'North',
    is_vulnerable: vulnerable,
  });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const other = (n: number, headline: 'EET' | 'NEET') => ({
  ...person(MONTH, headline, { ward_code: 'W2', ward_name: 'South' }),
  copies: n,
});

beforeAll(async () => {
  // NEET of North: 1-20 before; 3-26 now. The new definition leaves out the vulnerable: 1, 5, 6 before; 5, 6, 25 now (1 is EET by then).
  const before = [
    ...range(1, 20).map((n) => someone(n, 'NEET', [1, 5, 6].includes(n))),
    ...range(21, 60).map((n) => someone(n, 'EET')),
  ];
  const now = [
    ...range(3, 26).map((n) => someone(n, 'NEET', [5, 6, 25].includes(n))),
    ...[1, 2, ...range(27, 60)].map((n) => someone(n, 'EET')),
  ];
  ({ dataDir, drop } = await handMadeSnapshot({
    id: OLD,
    months: [MONTH, MONTH],
    tables: { person_month: [...before, other(3, 'NEET'), other(30, 'EET')] },
    people: [{ person_key: 'k2', person_id: 2, ref: 'C-2', given_name: 'Bo', family_name: 'Left' }],
  }));
  await handMadeSnapshot(
    {
      id: NEW,
      months: [MONTH, MONTH],
      tables: { person_month: [...now, other(6, 'NEET'), other(27, 'EET')] },
      people: [
        { person_key: 'k25', person_id: 25, ref: 'C-25', given_name: 'Di', family_name: 'Came' },
        { person_key: 'k26', person_id: 26, ref: 'C-26', given_name: 'Ed', family_name: 'Also' },
      ],
    },
    dataDir,
  );
  root = await mkdtemp(path.join(tmpdir(), 'casehouse-split-'));
  await cp(path.join(REPORTS_ROOT, 'ward-hotspots'), path.join(root, 'ward-hotspots'), { recursive: true });
  const text = await readFile(path.join(root, 'ward-hotspots', '1.0.0.sql'), 'utf8');
  const next = text
    .replace('version: 1.0.0', 'version: 2.0.0')
    .replace('    ward_name, ward_code) end as ward_name,\n    is_neet,', '    is_neet,')
    .replace(
      '    is_neet, is_nk, is_eet\n',
      '    is_neet and not is_vulnerable as is_neet, is_nk, is_eet or (is_neet and is_vulnerable) as is_eet\n',
    )
    .replace(
      '    neet: is_neet\n    nk: is_nk\n    neet_nk: is_neet or is_nk\n    eet: is_eet',
      '    neet: is_neet and not is_vulnerable\n    nk: is_nk\n    neet_nk: is_neet and not is_vulnerable or is_nk\n    eet: is_eet or is_neet and is_vulnerable',
    );
  await writeFile(path.join(root, 'ward-hotspots', '2.0.0.sql'), next);
  await publish(root, 'ward-hotspots', '1.0.0');
  await publish(root, 'ward-hotspots', '2.0.0');
});
afterAll(async () => {
  await drop();
  await rm(root, { recursive: true, force: true });
});

const ask = async (
  more: { row?: string; column?: string; role?: string; to?: string; permissions?: Set<string> } = {},
) =>
  splitCauses(
    {
      dataDir,
      catalogue: await loadCatalogue(root),
      clock,
      person: { name: 'A Reader', role: more.role ?? 'manager', permissions: more.permissions ?? null },
    },
    {
      id: 'ward-hotspots',
      from: { version: '1.0.0', snapshot: OLD },
      to: { version: more.to ?? '2.0.0', snapshot: NEW },
      params: {},
      cell: more.row ? { row: { ward_code: more.row }, column: more.column ?? 'neet' } : null,
    },
  );

describe('why a figure changed', () => {
  it('is split into data, definition and both together, which add up', async () => {
    const { split } = await ask({ row: 'W1' });
    expect(splitSentence(split!)).toBe('20 → 21: +4 data, −3 definition, 0 together');
    expect(split!.before + split!.data + split!.definition + split!.together).toBe(split!.after);
  });

  it('says who entered and who left, and because of what', async () => {
    const { split } = await ask({ row: 'W1' });
    // in: 21-24 and 26 by the data (25 is vulnerable, so never in). out: 1 by either, 2 by the data, 5 and 6 by the definition.
    expect(movedSentence(split!)).toBe('5 entered and 4 left');
    expect(split!.entered!.causes).toEqual({ data: 5, definition: 0, either: 0, together: 0 });
    expect(split!.left!.causes).toEqual({ data: 1, definition: 2, either: 1, together: 0 });
    expect(split!.entered!.total - split!.left!.total).toBe(split!.after - split!.before);
    expect(JSON.stringify(split!.entered!.list!.rows)).toContain('Also');
    expect(JSON.stringify(split!.left!.list!.rows)).toContain('Left');
    expect(JSON.stringify(split)).not.toContain('Came');
  });

  it('gives counts without people to those who may not see names', async () => {
    const { split } = await ask({ row: 'W1', permissions: new Set(['report.run']) });
    expect(split!.entered).toMatchObject({ total: 5, list: null });
    expect(JSON.stringify(split)).not.toContain('Also');
  });

  it('is of the cell that changed most when none is named, and lists the others', async () => {
    const found = await ask();
    expect(found.split!.cell).toEqual({ row: { ward_code: 'All' }, column: 'neet' });
    expect(found.cells.length).toBeGreaterThan(3);
    expect(found).toMatchObject({
      from: { version: '1.0.0', snapshot: OLD },
      to: { version: '2.0.0', snapshot: NEW },
    });
  });

  it('with one definition all of it is data', async () => {
    const { split, changes } = await ask({ row: 'W1', to: '1.0.0' });
    expect([splitSentence(split!), changes]).toEqual(['20 → 24: +4 data, 0 definition, 0 together', []]);
  });

  it('a rate is split too, without people; another column is refused', async () => {
    const { split } = await ask({ row: 'W1', column: 'neet_rate' });
    expect([splitSentence(split!), split!.entered]).toEqual([
      '33.3 → 35.0: +6.7 data, −5.0 definition, 0.0 together',
      null,
    ]);
    await expect(ask({ row: 'W1', column: 'nete' })).rejects.toMatchObject({ code: 'cell-unknown' });
    expect((await ask({ row: 'W9' })).why).toContain('has no such row');
  });

  it('is told at the command line, the snapshot before being the old one', async () => {
    const args = ['report', 'compare', 'ward-hotspots', '--folder', root, '--from-version', '1.0.0'];
    const cell = ['--cell', 'ward_code=W1; column=neet'];
    const told = await casehouse([...args, ...cell], { CASEHOUSE_DATA: dataDir });
    expect(told).toMatchObject({ status: 0, stderr: '' });
    expect(told.stdout).toContain(`1.0.0 on ${OLD} → 2.0.0 on ${NEW}`);
    expect(told.stdout).toContain(
      'NEET, W1\n20 → 21: +4 data, −3 definition, 0 together\n5 entered and 4 left:',
    );
    expect(told.stdout).toContain(
      'left: 1 because of the data, 2 because of the definition, 1 because of either of the two',
    );
    const wrong = await casehouse([...args, '--cell', 'neet'], { CASEHOUSE_DATA: dataDir });
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining('column=neet')]);
  });
});

describe('a reader who sees no small numbers', () => {
  it('gets no split when any of the four figures is hidden, and no cell that is', async () => {
    // South: 3 NEET before, 6 now
    const found = await ask({ row: 'W2', role: 'report-reader' });
    expect(found.split).toBeNull();
    expect(found.why).toContain('hidden because it is small');
    expect(found.cells.some((c) => c.row.ward_code === 'W2' && c.column === 'neet')).toBe(false);
    expect((await ask({ row: 'W2' })).split).toMatchObject({ before: 3, after: 6, data: 3 });
  });

  it('is never told how many came and went', async () => {
    const found = await ask({ row: 'W1', column: 'cohort', role: 'report-reader', to: '1.0.0' });
    expect([found.profile, found.split?.entered ?? null, found.split?.left ?? null]).toEqual([
      'council',
      null,
      null,
    ]);
    expect(JSON.stringify(found)).not.toMatch(/"k\d+"|Left|Also/);
  });

  it('does not see a draft', async () => {
    const file = path.join(root, 'ward-hotspots', '2.1.0.sql');
    await writeFile(
      file,
      (await readFile(path.join(root, 'ward-hotspots', '2.0.0.sql'), 'utf8')).replace(
        'version: 2.0.0',
        'version: 2.1.0',
      ),
    );
    await expect(ask({ to: '2.1.0', role: 'report-reader' })).rejects.toMatchObject({
      code: 'draft-refused',
    });
    expect((await ask({ to: '2.1.0', row: 'W1' })).split).not.toBeNull();
    await rm(file);
  });
});
