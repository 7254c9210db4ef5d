import type pg from 'pg';
import { addDays, type Day } from '../../base/dates.ts';
import type { Edition } from '../../nccis/edition.ts';
import { loadEditions } from '../../nccis/editions.ts';
import { textOf } from './items.ts';

/** A council's own value for an assumed fact of an edition, from a month on. */
export interface Override {
  id: number;
  edition: string;
  part: string;
  key: string;
  field: string;
  value: string;
  fromPeriod: Day;
  endedOn: Day | null;
  reason: string;
  by: string | null;
}

/** A code of a council's own with the national one that it stands for. */
export interface LocalCode {
  set: string;
  code: string;
  label: string;
  national: string;
}

/** The editions as a council uses them: the packs, its local codes, and its own values of assumed facts. */
export async function councilEditions(
  pool: pg.Pool,
  packs: readonly Edition[] = loadEditions(),
  tenantId = 1,
): Promise<Edition[]> {
  const codes = await localCodes(pool, packs);
  const overrides = await overridesOf(pool, tenantId);
  return withOverrides(
    packs.map((e) => withLocalCodes(e, codes)),
    overrides,
  );
}

/** The overrides of a council, oldest first. */
export async function overridesOf(pool: pg.Pool, tenantId: number): Promise<Override[]> {
  const { rows } = await pool.query<Override>(
    `select o.id, o.edition, o.part, o.key, o.field, o.value, o.from_period as "fromPeriod", o.ended_on as "endedOn", o.reason, u.name as by
     from reference_override o left join app_user u on u.id = o.user_id where o.tenant_id = $1 order by o.from_period, o.id`,
    [tenantId],
  );
  return rows;
}

/** The codes of the case store that no pack has and that stand for a national one. */
export async function localCodes(pool: pg.Pool, packs: readonly Edition[]): Promise<LocalCode[]> {
  const { rows } = await pool.query<LocalCode>(
    `select set_id as set, code, label, national_code as national from code where national_code is not null order by set_id, sort, code`,
  );
  const known = new Set(
    packs.flatMap((e) => [
      ...e.codes.map((c) => `${c.set} ${c.code}`),
      ...e.activities.map((a) => `eet ${a.code}`),
    ]),
  );
  return rows.filter((c) => !known.has(`${c.set} ${c.code}`));
}

/** An edition with local codes: each counts, groups and is sent as the national code that it stands for. */
export function withLocalCodes(edition: Edition, locals: readonly LocalCode[]): Edition {
  if (locals.length === 0) return edition;
  const activities = locals.flatMap(({ set, code, label, national }) => {
    const like = set === 'eet' ? edition.activities.find((a) => a.code === national) : undefined;
    // Never in force, replaced by the national code: read as that code at every month end, and in no file.
    return like ? [{ ...like, code, label, validFrom: null, validTo: NEVER, replacedBy: national }] : [];
  });
  const codes = locals.flatMap(({ set, code, label, national }) => {
    const like = edition.codes.find((c) => c.set === set && c.code === national);
    return like ? [{ ...like, code, label, use: 'local' as const, replacedBy: national }] : [];
  });
  const groups = locals.flatMap(({ set, code, national }) =>
    set === 'eet'
      ? []
      : edition.groups.filter((g) => g.set === set && g.code === national).map((g) => ({ ...g, code })),
  );
  return {
    ...edition,
    activities: [...edition.activities, ...activities],
    codes: [...edition.codes, ...codes],
    groups: [...edition.groups, ...groups],
  };
}

const NEVER = '1900-01-01';

/**
 * Editions with a council's own values. Where a value holds from a month in the middle of an edition, the edition is cut in two at that
 * month, so that the periods before keep their rules; the later part has the month in its id.
 */
export function withOverrides(editions: readonly Edition[], overrides: readonly Override[]): Edition[] {
  return editions.flatMap((edition) => {
    const own = overrides.filter((o) => o.edition === edition.id);
    const last = edition.to;
    const inside = (day: Day) => day > edition.from && (last === null || day <= last);
    const cuts = [
      ...new Set(own.flatMap((o) => [o.fromPeriod, ...(o.endedOn ? [addDays(o.endedOn, 1)] : [])])),
    ]
      .filter(inside)
      .sort();
    const starts = [edition.from, ...cuts];
    return starts.map((from, i) => {
      const holding = own.filter((o) => o.fromPeriod <= from && (o.endedOn === null || o.endedOn >= from));
      const to = starts[i + 1] ? addDays(starts[i + 1]!, -1) : last;
      const id = i === 0 ? edition.id : `${edition.id}-from-${from.slice(0, 7)}`;
      return holding.reduce(applied, { ...edition, id, from, to });
    });
  });
}

/** An edition with one value of its own put in the place of the pack's. */
export function applied(edition: Edition, o: Pick<Override, 'part' | 'key' | 'field' | 'value'>): Edition {
  const put = <T extends object>(row: T): T => ({
    ...row,
    [o.field]: typed(row[o.field as keyof T], o.value),
  });
  if (o.part === 'currency')
    return { ...edition, currency: edition.currency.map((r) => (r.rule === o.key ? put(r) : r)) };
  if (o.part === 'activity')
    return { ...edition, activities: edition.activities.map((a) => (a.code === o.key ? put(a) : a)) };
  const part = edition[o.part as 'due'] as object | undefined;
  return part ? { ...edition, [o.part]: put(part) } : edition;
}

/** A typed value of the same kind as the one that it replaces. */
function typed(like: unknown, value: string): unknown {
  if (typeof like === 'boolean') return value === 'Y';
  if (typeof like === 'number') return Number(value);
  if (Array.isArray(like)) {
    const parts = value === '' ? [] : value.split(',').map((v) => v.trim());
    return like.some((v) => typeof v === 'number') ? parts.map(Number) : parts;
  }
  return value;
}

/** Whether a value read back is the one that was typed: a number that is none, a list with a hole, is not. */
export const isReadAs = (like: unknown, value: string): boolean => textOf(typed(like, value)) === value;
