import type { Day } from '../../base/dates.ts';
import type { Check, Edition } from '../edition.ts';
import type { Values } from '../file/reader.ts';
import { type Finding, findingOf } from './report.ts';
import { RecordStore, recordFields } from './store.ts';

/** What the checks need to know beside the records themselves: what a return's header would say. */
export type CheckedAt = { periodEnd: Day; databases: readonly string[]; las: readonly string[] };

/**
 * Runs an edition's checks over records that are in hand, such as a person's record as it would be after a change; answers one list of
 * findings for each record, in their order. Checks that hold records against each other count only when `levels` has `set`.
 */
export async function checkRecords(
  edition: Edition,
  at: CheckedAt,
  records: readonly Values[],
  levels: ReadonlySet<Check['level']> = new Set(['file', 'record'] as const),
): Promise<Finding[][]> {
  if (records.length === 0) return [];
  const checks = edition.checks.filter((c) => c.active && c.when !== null && levels.has(c.level));
  const store = await RecordStore.open(edition);
  try {
    for (const [i, values] of records.entries()) store.add(i, values, NODES);
    await store.prepare({ databases: [...at.databases], source_las: [...at.las] }, at.periodEnd);
    const fired = checks.map((c, n) => `case when ${c.when} then ${n} end`);
    const rows = await store.rows(
      `select row_no, list_filter([${fired.join(', ')}], x -> x is not null) from checked order by row_no`,
    );
    const columns = new Map(recordFields(edition).map((f) => [f.element, f.column!]));
    return rows.map(([, list], i) =>
      (list as unknown as { items: number[] }).items.map((n) => {
        const check = checks[n]!;
        const value = records[i]![columns.get(check.field ?? '') ?? ''] ?? null;
        return findingOf(check, {
          record: textOf(records[i]!.ypid),
          value: Array.isArray(value) ? value.join(' ') : value,
        });
      }),
    );
  } finally {
    store.close();
  }
}

const textOf = (value: Values[string] | undefined): string | null =>
  typeof value === 'string' ? value : null;

const NODES = new Set(['YoungPersonsRecord/PersonalDetails', 'YoungPersonsRecord/Activities']);
