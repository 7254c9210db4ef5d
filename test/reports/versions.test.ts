import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalogue, REPORTS_ROOT } from '../../reports/catalogue.ts';
import { claimedClass, nextVersion } from '../../reports/versions/class.ts';
import { compareTables } from '../../reports/versions/compare.ts';
import { openDatasets } from '../../reports/versions/datasets.ts';
import { diffVersions } from '../../reports/versions/diff.ts';
import { checkFiles, newDraft } from '../../reports/versions/draft.ts';
import { readPublications } from '../../reports/versions/ledger.ts';
import { publishVersion } from '../../reports/versions/publish.ts';
import { casehouse } from '../support/cli.ts';
import { handMadeSnapshot, person } from '../support/marts.ts';

const MONTH = '2026-01-31';
const clock = () => new Date('2026-03-02T09:00:00Z');
let dataDir: string;
let drop: () => Promise<void>;
let root: string;

beforeAll(async () => {
  ({ dataDir, drop } = await handMadeSnapshot({
    months: [MONTH, MONTH],
    tables: {
      person_month: [
        { ...person(MONTH, 'EET', { ward_code: 'W1', ward_name: 'North' }), copies: 40 },
        { ...person(MONTH, 'NEET', { ward_code: 'W1', ward_name: 'North', academic_age: 17 }), copies: 12 },
        { ...person(MONTH, 'NEET', { ward_code: 'W2', ward_name: 'South' }), copies: 3 },
        { ...person(MONTH, 'EET', { ward_code: 'W2', ward_name: 'South' }), copies: 30 },
        { ...person(MONTH, 'EET', { ward_code: 'W3', ward_name: 'West' }), copies: 30 },
        { ...person(MONTH, 'NEET', { ward_code: 'W3', ward_name: 'West' }), copies: 9 },
      ],
    },
  }));
});
afterAll(() => drop());

/** A folder with ward-hotspots 1.0.0, published. */
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'casehouse-versions-'));
  await cp(path.join(REPORTS_ROOT, 'ward-hotspots'), path.join(root, 'ward-hotspots'), { recursive: true });
  await publishVersion(root, 'ward-hotspots', '1.0.0');
  return () => rm(root, { recursive: true, force: true });
});

/** Writes ward-hotspots under another number, with replacements that must hit. */
async function edit(version: string, ...changes: [string, string][]): Promise<void> {
  let text = await readFile(path.join(root, 'ward-hotspots', '1.0.0.sql'), 'utf8');
  for (const [from, to] of [['version: 1.0.0', `version: ${version}`] as [string, string], ...changes]) {
    expect(text).toContain(from);
    text = text.replaceAll(from, to);
  }
  await writeFile(path.join(root, 'ward-hotspots', `${version}.sql`), text);
}
const publish = (version: string) => publishVersion(root, 'ward-hotspots', version);
const context = async (role = 'manager') => ({
  dataDir,
  catalogue: await loadCatalogue(root),
  clock,
  person: { name: 'A Reader', role },
});
const diff = async (version: string, role = 'manager') =>
  diffVersions(await context(role), {
    id: 'ward-hotspots',
    a: '1.0.0',
    b: version,
    params: {},
    snapshots: [],
  });
const ONLY_16: [string, string] = [
  'where is_base and month_end',
  'where is_base and academic_age = 16 and month_end',
];

