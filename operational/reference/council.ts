import type pg from 'pg';
import type { Edition } from '../../nccis/edition.ts';
import { shippedEditions } from '../../nccis/editions.ts';
import { type LocalCode, type OwnValue, typed, withOwn } from '../../nccis/own.ts';
import { textOf } from './items.ts';

/** A council's own value for an assumed fact of an edition, with why and by whom. */
export interface Override extends OwnValue {
  id: number;
  reason: string;
  by: string | null;
}

/** The editions as a council uses them now: the packs, its local codes, and its own values of assumed facts. */
export async function councilEditions(
  pool: pg.Pool | pg.PoolClient,
  packs: readonly Edition[] = shippedEditions(),
  tenantId = 1,
): Promise<Edition[]> {
  return withOwn(packs, { codes: await localCodes(pool), values: await overridesOf(pool, tenantId) });
}

/** Editions as a council uses them, in one list that keeps its place: who holds it sees what `refresh` found changed. */
export interface HeldEditions {
  readonly editions: Edition[];
  /** Looks whether a value or a code was changed, by whatever process, and follows. */
  refresh(): Promise<void>;
}

/** The council's editions for a process that lasts; they are worked out again only when something changed. */
export async function heldEditions(pool: pg.Pool, tenantId = 1): Promise<HeldEditions> {
  const editions: Edition[] = [];
  let held: string | null = null;
  const refresh = async () => {
    const own = { codes: await localCodes(pool), values: await overridesOf(pool, tenantId) };
    const now = JSON.stringify(own);
    if (now === held) return;
    editions.splice(0, editions.length, ...withOwn(shippedEditions(), own));
    held = now;
  };
  await refresh();
  return { editions, refresh };
}

/** The overrides of a council, oldest first. */
export async function overridesOf(pool: pg.Pool | pg.PoolClient, tenantId: number): Promise<Override[]> {
  const { rows } = await pool.query<Override>(
    `select o.id, o.edition, o.part, o.key, o.field, o.value, o.from_period as "fromPeriod", o.ended_on as "endedOn", o.reason, u.name as by
     from reference_override o left join app_user u on u.id = o.user_id where o.tenant_id = $1 order by o.from_period, o.id`,
    [tenantId],
  );
  return rows;
}

/** The codes of the case store that stand for a national one. */
async function localCodes(pool: pg.Pool | pg.PoolClient): Promise<LocalCode[]> {
  const { rows } = await pool.query<LocalCode>(
    `select set_id as set, code, label, national_code as national from code where national_code is not null order by set_id, sort, code`,
  );
  return rows;
}

/** Whether a value read back is the one that was typed: a number that is none, a list with a hole, is not. */
export const isReadAs = (like: unknown, value: string): boolean => textOf(typed(like, value)) === value;
