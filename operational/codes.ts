import type pg from 'pg';
import { lastingCodes } from '../nccis/codes.ts';
import type { Edition } from '../nccis/edition.ts';
import { loadEditions } from '../nccis/editions.ts';

const upsertSets = `
  insert into code_set (id, title, owner, used_by_return)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::boolean[])
  on conflict (id) do update set title = excluded.title, owner = excluded.owner, used_by_return = excluded.used_by_return
  where (code_set.title, code_set.owner, code_set.used_by_return)
    is distinct from (excluded.title, excluded.owner, excluded.used_by_return)`;

const upsertCodes = `
  insert into code (set_id, code, label, sort, valid_from, valid_to, parent, national_code, sensitivity)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::date[], $6::date[], $7::text[], $8::text[], $9::int[])
  on conflict (set_id, code) do update set label = excluded.label, sort = excluded.sort, valid_from = excluded.valid_from,
    valid_to = excluded.valid_to, parent = excluded.parent, national_code = excluded.national_code,
    sensitivity = excluded.sensitivity
  where (code.label, code.sort, code.valid_from, code.valid_to, code.parent, code.national_code, code.sensitivity)
    is distinct from (excluded.label, excluded.sort, excluded.valid_from, excluded.valid_to, excluded.parent,
      excluded.national_code, excluded.sensitivity)`;

/** Lists that local work fills; they have no national codes yet. */
const localSets = [
  ['housing', 'Housing situation'],
  ['placement', 'Placement'],
  ['legal', 'Legal status'],
] as const;

/** Brings the code lists of the case store to those of the edition packs; returns how many sets and codes changed. */
export async function loadCodes(
  pool: pg.Pool,
  editions: Edition[] = loadEditions(),
): Promise<{ sets: number; codes: number }> {
  const sets = [
    ...new Map(editions.flatMap((e) => e.sets).map((s) => [s.set, s])).values(),
    ...localSets.map(([set, title]) => ({ set, title, owner: 'local', usedByReturn: false })),
  ];
  const codes = lastingCodes(editions).filter((c) => c.use !== 'refused');
  const client = await pool.connect();
  try {
    await client.query('begin');
    const changedSets = await client.query(upsertSets, [
      sets.map((s) => s.set),
      sets.map((s) => s.title),
      sets.map((s) => s.owner),
      sets.map((s) => s.usedByReturn),
    ]);
    const changedCodes = await client.query(upsertCodes, [
      codes.map((c) => c.set),
      codes.map((c) => c.code),
      codes.map((c) => c.label),
      codes.map((c) => c.sort),
      codes.map((c) => c.validFrom ?? '1900-01-01'),
      codes.map((c) => c.validTo),
      codes.map((c) => c.group),
      codes.map((c) => c.replacedBy),
      codes.map((c) => c.sensitivity),
    ]);
    await client.query('commit');
    return { sets: changedSets.rowCount ?? 0, codes: changedCodes.rowCount ?? 0 };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
