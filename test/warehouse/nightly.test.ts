import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nightly, snapshotAt } from '../../warehouse/nightly.ts';
import { openSnapshot } from '../../warehouse/query.ts';
import { currentSnapshot } from '../../warehouse/snapshots.ts';
import { loadCase } from '../support/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

let database: FreshDatabase;
let dataDir: string;
beforeEach(async () => {
  database = await freshDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'casehouse-'));
});
afterEach(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const learner = {
  name: 'Learner',
  born: '2008-10-10',
  status: [{ code: 'P', from: '2025-09-01' }],
  doing: [
    { code: '210', from: '2025-09-03', known: '2025-09-20', verified: ['2025-09-20'], end: '2027-07-31' },
  ],
};

describe('the nightly load', () => {
  test('publishes a snapshot of the months there are, and makes it current', async () => {
    await loadCase(database.pool, { people: [learner] });
    const manifest = await nightly({ pool: database.pool, dataDir });
    expect(await currentSnapshot(dataDir)).toEqual(manifest);
    expect(manifest.months.from).toBe('2025-09-30');
    const reader = await openSnapshot(dataDir, 'current');
    const { rows } = await reader.run(
      'select month_end, headline, is_base, is_eet, academic_age from marts.person_month order by month_end limit 2',
    );
    reader.close();
    expect(rows).toEqual([
      ['2025-09-30', 'EET', true, true, 16],
      ['2025-10-31', 'EET', true, true, 16],
    ]);
  });

  test('a snapshot rebuilt as known at the time of one published then is equal to it by hash', async () => {
    await loadCase(database.pool, { people: [learner] });
    const first = await nightly({ pool: database.pool, dataDir });
    await database.pool.query("update person set given_name = 'Renamed'");
    await database.pool.query("update situation set ended_on = '2025-12-31'");
    const second = await nightly({ pool: database.pool, dataDir });
    const rebuilt = await snapshotAt(dataDir, new Date(first.knownAt), { rebuild: true });
    expect(rebuilt.tables).toEqual(first.tables);
    expect(second.tables).not.toEqual(first.tables);
  });
});
