import type pg from 'pg';
import { type Day, isDay, monthEnd } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { Edition } from '../../nccis/edition.ts';
import { within } from '../cohorts/seasons.ts';
import { applied } from '../../nccis/own.ts';
import { isReadAs, type Override, overridesOf } from './council.ts';
import { type Item, itemsOf } from './items.ts';

/** Who changes what the council holds. */
export interface By {
  tenantId: number;
  userId: number | null;
}

/** A council's own value for an assumed fact; `from` is the first month (YYYY-MM) that it holds for. Ends the one before. */
export async function setOverride(
  pool: pg.Pool,
  packs: readonly Edition[],
  wanted: {
    edition: string;
    part: string;
    key: string;
    field: string;
    value: string;
    from: string;
    reason: string;
  },
  by: By,
): Promise<Override> {
  const edition = packs.find((e) => e.id === wanted.edition);
  if (!edition)
    throw fault(
      'no-edition',
      `There is no edition ${wanted.edition}.`,
      `Use one of ${packs.map((e) => e.id).join(', ')}.`,
    );
  requireChangeable(edition, wanted);
  const from = `${wanted.from}-01`;
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(wanted.from))
    throw fault('month', `${wanted.from} is not a month.`, 'Write it like 2026-09.');
  if (monthEnd(from) < edition.from || (edition.to !== null && from > edition.to))
    throw fault(
      'month',
      `${wanted.from} is not a month of edition ${edition.id}.`,
      'Choose a month in which it holds.',
    );
  const { tenantId, userId } = by;
  const id = await within(pool, userId, async (client) => {
    const place = [tenantId, wanted.edition, wanted.part, wanted.key, wanted.field];
    const { rows: later } = await client.query(
      `select 1 from reference_override where (tenant_id, edition, part, key, field) = ($1, $2, $3, $4, $5) and from_period >= $6`,
      [...place, from],
    );
    if (later.length > 0)
      throw fault(
        'override-later',
        'There is a value that begins in that month or later.',
        'Choose a later month: what was used stays on record.',
        409,
      );
    await client.query(
      `update reference_override set ended_on = $6::date - 1 where (tenant_id, edition, part, key, field) = ($1, $2, $3, $4, $5)
         and (ended_on is null or ended_on >= $6::date)`,
      [...place, from],
    );
    const { rows } = await client.query<{ id: number }>(
      `insert into reference_override (tenant_id, edition, part, key, field, from_period, value, reason, user_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
      [...place, from, wanted.value, wanted.reason, userId],
    );
    return rows[0]!.id;
  });
  return (await overridesOf(pool, tenantId)).find((o) => o.id === id)!;
}

/** Ends an override with a month; from the next on the pack's own value holds again. */
export async function endOverride(pool: pg.Pool, id: number, lastMonth: string, by: By): Promise<Override> {
  const last = monthEnd(`${lastMonth}-01`);
  await within(pool, by.userId, async (client) => {
    const { rowCount } = await client.query(
      'update reference_override set ended_on = $3 where tenant_id = $1 and id = $2 and from_period <= $3 and ended_on is null',
      [by.tenantId, id, last],
    );
    if (rowCount === 0)
      throw fault(
        'no-override',
        `No value numbered ${id} can end with ${lastMonth}.`,
        'Look at the values that hold.',
        404,
      );
  });
  return (await overridesOf(pool, by.tenantId)).find((o) => o.id === id)!;
}

function requireChangeable(
  edition: Edition,
  wanted: { part: string; key: string; field: string; value: string },
): void {
  const item = itemsOf(edition).find(
    (i) => i.part === wanted.part && i.key === wanted.key && i.field === wanted.field,
  );
  if (!item)
    throw fault(
      'no-item',
      `Edition ${edition.id} has no ${wanted.part} ${wanted.key} ${wanted.field}.`,
      'Look at its list of facts.',
    );
  if (!item.changeable)
    throw fault(
      'not-assumed',
      item.assumed
        ? 'The product takes no value of a council’s own for that.'
        : `That is sourced (${item.confidence}), not assumed.`,
      'Only what is marked A or M-low, and is used by the product as a value, can be held otherwise.',
    );
  if (!isSound(edition, item, wanted.value))
    throw fault(
      'value',
      `${wanted.value} is not a value that ${item.label} can have.`,
      `It is now ${item.value}; write the new one in the same way.`,
    );
}

/** Whether the value is of the kind that it replaces, and one that the edition knows where it is a word. */
function isSound(edition: Edition, item: Item, value: string): boolean {
  const row =
    item.part === 'currency'
      ? edition.currency.find((r) => r.rule === item.key)
      : item.part === 'activity'
        ? edition.activities.find((a) => a.code === item.key)
        : item.part === 'timetable'
          ? edition.timetable.find((t) => t.periodEnd === item.key)
          : (edition[item.part as 'due'] as object);
  const like = (row as Record<string, unknown>)[item.field];
  if (!isReadAs(like, value)) return false;
  if (item.part === 'currency') return item.field !== 'n' || Number(value) > 0;
  if (item.part === 'timetable') return isDay(value) && value > item.key;
  if (item.part === 'activity') {
    if (item.field === 'lapse') return edition.currency.some((r) => r.rule === value);
    return edition.activities.some((a) => a[item.field as 'duty'] === value);
  }
  if (item.part === 'statusPrecedence')
    return value.split(',').sort().join() === item.value.split(',').sort().join();
  return applied(edition, { part: item.part, key: '', field: item.field, value }) !== edition;
}

/** A code of the council's own; refused when its list or the national code is not known, or when it is there already. */
export async function addLocalCode(
  pool: pg.Pool,
  wanted: { set: string; code: string; label: string; national: string | null; from: Day },
  by: By,
): Promise<void> {
  const { set, code, label, national, from } = wanted;
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,19}$/.test(code))
    throw fault('code', `${code} is not fit to be a code.`, 'Use up to 20 letters and digits.');
  await within(pool, by.userId, async (client) => {
    const list = await client.query<{ used: boolean }>(
      'select used_by_return as used from code_set where id = $1',
      [set],
    );
    if (!list.rows[0]) throw fault('no-list', `There is no list ${set}.`, 'Use one of: casehouse code list.');
    if (list.rows[0].used && national === null)
      throw fault(
        'national-code-missing',
        `The list ${set} is used by the return.`,
        'Say which national code it stands for.',
      );
    if (national !== null) {
      const { rows } = await client.query<{
        valid_to: Day | null;
        own: string | null;
        parent: string | null;
        sensitivity: number;
      }>(
        'select valid_to, national_code as own, parent, sensitivity from code where set_id = $1 and code = $2',
        [set, national],
      );
      const found = rows[0];
      if (!found || found.own !== null || (found.valid_to !== null && found.valid_to < from))
        throw fault(
          'national-code-unknown',
          `${national} is not a national code of ${set} on ${from}.`,
          `Choose one of the list: casehouse code list ${set}.`,
        );
    }
    const { rowCount } = await client.query(
      `insert into code (set_id, code, label, sort, valid_from, parent, national_code, sensitivity)
       select $1, $2, $3, coalesce((select max(sort) from code where set_id = $1), 0) + 1, $4, n.parent, $5, coalesce(n.sensitivity, 1)
       from (select 1) x left join code n on n.set_id = $1 and n.code = $5 on conflict do nothing`,
      [set, code, label, from, national],
    );
    if (rowCount === 0)
      throw fault('code-there', `${code} is in the list ${set} already.`, 'Choose another code.', 409);
  });
}

/** Ends a code of the council's own with a day: it stays for what was recorded. */
export async function endLocalCode(
  pool: pg.Pool,
  packs: readonly Edition[],
  wanted: { set: string; code: string; on: Day },
  by: By,
): Promise<void> {
  const { set, code, on } = wanted;
  const isNational = packs.some(
    (e) =>
      e.codes.some((c) => c.set === set && c.code === code) ||
      (set === 'eet' && e.activities.some((a) => a.code === code)),
  );
  if (isNational)
    throw fault(
      'national-code',
      `${code} is a code of the edition packs.`,
      'National codes end with their edition.',
    );
  await within(pool, by.userId, async (client) => {
    const { rowCount } = await client.query(
      'update code set valid_to = $3 where set_id = $1 and code = $2 and valid_from <= $3',
      [set, code, on],
    );
    if (rowCount === 0)
      throw fault('no-code', `${code} is not a code of ${set} on ${on}.`, 'Look at the list.', 404);
  });
}

const fault = (code: string, message: string, next: string, status = 400): CasehouseError =>
  new CasehouseError(code, message, { status, next });