describe('what a version is measured to be', () => {
  it('patch when only words change, and it is published as that', async () => {
    await edit('1.0.1', ['label: Ward code', 'label: Code of the ward']);
    const { measurement } = await publish('1.0.1');
    expect(measurement).toMatchObject({ class: 'patch', cells: [], reasons: [] });
    expect((await readPublications(root)).map((p) => p.version)).toEqual(['1.0.0', '1.0.1']);
    expect((await loadCatalogue(root)).find('ward-hotspots').version).toBe('1.0.1');
  });

  it('minor when something is added, refused as patch', async () => {
    const added: [string, string][] = [
      ['  imd_score: {', '  men: { type: count, label: Men, metric: participation.cohort }\n  imd_score: {'],
      ['is_neet, is_nk, is_eet\n  from', "is_neet, is_nk, is_eet, gender = 'M' as is_man\n  from"],
      [
        'count(*) filter (where is_eet) as eet\n',
        'count(*) filter (where is_eet) as eet,\n    count(*) filter (where is_man) as men\n',
      ],
      [
        'count(*) filter (where is_eet)\n',
        'count(*) filter (where is_eet),\n    count(*) filter (where is_man)\n',
      ],
      ['neet, nk, eet,\n', 'neet, nk, eet, men,\n'],
      ['neet, nk, eet, p,\n', 'neet, nk, eet, men, p,\n'],
      ['b.nk as neet_nk, b.eet,\n', 'b.nk as neet_nk, b.eet, b.men,\n'],
    ];
    await edit('1.0.1', ...added);
    await expect(publish('1.0.1')).rejects.toMatchObject({
      code: 'version-class-too-low',
      message: expect.stringContaining('column men was added (count)'),
      next: 'Number it 1.1.0, or take back what differs.',
    });
    await edit('1.1.0', ...added);
    expect((await publish('1.1.0')).measurement?.class).toBe('minor');
  });

  it('major when any number differs, with the cells named', async () => {
    await edit('1.1.0', ONLY_16);
    await expect(publish('1.1.0')).rejects.toMatchObject({
      code: 'version-class-too-low',
      message: expect.stringMatching(
        /claims to be a minor version.*it is a major one:[\s\S]*cohort, ward_code All: \d+ → \d+ \(made-up rows\)/,
      ),
    });
    expect(await readPublications(root)).toHaveLength(1);
    await edit('2.0.0', ONLY_16);
    expect((await publish('2.0.0')).measurement).toMatchObject({ class: 'major' });
  });

  it.each([
    [
      'a column went',
      ['  imd_score: { type: number', '  imd_score: { hidden: true, type: number'],
      'column imd_score went',
    ],
    [
      'a column of another type',
      ['ward_name: { type: text', 'ward_name: { type: code'],
      'column ward_name changed: text → code',
    ],
    [
      'another default',
      ['default: latest', 'default: "-1 months"'],
      'parameter month changed: default latest → default -1 months',
    ],
    [
      'another rule of hiding',
      ['neet: { type: count,', 'neet: { suppress: none, type: count,'],
      'hiding neet changed',
    ],
    ['an identity less', ['  - neet_nk = neet + nk\n', ''], 'hiding neet_nk = neet + nk went'],
    ['fewer readers', ['access: staff', 'access: managers'], 'report access changed: staff → managers'],
    [
      'other people behind a count',
      ['    neet: is_neet\n', '    neet: is_nk\n'],
      'other people stand behind a count',
    ],
  ] as [string, [string, string], string][])('major: %s', async (_, change, words) => {
    await edit('1.1.0', change);
    await expect(publish('1.1.0')).rejects.toMatchObject({
      code: 'version-class-too-low',
      message: expect.stringContaining(words),
    });
  });

  it('patch when the statement says the same in other words', async () => {
    await edit(
      '1.0.1',
      ['count(*) filter (where is_neet)', 'coalesce(sum(case when is_neet then 1 else 0 end), 0)'],
      ['sum(case', 'sum(case'],
      [
        'coalesce(sum(case when is_neet then 1 else 0 end), 0)',
        'cast(coalesce(sum(case when is_neet then 1 else 0 end), 0) as bigint)',
      ],
    );
    expect((await publish('1.0.1')).measurement?.class).toBe('patch');
  });

  it('is measured on snapshots too, not on the made-up rows alone', async () => {
    await edit(
      '1.0.1',
      ["'Ward not known'", "case when 1 = 1 then 'Ward not known' end"],
      [
        'coalesce(ward_name, ward_code)',
        "case ward_name when 'South' then 'Sud' else coalesce(ward_name, ward_code) end",
      ],
    );
    const datasets = await openDatasets(dataDir, [], 3);
    await expect(publishVersion(root, 'ward-hotspots', '1.0.1', datasets)).rejects.toMatchObject({
      message: expect.stringContaining('ward_name, ward_code W2: South → Sud (20260301-020000)'),
    });
    for (const data of datasets) data.close();
  });

  it('is not before what is published, and publishing twice does nothing', async () => {
    await edit('0.9.0');
    await expect(publish('0.9.0')).rejects.toMatchObject({ code: 'version-not-next' });
    await publish('1.0.0');
    expect(await readPublications(root)).toHaveLength(1);
    expect([
      claimedClass('1.4.1', '2.0.0'),
      claimedClass('1.4.1', '1.5.0'),
      claimedClass('1.4.1', '1.4.2'),
    ]).toEqual(['major', 'minor', 'patch']);
    expect((['major', 'minor', 'patch'] as const).map((c) => nextVersion('1.4.1', c))).toEqual([
      '2.0.0',
      '1.5.0',
      '1.4.2',
    ]);
  });
});

