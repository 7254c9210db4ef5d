import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import type { Values } from '../../nccis/file/reader.ts';
import { writeReturn } from '../../nccis/file/writer.ts';
import { rowsOf } from '../../operational/imports/batches.ts';
import { undoBatch } from '../../operational/imports/intake.ts';
import { importNccis } from '../../operational/imports/nccis.ts';
import { reconciliation } from '../../operational/imports/reconciliation.ts';
import { header, randomFrom, validRecord } from '../nccis/support/records.ts';
import { type Desk, desk } from './support.ts';

const editions = loadEditions();
const months = ['2026-01-31', '2026-02-28'] as const;
let d: Desk;
let folder: string;
beforeEach(async () => {
  d = await desk({ people: [] });
  d.now = new Date('2026-03-10T10:00:00Z');
  folder = mkdtempSync(join(tmpdir(), 'casehouse-undo-'));
});
afterEach(async () => {
  await d.close();
  rmSync(folder, { recursive: true, force: true });
});

const returnOf = (periodEnd: string, from: number, count: number): Values[] => {
  const random = randomFrom(7 + from);
  return Array.from({ length: count }, (_, i) =>
    validRecord(editionOn(editions, periodEnd), periodEnd, from + i, random),
  );
};

async function load(periodEnd: string, records: Values[]) {
  const file = join(folder, `${periodEnd}.xml`);
  await writeReturn(file, editionOn(editions, periodEnd), header(periodEnd), records);
  return importNccis({ pool: d.db.pool, file, clock: d.who.clock, tenantId: 1 });
}

test('a loaded return is a batch like any other: its rows add up, and it is undone to the byte', async () => {
  await load(months[0], returnOf(months[0], 1, 40));
  const before = await d.dump();
  const done = await load(months[1], returnOf(months[1], 20, 40));
  expect(done.applied).toBeGreaterThan(20);
  expect(await d.dump()).not.toBe(before);
  const rows = await rowsOf(d.db.pool, 1, done.batch, { limit: 1000 });
  const count = (outcome: string) => rows.filter((r) => r.outcome === outcome).length;
  expect([rows.length, count('applied'), count('unchanged'), count('queried'), count('rejected')]).toEqual([
    done.read,
    done.applied,
    done.unchanged,
    done.queried,
    done.rejected,
  ]);
  let text = '';
  for await (const part of reconciliation(d.db.pool, 1, done.batch)) text += part;
  expect(text).toContain(`,rows read,${done.read}\r\n`);
  const undone = await undoBatch(d.db.pool, d.who, done.batch);
  expect(undone.state).toBe('undone');
  expect(await d.dump()).toBe(before);
});
