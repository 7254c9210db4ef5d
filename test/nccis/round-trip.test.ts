import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays } from '../../base/dates.ts';
import { checkFile } from '../../nccis/check/check.ts';
import { recordFields } from '../../nccis/check/store.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import { readReturn, type Values } from '../../nccis/file/reader.ts';
import { writeReturn } from '../../nccis/file/writer.ts';
import { loadCodes } from '../../operational/codes.ts';
import { importNccis } from '../../operational/imports/nccis.ts';
import { buildReturn } from '../../reports/returns/nccis/build.ts';
import { nightly } from '../../warehouse/nightly.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';
import { header, randomFrom, saidBy, validRecord } from './support/records.ts';

const editions = loadEditions();
let db: FreshDatabase;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casehouse-nccis-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function recordsOf(file: string, day: string): Promise<Map<string, Values>> {
  const records = new Map<string, Values>();
  for await (const item of readReturn(file, editionOn(editions, day), [])) {
    if (item.kind === 'record') records.set(item.values.ypid as string, item.values);
  }
  return records;
}

test.each<[string, number]>([
  ['2026-01-31', 10_000],
  ['2026-06-30', 400],
  ['2025-09-30', 400],
])(
  '000.1.3a a return of %s with %i people, imported into an empty store, comes out again: every field, and the same bytes',
  async (periodEnd, people) => {
    db = await freshDatabase();
    try {
      await loadCodes(db.pool);
      const edition = editionOn(editions, periodEnd);
      const random = randomFrom(Number(periodEnd.replaceAll('-', '')));
      const records = Array.from({ length: people }, (_, i) =>
        validRecord(edition, periodEnd, i + 1, random),
      );
      const given = join(folder, `${periodEnd}.xml`);
      await writeReturn(given, edition, header(periodEnd), records);
      const held = recordFields(edition).filter((f) => f.need !== 'W');
      const never = held.filter((f) => records.every((r) => (r[f.column!] ?? '').length === 0));
      expect(never.map((f) => f.element)).toEqual([]);
      const report = await checkFile(given);
      expect(report.findings.filter((f) => f.number !== '908')).toEqual([]);
      expect(report.schema).toEqual([]);

      const first = await importNccis({ pool: db.pool, file: given });
      expect(first).toMatchObject({ read: people, applied: people, unchanged: 0, queried: 0, rejected: 0 });
      const dataDir = join(folder, `data-${periodEnd}`);
      await nightly({ pool: db.pool, dataDir });
      const made = await buildReturn({
        dataDir,
        period: periodEnd.slice(0, 7),
        out: `${folder}/`,
        clock: () => new Date(`${addDays(periodEnd, 5)}T09:00:00Z`),
        supplier: { name: 'Example supplier', version: '1.0' },
      });
      expect(made.records).toBe(people);
      const before = await recordsOf(given, periodEnd);
      const after = await recordsOf(made.file, periodEnd);
      expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
      for (const [ypid, values] of before) expect(saidBy(after.get(ypid)!), ypid).toEqual(saidBy(values));

      expect((await readFile(made.file)).equals(await readFile(given))).toBe(true);

      const again = await checkFile(made.file);
      expect(again.findings.filter((f) => f.number !== '908')).toEqual([]);
      expect(again.schema).toEqual([]);

      const log = async () =>
        (
          await db.pool.query(
            "select count(*)::integer as n from change_log where table_name <> 'import_batch'",
          )
        ).rows[0].n;
      const changes = await log();
      expect(await importNccis({ pool: db.pool, file: given })).toMatchObject({
        applied: 0,
        unchanged: people,
      });
      expect(await log()).toBe(changes);
      // what we made is read back as nothing new, too
      expect(await importNccis({ pool: db.pool, file: made.file })).toMatchObject({
        applied: 0,
        unchanged: people,
      });
    } finally {
      await db.drop();
    }
  },
  120_000,
);
