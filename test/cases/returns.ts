import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { expect } from 'vitest';
import { makeReturn } from '../../app/make-return.ts';

/** A month's return: who is in it, by given name, and fields of their records (null: the element is left out). */
export interface ExpectedReturn {
  period: string;
  people: string[];
  fields?: Record<string, Record<string, string | null>>;
}

/** Makes each return in turn, as the officer would, and reads the file's own text. */
export async function checkReturns(pool: pg.Pool, dataDir: string, returns: ExpectedReturn[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'casehouse-return-'));
  try {
    for (const { period, people, fields } of returns) {
      const { made } = await makeReturn(pool, { dataDir, period, out: join(folder, `${period}.xml`) });
      const records = recordsOf(await readFile(made.file, 'utf8'));
      expect(records.map((r) => r.GivenName).sort(), period).toEqual([...people].sort());
      for (const [name, wanted] of Object.entries(fields ?? {})) {
        const record = records.find((r) => r.GivenName === name)!;
        const found = Object.fromEntries(
          Object.keys(wanted).map((element) => [element, record[element] ?? null]),
        );
        expect(found, `${name} in ${period}`).toEqual(wanted);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The leaves of each record by element name; the last of several. */
const recordsOf = (xml: string): Record<string, string>[] =>
  xml
    .split('<YoungPersonsRecord>')
    .slice(1)
    .map((text) =>
      Object.fromEntries(
        [...text.matchAll(/<(\w+)>([^<]+)<\/\1>/g)].map(([, name, value]) => [name!, value!]),
      ),
    );
