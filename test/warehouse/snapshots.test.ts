import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SnapshotId, snapshotId } from '../../base/ids.ts';
import { layout } from '../../warehouse/layout.ts';
import type { Manifest } from '../../warehouse/manifest.ts';
import { nightly, snapshotAt } from '../../warehouse/nightly.ts';
import { openSnapshot } from '../../warehouse/query.ts';
import { Slots } from '../../warehouse/slots.ts';
import {
  alteredFiles,
  currentSnapshot,
  listSnapshots,
  readManifest,
  retain,
} from '../../warehouse/snapshots.ts';
import { loadCase } from '../support/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

let database: FreshDatabase;
let dataDir: string;
let first: Manifest;
let second: Manifest;
beforeAll(async () => {
  database = await freshDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'casehouse-'));
  await loadCase(database.pool, {
    knownAt: '2026-09-01T09:00:00Z', // before the days that snapshots are asked for
    people: [
      {
        name: 'Person',
        born: '2008-10-10',
        status: [{ code: 'P', from: '2025-09-01' }],
        doing: [{ code: '619', from: '2025-09-03' }],
      },
    ],
  });
  first = await nightly({ pool: database.pool, dataDir });
  second = await nightly({ pool: database.pool, dataDir });
});
afterAll(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const manifestFile = (id: SnapshotId) => join(layout(dataDir).snapshot(id), 'manifest.json');

test('nobody but the account that runs it may look into the warehouse', async () => {
  expect((await stat(layout(dataDir).root)).mode & 0o077).toBe(0);
  expect((await stat(layout(dataDir).pseudonymKey)).mode & 0o077).toBe(0);
});

test('an id that is a path is no snapshot', async () => {
  for (const id of [`../snapshots/${first.id}`, `${first.id}/../${first.id}`, '', 'garbage', '../../x']) {
    await expect(readManifest(dataDir, snapshotId(id)), id).rejects.toThrow(/There is no snapshot/);
  }
});

test('when the pointer is broken the newest whole snapshot serves', async () => {
  for (const pointer of ['garbage', '', '../../x', '20200101-000000']) {
    await writeFile(layout(dataDir).current, pointer);
    expect((await currentSnapshot(dataDir))?.id, pointer).toBe(second.id);
  }
  await writeFile(layout(dataDir).current, `${second.id}\n`);
});

test('a damaged manifest is passed over in the list, said when asked for, and an older snapshot serves', async () => {
  const whole = await readFile(manifestFile(second.id), 'utf8');
  for (const broken of [whole.slice(0, 300), '{}', '', '[]']) {
    await writeFile(manifestFile(second.id), broken);
    await expect(readManifest(dataDir, second.id)).rejects.toThrow(/can't be read/);
    expect((await listSnapshots(dataDir)).map((m) => m.id)).toEqual([first.id]);
    expect((await currentSnapshot(dataDir))?.id).toBe(first.id);
  }
  await writeFile(manifestFile(second.id), whole);
});

test('a database file that was changed is found by its hash; one that is rubbish says so in one sentence', async () => {
  expect(await alteredFiles(dataDir, first)).toEqual([]);
  const file = join(layout(dataDir).snapshot(first.id), 'official.duckdb');
  const whole = await readFile(file);
  await appendFile(file, 'x');
  expect(await alteredFiles(dataDir, first)).toEqual(['official.duckdb']);
  await writeFile(file, 'rubbish');
  await expect(openSnapshot(dataDir, first.id)).rejects.toThrow(/The files of snapshot .* can't be read/);
  await writeFile(file, whole);
});

test('snapshots that were asked for by a time go again, oldest first; the one that serves never', async () => {
  const day = (n: number) => new Date(Date.UTC(2026, 9, n));
  await database.pool.query(`select 1`);
  const asked = [await snapshotAt(dataDir, day(1)), await snapshotAt(dataDir, day(2))].map((m) => m.id);
  expect(await retain(dataDir, { nightly: 30, asked: 1 })).toEqual([asked[0]]);
  expect(await retain(dataDir, { nightly: 1, asked: 0 })).toEqual([first.id, asked[1]]);
  expect((await currentSnapshot(dataDir))?.id).toBe(second.id);
});

test('who finds no room waits in line, is told when it takes too long, and takes no place then', async () => {
  const slots = new Slots(1, 50);
  const release = await slots.take();
  await expect(slots.take()).rejects.toThrow(/Too many people/);
  const waiting = slots.take();
  release();
  release(); // giving back twice makes no second place
  const again = await waiting;
  await expect(slots.take()).rejects.toThrow(/Too many people/);
  again();
  (await slots.take())();
});