describe('a diff of two versions', () => {
  it('says which rows, columns and cells differ, those that differ most first', async () => {
    await edit('2.0.0', ONLY_16);
    const found = await diff('2.0.0');
    expect(found).toMatchObject({
      class: 'major',
      changes: [],
      b: { version: '2.0.0', draft: true },
      a: { draft: false },
    });
    const run = found.runs[0]!;
    expect([run.rowsA, run.rowsB, run.onlyA, run.onlyB]).toEqual([4, 4, [], []]);
    expect(run.columns.find((c) => c.name === 'neet')).toEqual({
      name: 'neet',
      label: 'NEET',
      compared: 4,
      equal: 2,
      hidden: 0,
      rate: 50,
    });
    expect(run.cells.filter((c) => c.column === 'neet').map((c) => [c.row, c.a, c.b])).toEqual([
      [{ ward_code: 'W1' }, 12, 0],
      [{ ward_code: 'All' }, 24, 12],
    ]);
  });

  it('tells a reader who sees no small numbers nothing of a hidden cell', async () => {
    await edit('2.0.0', ['where is_base and month_end', "where is_base and ward_code <> 'W1' and month_end"]);
    await expect(diff('2.0.0', 'report-reader')).rejects.toMatchObject({ code: 'draft-refused' });
    await publish('2.0.0');
    const run = (await diff('2.0.0', 'report-reader')).runs[0]!;
    expect(run.profile).toBe('council');
    expect(run.columns.find((c) => c.name === 'neet')!.hidden).toBeGreaterThan(0);
    expect(run.cells.some((c) => c.row.ward_code === 'W2' && c.column === 'neet')).toBe(false);
    expect(JSON.stringify(run)).not.toContain('"symbol":"c"');
    const everything = (await diff('2.0.0')).runs[0]!;
    expect(everything.onlyA).toEqual([{ ward_code: 'W1' }]);
  });

  it('leaves a cell out that either side hides', () => {
    const column = { name: 'n', label: 'N', type: 'count' as const, decimals: 0, description: null };
    const key = { ...column, name: 'k', type: 'text' as const };
    const table = (cell: number | { symbol: 'c' }) => ({ columns: [key, column], rows: [['x', cell]] });
    for (const [a, b] of [
      [{ symbol: 'c' }, 3],
      [3, { symbol: 'c' }],
    ] as const) {
      const found = compareTables(['k'], table(a), table(b));
      expect([found.cells, found.columns[0]]).toEqual([
        [],
        expect.objectContaining({ hidden: 1, compared: 0, rate: null }),
      ]);
    }
  });
});

describe('drafts', () => {
  it('a new report passes the check and can be published; the next is a copy under the next number', async () => {
    expect(await newDraft(root, 'late-starters')).toBe('late-starters/1.0.0.sql');
    expect(await checkFiles(root, 'late-starters')).toEqual([
      { file: 'late-starters/1.0.0.sql', state: 'draft', problems: [] },
    ]);
    expect((await publishVersion(root, 'late-starters', '1.0.0')).before).toBeNull();
    expect(await newDraft(root, 'late-starters')).toBe('late-starters/1.1.0.sql');
    expect((await checkFiles(root, 'late-starters')).map((f) => f.state)).toEqual(['published', 'draft']);
    await expect(newDraft(root, 'Late Starters')).rejects.toMatchObject({ code: 'id-invalid' });
  });

  it('a fault is told by file, line and key, at the command line too', async () => {
    await edit('1.0.1', ['grain: [ward_code]', 'grian: [ward_code]']);
    const [, draft] = await checkFiles(root, 'ward-hotspots');
    expect(draft!.problems.map(({ line, key }) => [line, key])).toContainEqual([8, 'grian']);
    await expect(publish('1.0.1')).rejects.toMatchObject({ code: 'definitions-invalid' });
    const { status, stdout } = await casehouse(['report', 'check', 'ward-hotspots', '--folder', root]);
    expect(status).toBe(1);
    expect(stdout).toContain('ward-hotspots/1.0.0.sql: fine (published)');
    expect(stdout).toContain(
      'ward-hotspots/1.0.1.sql:8 (grian): "grian" is not a key of a report header. Did you mean "grain"?',
    );
    await expect(checkFiles(root, 'ward-hotspot')).rejects.toThrow('Did you mean "ward-hotspots"?');
  });

  it('the command line compares, refuses and publishes', async () => {
    await edit('1.1.0', ONLY_16);
    const env = { CASEHOUSE_DATA: dataDir };
    const compared = await casehouse(
      ['report', 'diff', 'ward-hotspots', '1.0.0', '1.1.0', '--folder', root],
      env,
    );
    expect(compared.stdout).toContain('1.0.0 → 1.1.0 (draft) is a major change');
    expect(compared.stdout).toContain('ward_code W1, neet: 12 → 0');
    const refused = await casehouse(['report', 'publish', 'ward-hotspots', '1.1.0', '--folder', root], env);
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('Number it 2.0.0')]);
    await edit('2.0.0', ONLY_16);
    const done = await casehouse(
      ['report', 'publish', 'ward-hotspots', '2.0.0', '--folder', root, '--json'],
      env,
    );
    expect(JSON.parse(done.stdout)).toMatchObject({
      before: '1.0.0',
      measurement: { class: 'major' },
      datasets: ['made-up rows', '20260301-020000'],
    });
  });
});
