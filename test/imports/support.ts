import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { loadEditions } from '../../nccis/editions.ts';
import type { Batch, Doer } from '../../operational/imports/batch.ts';
import { rowsOf } from '../../operational/imports/batches.ts';
import { type Intake, takeIn } from '../../operational/imports/intake.ts';
import { type CasePeople, loadCase } from '../support/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

const editions = loadEditions();

/** A store with a case's people, a folder for files, and short words for what the tests of imports do. */
export interface Desk {
  db: FreshDatabase;
  folder: string;
  who: Doer;
  /** The clock of everything: moves only when a test moves it. */
  now: Date;
  take(profile: string, content: string | Uint8Array, options?: Partial<Intake>): Promise<Batch>;
  file(content: string | Uint8Array, name?: string): string;
  /** Rows of a query, each as its values with bars between. */
  rows(sql: string, parameters?: unknown[]): Promise<string[]>;
  /** Of a batch: "line outcome reason" for every row. */
  outcomes(batch: Batch): Promise<string[]>;
  /** Every row of every captured table but the batches themselves, as text. */
  dump(): Promise<string>;
  close(): Promise<void>;
}

export async function desk(people: CasePeople): Promise<Desk> {
  const db = await freshDatabase();
  await loadCase(db.pool, { knownAt: '2026-01-01T00:00:00Z', ...people });
  const folder = mkdtempSync(join(tmpdir(), 'casehouse-intake-'));
  let files = 0;
  const self: Desk = {
    db,
    folder,
    now: new Date('2026-02-10T10:00:00Z'),
    who: { tenantId: 1, userId: null, clock: () => self.now, editions },
    file(content, name = `list-${++files}.csv`) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    take: (profile, content, options = {}) =>
      takeIn(db.pool, self.who, { profile, file: self.file(content), ...options }),
    rows: async (sql, parameters = []) =>
      (await db.pool.query(sql, parameters)).rows.map((r) => Object.values(r).join('|')),
    outcomes: async (batch) =>
      (await rowsOf(db.pool, 1, batch.id, { limit: 1000 })).map((r) =>
        [r.line, r.outcome ?? 'waiting', r.reason].filter((x) => x !== null).join(' '),
      ),
    dump: () => dump(db.pool),
    async close() {
      await db.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return self;
}

async function dump(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ table_name: string }>(
    "select table_name from captured_table where table_name <> 'import_batch' order by 1",
  );
  const parts: string[] = [];
  for (const { table_name: name } of rows) {
    const found = await pool.query<{ row: string }>(`select t::text as row from "${name}" t order by id`);
    parts.push(name, ...found.rows.map((r) => r.row));
  }
  return parts.join('\n');
}
