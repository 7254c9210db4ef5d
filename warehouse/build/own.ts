import { readFile, rename, writeFile } from 'node:fs/promises';
import type pg from 'pg';
import type { Day } from '../../base/dates.ts';
import type { Edition } from '../../nccis/edition.ts';
import { type LocalCode, type OwnValue, withOwn } from '../../nccis/own.ts';
import type { Duck } from '../duckdb.ts';
import type { Layout } from '../layout.ts';

/**
 * The editions as the council used them at the position: its own values as known then (views `known`), and its own codes. A code never
 * comes to stand for another national one, so those of today say the same of any day.
 */
export async function editionsKnown(
  duck: Duck,
  files: Layout,
  packs: readonly Edition[],
): Promise<Edition[]> {
  const text = await readFile(files.localCodes, 'utf8').catch(() => '[]');
  const codes = JSON.parse(text) as LocalCode[];
  return withOwn(packs, { codes, values: await valuesKnown(duck) });
}

async function valuesKnown(duck: Duck): Promise<OwnValue[]> {
  const there = await duck.one(
    "select count(*) from duckdb_views() where schema_name = 'known' and view_name = 'reference_override'",
  );
  if (Number(there) === 0) return []; // history from before councils could hold any
  const { rows } = await duck.run(
    `select edition, part, key, field, value, from_period::varchar, ended_on::varchar from known.reference_override
     where tenant_id = (select min(id) from history.tenant where _closed_in is null) order by from_period, id`,
  );
  return rows.map(([edition, part, key, field, value, fromPeriod, endedOn]) => ({
    edition: String(edition),
    part: String(part),
    key: String(key),
    field: String(field),
    value: String(value),
    fromPeriod: fromPeriod as Day,
    endedOn: endedOn as Day | null,
  }));
}

/** Keeps the council's own codes beside the history, for snapshots that are built without the case store. */
export async function keepLocalCodes(pool: pg.Pool, files: Layout): Promise<void> {
  const { rows } = await pool.query<LocalCode>(
    `select set_id as set, code, label, national_code as national from code where national_code is not null order by set_id, sort, code`,
  );
  await writeFile(`${files.localCodes}.part`, JSON.stringify(rows), { mode: 0o600 });
  await rename(`${files.localCodes}.part`, files.localCodes);
}
