import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { monthEnd } from '../../base/dates.ts';
import { makeReturn } from '../../app/make-return.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import { readReturn, type Values } from '../../nccis/file/reader.ts';
import { nightly } from '../../warehouse/nightly.ts';
import { type CasePerson, loadCase } from '../support/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

/** A case store of few people with a data folder, for returns. */
export type SmallStore = {
  pool: pg.Pool;
  url: string;
  dataDir: string;
  out: string;
  /** Puts people into the store; `load` also runs the nightly load. */
  enter(...people: CasePerson[]): Promise<void>;
  load(...people: CasePerson[]): Promise<void>;
  night(): Promise<void>;
  drop(): Promise<void>;
};

export async function smallStore(given?: {
  pool: pg.Pool;
  url: string;
  dataDir: string;
}): Promise<SmallStore> {
  const db: FreshDatabase | null = given ? null : await freshDatabase();
  const dataDir = given?.dataDir ?? (await mkdtemp(join(tmpdir(), 'casehouse-returns-')));
  const pool = given?.pool ?? db!.pool;
  const out = join(dataDir, 'out');
  await mkdir(out);
  const night = async () => void (await nightly({ pool, dataDir }));
  return {
    pool,
    url: given?.url ?? db!.url,
    dataDir,
    out,
    night,
    enter: (...people) => loadCase(pool, { people }),
    async load(...people) {
      await loadCase(pool, { people });
      await night();
    },
    async drop() {
      await db?.drop();
      if (!given) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Makes a return and gives what was made with its records by given name. */
export async function returned(store: SmallStore, period: string, las?: string[]) {
  const done = await makeReturn(store.pool, { dataDir: store.dataDir, period, las, out: `${store.out}/` });
  const { header, records } = await readBack(done.made.file, period);
  const people = Object.fromEntries(records.map((r) => [r.given_name as string, r]));
  const statuses = Object.fromEntries(
    Object.entries(people).map(([name, r]) => [name, r.cohort_status as string]),
  );
  return { ...done, header, records, people, statuses };
}

export async function readBack(file: string, period: string): Promise<{ header: Values; records: Values[] }> {
  const edition = editionOn(loadEditions(), monthEnd(period));
  let header: Values = {};
  const records: Values[] = [];
  for await (const item of readReturn(file, edition, [])) {
    if (item.kind === 'header') header = item.values;
    if (item.kind === 'record') records.push(item.values);
  }
  return { header, records };
}

/** Somebody in the cohort since September 2024, in an apprenticeship. */
export const stayer = (name: string, more: Partial<CasePerson> = {}): CasePerson => ({
  name,
  born: '2008-10-10',
  status: [{ code: 'P', from: '2024-09-01' }],
  doing: [{ code: '310', from: '2025-09-01', verified: ['2025-09-10'] }],
  is: [{ set: 'LEVEL_OF_NEED', code: '2', from: '2015-01-01' }],
  ...more,
});

/** The same, but moved to 333 on a day; `last` is the day before. */
export const leaver = (name: string, last: string, left: string): CasePerson =>
  stayer(name, {
    status: [
      { code: 'P', from: '2024-09-01', to: last },
      { code: 'T', from: left, la: '333' },
    ],
  });
