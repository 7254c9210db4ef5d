import { sql } from 'kysely';
import type { Day } from '../../base/dates.ts';
import type { Tx } from '../api/writing.ts';
import { makeRoomForCharacteristic, makeRoomForSituation, standingGuarantee } from './settle.ts';
import type { Fact } from './states.ts';

/** The table of each fact. */
export const factTables = {
  situation: 'situation',
  characteristic: 'characteristic',
  offer: 'offer',
} as const;

/** A fact as it is held; what a table does not have is null. */
export interface FactRow {
  id: number;
  person_id: number;
  state: string;
  started_on: Day | null;
  ended_on: Day | null;
  domain: string | null;
  set_id: string | null;
  code: string;
  is_primary: boolean | null;
  kind: string | null;
  season: number | null;
  year_group: number | null;
}

/** A person's fact by its id; null when the person has none such. */
export async function factRow(tx: Tx, fact: Fact, id: number, personId: number): Promise<FactRow | null> {
  const { rows } = await sql<{ row: FactRow }>`select to_jsonb(f) as row from ${sql.table(factTables[fact])} f
    where id = ${id} and person_id = ${personId}`.execute(tx);
  const row = rows[0]?.row;
  return row ? { ...NOTHING, ...row, state: row.state ?? 'verified' } : null;
}

const NOTHING = {
  started_on: null,
  ended_on: null,
  domain: null,
  set_id: null,
  is_primary: null,
  kind: null,
  season: null,
  year_group: null,
};

/** Makes a fact a verified one: what it follows ends the day before, and a guarantee status takes the place of the last. */
export async function confirm(
  tx: Tx,
  fact: Fact,
  row: FactRow,
  { close, standing }: { close: boolean; standing: string },
): Promise<void> {
  const spell = { personId: row.person_id, started_on: row.started_on!, ended_on: row.ended_on, close };
  if (fact === 'situation') {
    if (row.is_primary && standing === 'confirmed')
      await makeRoomForSituation(tx, { ...spell, domain: row.domain! });
    await tx.updateTable('situation').set({ state: 'verified', standing }).where('id', '=', row.id).execute();
  } else if (fact === 'characteristic') {
    await makeRoomForCharacteristic(tx, { ...spell, set: row.set_id!, code: row.code });
    await tx.updateTable('characteristic').set({ state: 'verified' }).where('id', '=', row.id).execute();
  } else {
    await takeOver(tx, row);
    await tx.updateTable('offer').set({ state: 'verified' }).where('id', '=', row.id).execute();
  }
}

async function takeOver(tx: Tx, row: FactRow): Promise<void> {
  if (row.kind !== 'guarantee') return;
  const about = { personId: row.person_id, season: row.season!, yearGroup: row.year_group };
  const held = await standingGuarantee(tx, about);
  if (held !== null) await tx.deleteFrom('offer').where('id', '=', held).execute();
}
