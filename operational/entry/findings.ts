import { type Day, monthEnd } from '../../base/dates.ts';
import { checkRecords } from '../../nccis/check/record.ts';
import type { Finding } from '../../nccis/check/report.ts';
import { recordFields } from '../../nccis/check/store.ts';
import type { Edition } from '../../nccis/edition.ts';
import { editionOn } from '../../nccis/editions.ts';
import type { Values } from '../../nccis/file/reader.ts';
import { type Ask, type StoredRecord, storedRecords } from './record.ts';

/** A finding with the column of fields.csv that it points at. */
export type EntryFinding = Finding & { column: string | null };

/** What every check of people needs to know. */
export type Checking = { ask: Ask; editions: readonly Edition[]; tenantId: number };

/**
 * DfE's checks over people's records as they stand on a day (later days of that month count as that day); by person id. The checks are
 * those of the edition in force at the month's end.
 */
export async function findingsOf(
  checking: Checking,
  ids: readonly number[],
  day: Day,
): Promise<Map<number, EntryFinding[]>> {
  const edition = editionOn([...checking.editions], monthEnd(day));
  const records = await storedRecords(checking.ask, edition, ids, day);
  const found = await checkValues(
    checking,
    edition,
    records.map((r) => r.values),
    day,
  );
  return new Map(records.map((r, i) => [r.personId, found[i]!]));
}

/** One person's record as at a day; null when there is no such person. */
export async function recordAt(checking: Checking, id: number, day: Day): Promise<StoredRecord | null> {
  const edition = editionOn([...checking.editions], monthEnd(day));
  return (await storedRecords(checking.ask, edition, [id], day))[0] ?? null;
}

/** The checks of records in hand, by column. `only` leaves out the checks that lean on any other column. */
export async function checkValues(
  { ask, tenantId }: Pick<Checking, 'ask' | 'tenantId'>,
  edition: Edition,
  records: readonly Values[],
  day: Day,
  { only, periodEnd = monthEnd(day) }: { only?: readonly string[]; periodEnd?: Day } = {},
): Promise<EntryFinding[][]> {
  const [tenant] = await ask('select database_id, la_codes from tenant where id = $1', [tenantId]);
  // A return's header names the database of every number in it, also of those that came with a move from another one.
  const databases = new Set([String(tenant?.database_id)]);
  for (const { ypid } of records) if (typeof ypid === 'string') databases.add(ypid.slice(0, 3));
  const columns = new Map(recordFields(edition).map((f) => [f.element, f.column]));
  const found = await checkRecords(edition, [...records], {
    periodEnd,
    databases: [...databases],
    sourceLas: (tenant?.la_codes ?? []) as string[],
    ...(only ? { only } : {}),
  });
  return found.map((list) => list.map((f) => ({ ...f, column: columns.get(f.field ?? '') ?? null })));
}

/** Those of `after` that `before` did not have. */
export const freshOf = (before: readonly EntryFinding[], after: readonly EntryFinding[]): EntryFinding[] =>
  after.filter((f) => !before.some((b) => b.number === f.number));

/** Whether an edition refuses such a finding where somebody types. */
export const isRefused = (edition: Edition, finding: { priority: number | null }): boolean =>
  finding.priority !== null && edition.entry.refuses.includes(finding.priority);
