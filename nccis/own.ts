import { addDays, type Day } from '../base/dates.ts';
import type { Edition } from './edition.ts';

/** A council's own value for an assumed fact of an edition, from a month on. */
export interface OwnValue {
  edition: string;
  part: string;
  key: string;
  field: string;
  value: string;
  fromPeriod: Day;
  endedOn: Day | null;
}

/** A code of a council's own with the national one that it stands for. */
export interface LocalCode {
  set: string;
  code: string;
  label: string;
  national: string;
}

/** The packs with a council's own: its codes, and its values of assumed facts, oldest first. */
export function withOwn(
  packs: readonly Edition[],
  own: { codes: readonly LocalCode[]; values: readonly OwnValue[] },
): Edition[] {
  const known = new Set(
    packs.flatMap((e) => [
      ...e.codes.map((c) => `${c.set} ${c.code}`),
      ...e.activities.map((a) => `eet ${a.code}`),
    ]),
  );
  const codes = own.codes.filter((c) => !known.has(`${c.set} ${c.code}`));
  return withOwnValues(
    packs.map((e) => withLocalCodes(e, codes)),
    own.values,
  );
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
export function withOwnValues(editions: readonly Edition[], values: readonly OwnValue[]): Edition[] {
  return editions.flatMap((edition) => {
    const own = values.filter((o) => o.edition === edition.id);
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

/** The mark of what a council holds instead of an assumption. */
const OWN = 'own';

/** An edition with one value of its own put in the place of the pack's. */
export function applied(edition: Edition, o: Pick<OwnValue, 'part' | 'key' | 'field' | 'value'>): Edition {
  const put = <T extends object>(row: T): T => ({
    ...row,
    [o.field]: typed(row[o.field as keyof T], o.value),
  });
  if (o.part === 'currency')
    return { ...edition, currency: edition.currency.map((r) => (r.rule === o.key ? put(r) : r)) };
  if (o.part === 'activity')
    return { ...edition, activities: edition.activities.map((a) => (a.code === o.key ? put(a) : a)) };
  if (o.part === 'timetable') {
    // A day that the council knows is no longer an assumption.
    const known = (t: Edition['timetable'][number]) => ({ ...put(t), confidence: OWN });
    return { ...edition, timetable: edition.timetable.map((t) => (t.periodEnd === o.key ? known(t) : t)) };
  }
  const part = edition[o.part as 'due'] as object | undefined;
  return part ? { ...edition, [o.part]: put(part) } : edition;
}

/** A typed value of the same kind as the one that it replaces. */
export function typed(like: unknown, value: string): unknown {
  if (typeof like === 'boolean') return value === 'Y';
  if (typeof like === 'number') return Number(value);
  if (Array.isArray(like)) {
    const parts = value === '' ? [] : value.split(',').map((v) => v.trim());
    return like.some((v) => typeof v === 'number') ? parts.map(Number) : parts;
  }
  return value;
}
