import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAll, verifyExport } from '../../app/verify-all.ts';
import { loadCatalogue, REPORTS_ROOT } from '../../reports/catalogue.ts';
import { readPublications } from '../../reports/versions/ledger.ts';
import { runReport } from '../../reports/run/run.ts';
import { exportMarts } from '../../warehouse/export/export.ts';
import { publish, readManifest } from '../../warehouse/snapshots.ts';
import { layout } from '../../warehouse/layout.ts';
import { snapshotId } from '../../base/ids.ts';
import { fileHash } from '../../warehouse/build/fingerprint.ts';
import { casehouse } from '../support/cli.ts';
import { handMadeSnapshot, person } from '../support/marts.ts';

const ID = snapshotId('20260301-020000');
let made: Awaited<ReturnType<typeof handMadeSnapshot>>;
let root: string;
let exported: string;

beforeAll(async () => {
  made = await handMadeSnapshot({
    months: ['2026-01-31', '2026-02-28'],
    tables: { person_month: [person('2026-01-31', 'NEET'), person('2026-02-28', 'EET')] },
  });
  await publishAsNightly();
  root = await mkdtemp(join(tmpdir(), 'casehouse-kept-'));
  await cp(REPORTS_ROOT, root, { recursive: true });
  exported = await mkdtemp(join(tmpdir(), 'casehouse-kept-out-'));
  await exportMarts({ dataDir: made.dataDir, out: exported });
  const ctx = {
    dataDir: made.dataDir,
    catalogue: await loadCatalogue(),
    clock: () => new Date('2026-03-02T09:00:00Z'),
    person: { name: 'Test', role: 'operator' },
  };
  for (let i = 0; i < 3; i++) await runReport(ctx, { id: 'neet-by-month', params: { to: '2026-02' } });
});

afterAll(async () => {
  await made?.drop();
  for (const folder of [root, exported]) await rm(folder, { recursive: true, force: true });
});

/** The hand-made snapshot, published as the nightly load does it: with its files' hashes, and that of the manifest. */
async function publishAsNightly(): Promise<void> {
  const files = layout(made.dataDir);
  const manifest = await readManifest(made.dataDir, ID);
  await cp(files.snapshot(ID), files.building(ID), { recursive: true });
  await rm(files.snapshot(ID), { recursive: true });
  const hashes: Record<string, string> = {};
  for (const name of ['official.duckdb', 'named.duckdb'])
    hashes[name] = await fileHash(join(files.building(ID), name));
  await publish(made.dataDir, { ...manifest, files: hashes });
}

/** Everything that was written once: published definitions, their ledger, the ledger of runs, a snapshot, an export. */
async function keptFiles(): Promise<string[]> {
  const published = (await readPublications(root)).map((p) => join(root, p.id, `${p.version}.sql`));
  const snapshot = layout(made.dataDir).snapshot(ID);
  const inSnapshot = (await readdir(snapshot)).map((name) => join(snapshot, name));
  const out = await readdir(exported, { recursive: true, withFileTypes: true });
  return [
    ...published,
    join(root, 'ledger.jsonl'),
    join(made.dataDir, 'reports', 'runs.jsonl'),
    ...inSnapshot,
    ...out.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)),
  ];
}

/** Messages of what is not as it was. */
async function faults(): Promise<string[]> {
  const kept = await verifyAll(made.dataDir, root);
  const out = await verifyExport(exported).catch((error: Error) => [{ same: false, message: error.message }]);
  return [...kept, ...out].filter(({ same }) => !same).map(({ message }) => message);
}

test('all that is kept is the same as it was written, and the command says so', async () => {
  expect(await faults()).toEqual([]);
  const ended = await casehouse(['verify', '--all'], { CASEHOUSE_DATA: made.dataDir });
  expect(ended.status).toBe(0);
  for (const line of [
    'ledger.jsonl: same',
    'report files: same',
    'runs.jsonl: same, 3 runs',
    `snapshot ${ID}: same`,
  ])
    expect(ended.stdout).toContain(line);
});

test('a byte changed in any definition, ledger line, snapshot or export is found, whichever byte it is', async () => {
  const files = await keptFiles();
  expect(files.length).toBeGreaterThan(20);
  const missed: string[] = [];
  const alter = async (file: string, where: number, bit: number) => {
    const bytes = await readFile(file);
    const at = Math.min(bytes.length - 1, Math.floor(where * bytes.length));
    const altered = Buffer.from(bytes);
    altered[at]! ^= 1 << bit;
    await writeFile(file, altered);
    const found = await faults();
    await writeFile(file, bytes);
    if (found.length === 0) missed.push(`${relative(root, file)} at ${at}`);
  };
  // first, middle and last byte of one of each kind, then anything anywhere
  const kinds = [files[0]!, ...files.filter((file) => /ledger|runs|manifest|official/.test(file))];
  for (const file of kinds) for (const where of [0, 0.5, 1]) await alter(file, where, 0);
  const any = fc.tuple(fc.nat(files.length - 1), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(7));
  for (const [index, where, bit] of fc.sample(any, { numRuns: 40, seed: 20260301 }))
    await alter(files[index]!, where, bit);
  expect(missed).toEqual([]);
  expect(await faults()).toEqual([]);
}, 120_000);

test('what was altered is named, with what to do', async () => {
  const file = join(root, 'ward-hotspots', '1.0.0.sql');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('Deprivation score', 'Deprivation'));
  expect(await faults()).toEqual([
    'ward-hotspots/1.0.0.sql: altered since it was published. Take it back from version control; a change is a new version.',
  ]);
  await writeFile(file, text);
  const manifest = join(layout(made.dataDir).snapshot(ID), 'manifest.json');
  const before = await readFile(manifest, 'utf8');
  await writeFile(manifest, before.replace('Wulfrun', 'Walsall'));
  const ended = await casehouse(['verify', '--all'], { CASEHOUSE_DATA: made.dataDir });
  await writeFile(manifest, before);
  expect(ended.status).toBe(1);
  expect(ended.stdout).toContain(
    `snapshot ${ID}: altered since it was published (manifest.json). Remove its folder`,
  );
  const nothing = await casehouse(['verify'], { CASEHOUSE_DATA: made.dataDir });
  expect([nothing.status, nothing.stderr]).toEqual([2, expect.stringContaining('Give a file or a folder')]);
});
