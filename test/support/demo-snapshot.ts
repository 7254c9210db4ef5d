import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { loadCodes } from '../../operational/codes.ts';
import { loadDemo } from '../../operational/demo/load.ts';
import { nightly } from '../../warehouse/nightly.ts';
import { freshDatabase } from './postgres.ts';

/** A small demo authority in a database of its own, and one snapshot of it. */
export interface DemoSnapshot {
  pool: pg.Pool;
  dataDir: string;
  drop(): Promise<void>;
}

/** Makes it: `people` young people a year group, the same ones every time; `before` may add to the store before the nightly load. */
export async function demoSnapshot(
  people: number,
  until = '2026-06-20',
  before: (pool: pg.Pool) => Promise<unknown> = async () => {},
): Promise<DemoSnapshot> {
  const database = await freshDatabase();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'casehouse-demo-'));
  await loadCodes(database.pool);
  await loadDemo(database.pool, { people, seed: 11, until, passwordHash: 'none', progress: () => {} });
  await before(database.pool);
  await nightly({ pool: database.pool, dataDir });
  return {
    pool: database.pool,
    dataDir,
    async drop() {
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
