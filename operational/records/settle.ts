import type { Day } from '../../base/dates.ts';
import { makeRoom } from '../api/spells.ts';
import type { Tx } from '../api/writing.ts';

// How a verified fact takes its place among those that are held: what is in the way ends the day before, or is named in a refusal.

interface Spell {
  started_on: Day;
  ended_on: Day | null;
}

/** Ends the main activity that a new one follows; answers its id, null when none was in the way. */
export async function makeRoomForSituation(
  tx: Tx,
  about: { personId: number; domain: string; close: boolean } & Spell,
): Promise<number | null> {
  const held = await tx
    .selectFrom('situation as s')
    .leftJoin('code as k', (join) => join.onRef('k.set_id', '=', 's.domain').onRef('k.code', '=', 's.code'))
    .select(['s.id', 's.code', 's.started_on', 's.ended_on', 'k.label'])
    .where('s.person_id', '=', about.personId)
    .where('s.domain', '=', about.domain)
    .where('s.is_primary', '=', true)
    .where('s.standing', '=', 'confirmed')
    .orderBy('s.started_on')
    .execute();
  const { closing, lastDay } = makeRoom(held, about, {
    close: about.close,
    words: (s) => `${s.code} ${s.label ?? ''}`.trim(),
  });
  if (!closing) return null;
  await tx.updateTable('situation').set({ ended_on: lastDay }).where('id', '=', closing.id).execute();
  return closing.id;
}

// Lists of which a person has one value at a time; of the others, several.
const ONE_AT_A_TIME: ReadonlySet<string> = new Set(['SEN', 'LEVEL_OF_NEED']);

/** Ends the characteristic that a new one follows: of the same list where a person has one at a time, else of the same code. */
export async function makeRoomForCharacteristic(
  tx: Tx,
  about: { personId: number; set: string; code: string; close: boolean } & Spell,
): Promise<number | null> {
  let query = tx
    .selectFrom('characteristic as x')
    .leftJoin('code as k', (join) => join.onRef('k.set_id', '=', 'x.set_id').onRef('k.code', '=', 'x.code'))
    .select(['x.id', 'x.code', 'x.started_on', 'x.ended_on', 'k.label'])
    .where('x.person_id', '=', about.personId)
    .where('x.set_id', '=', about.set)
    .where((e) => e.or([e('x.state', 'is', null), e('x.state', '=', 'verified')]))
    .orderBy('x.started_on');
  if (!ONE_AT_A_TIME.has(about.set)) query = query.where('x.code', '=', about.code);
  const { closing, lastDay } = makeRoom(await query.execute(), about, {
    close: about.close,
    words: (x) => `${about.set} ${x.code} ${x.label ?? ''}`.trim(),
  });
  if (!closing) return null;
  await tx.updateTable('characteristic').set({ ended_on: lastDay }).where('id', '=', closing.id).execute();
  return closing.id;
}

/** The guarantee status that stands for a person's season and year group; null when none does. */
export async function standingGuarantee(
  tx: Tx,
  about: { personId: number; season: number; yearGroup: number | null },
): Promise<number | null> {
  const held = await tx
    .selectFrom('offer')
    .select('id')
    .where('person_id', '=', about.personId)
    .where('kind', '=', 'guarantee')
    .where('season', '=', about.season)
    .where('year_group', '=', about.yearGroup)
    .where((e) => e.or([e('state', 'is', null), e('state', '=', 'verified')]))
    .executeTakeFirst();
  return held?.id ?? null;
}
