import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Manifest } from '../../warehouse/manifest.ts';
import { Duck } from '../../warehouse/duckdb.ts';
import { layout } from '../../warehouse/layout.ts';
import { nightly } from '../../warehouse/nightly.ts';
import { openSnapshot } from '../../warehouse/query.ts';
import { currentSnapshot, listSnapshots } from '../../warehouse/snapshots.ts';
import { loadCase } from '../support/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

let database: FreshDatabase;
let dataDir: string;
let otherDir: string;
beforeAll(async () => {
  database = await freshDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'casehouse-'));
  otherDir = await mkdtemp(join(tmpdir(), 'casehouse-'));
});
afterAll(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
  await rm(otherDir, { recursive: true, force: true });
});

function child(step?: string): { steps: string[]; signal: string | null } {
  const run = spawnSync(
    process.execPath,
    [
      '--import',
      'tsx',
      resolve('test/support/nightly-child.ts'),
      database.url,
      dataDir,
      ...(step ? [step] : []),
    ],
    { encoding: 'utf8' },
  );
  return { steps: run.stdout ? JSON.parse(run.stdout) : [], signal: run.signal };
}

async function figures(dir: string): Promise<unknown> {
  const reader = await openSnapshot(dir, 'current');
  const { rows } = await reader.run(`select * exclude (person_key) from marts.person_month order by all`);
  reader.close();
  return rows;
}

/** Every change of the log is one version in history, or one deletion: nothing lost, nothing doubled. */
async function versionsInHistory(dir: string): Promise<number> {
  const duck = await Duck.open(layout(dir).history, { readOnly: true });
  const { rows } = await duck.run(`select table_name from duckdb_tables() where table_name <> 'batch'`);
  let sum = 0;
  for (const [table] of rows) sum += Number(await duck.one(`select count(*) from "${table}"`));
  duck.close();
  return sum;
}

test('a load killed at any of its steps leaves the old snapshot serving, and the next load recovers by itself', {
  timeout: 300_000,
}, async () => {
  await loadCase(database.pool, {
    people: [
      {
        name: 'Stays',
        born: '2008-10-10',
        status: [{ code: 'P', from: '2025-09-01' }],
        doing: [{ code: '210', from: '2025-09-03', verified: ['2025-09-20'], end: '2027-07-31' }],
      },
      {
        name: 'Joins',
        born: '2009-01-10',
        status: [{ code: 'P', from: '2025-09-01' }],
        doing: [{ code: '619', from: '2025-09-03' }],
      },
    ],
  });
  const { steps } = child();
  expect(steps.length).toBeGreaterThan(30);
  const served = (await currentSnapshot(dataDir)) as Manifest;
  const before = await figures(dataDir);

  await database.pool.query(`update situation set ended_on = '2026-01-31' where code = '619'`);
  await database.pool.query(`update person set given_name = 'Renamed' where given_name = 'Stays'`);
  for (const step of new Set(steps)) {
    expect(child(step).signal, step).toBe('SIGKILL');
    if (step === 'make current') break; // published, and not yet pointed at
    expect((await currentSnapshot(dataDir))?.id, step).toBe(served.id);
    expect(await figures(dataDir), step).toEqual(before);
  }
  expect((await currentSnapshot(dataDir))?.id).toBe(served.id);

  await nightly({ pool: database.pool, dataDir });
  await nightly({ pool: database.pool, dataDir: otherDir }); // the same store, in one go
  expect(await figures(dataDir)).not.toEqual(before);
  expect(await figures(dataDir)).toEqual(await figures(otherDir));
  const logged = await database.pool.query(`select count(*) from change_log where op <> 'D'`);
  expect(await versionsInHistory(dataDir)).toBe(Number(logged.rows[0].count));
  expect(await versionsInHistory(otherDir)).toBe(Number(logged.rows[0].count));
  const names = await readdir(layout(dataDir).snapshots);
  expect(names.filter((n) => n.endsWith('.building'))).toEqual([]);
  expect((await listSnapshots(dataDir)).map((m) => m.id).sort()).toEqual(names.sort());
});

test('two loads of one case store never run at once', async () => {
  let other: Promise<string> | null = null;
  await nightly({
    pool: database.pool,
    dataDir,
    onStep: (step) => {
      if (step === 'reconcile')
        other = nightly({ pool: database.pool, dataDir: otherDir }).then(
          () => 'ran',
          (error) => error.message,
        );
    },
  });
  expect(await other).toMatch(/Another nightly load/);
});
