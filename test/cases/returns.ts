import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { expect } from 'vitest';
import { makeReturn } from '../../app/make-return.ts';
import { monthEnd } from '../../base/dates.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import { readReturn, type Values } from '../../nccis/file/reader.ts';

/** A month's return: who is in it, by given name, and fields of their records (null: the element is left out). */
export interface ExpectedReturn {
  period: string;
  people: string[];
  fields?: Record<string, Record<string, string | null>>;
}

/** Makes the returns in order, each recorded as submitted, and reads them back. */
export async function checkReturns(pool: pg.Pool, dataDir: string, returns: ExpectedReturn[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'casehouse-return-'));
  const editions = loadEditions();
  try {
    for (const expected of returns) {
      const edition = editionOn(editions, monthEnd(expected.period));
      const { made } = await makeReturn(pool, { dataDir, period: expected.period, out: `${folder}/` });
      const people = new Map<string, Values>();
      for await (const item of readReturn(made.file, edition, [])) {
        if (item.kind === 'record') people.set(item.values.given_name as string, item.values);
      }
      expect([...people.keys()].sort(), expected.period).toEqual([...expected.people].sort());
      for (const [name, fields] of Object.entries(expected.fields ?? {})) {
        const columns = Object.keys(fields).map((e) => edition.fields.find((f) => f.element === e)!.column!);
        const said = columns.map((column) => people.get(name)?.[column] ?? null);
        expect(said, `${name} in ${expected.period}`).toEqual(Object.values(fields));
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
