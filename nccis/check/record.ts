import type { Day } from '../../base/dates.ts';
import type { Check, Edition } from '../edition.ts';
import type { Values } from '../file/reader.ts';
import { type Finding, findingOf } from './report.ts';
import { RecordStore, recordFields } from './store.ts';

/**
 * What a record is checked against: the month's last day, and the databases (3 digits) and authorities that a file's header would name.
 * `only` are the columns that are in hand: checks that lean on any other are left out, so that a part of a record can be checked.
 */
export type RecordContext = {
  periodEnd: Day;
  databases: string[];
  sourceLas: string[];
  only?: readonly string[];
};

/**
 * The checks of one person's record by an edition, as they would be of the record in a file of that month; those of whole files and
 * of several records together are left out. Values are text by column name as in fields.csv, absent ones null or left out.
 */
export async function checkRecord(
  edition: Edition,
  record: Values,
  context: RecordContext,
): Promise<Finding[]> {
  return (await checkRecords(edition, [record], context))[0]!;
}

/** The same for many records at once; the answer has a list of findings for each. */
export async function checkRecords(
  edition: Edition,
  records: Values[],
  context: RecordContext,
): Promise<Finding[][]> {
  const checker = await RecordChecker.open(edition, context);
  try {
    return await checker.check(records);
  } finally {
    checker.close();
  }
}

/** Checks records as they come; keep one open where many are checked one after another, and close it. */
export class RecordChecker {
  private readonly edition: Edition;
  private readonly store: RecordStore;
  private readonly checks: Check[];
  private readonly nodes: Set<string>;

  private constructor(edition: Edition, store: RecordStore, checks: Check[]) {
    this.edition = edition;
    this.store = store;
    this.checks = checks;
    this.nodes = new Set(edition.fields.filter((f) => f.type === 'node').map((f) => f.path));
  }

  static async open(
    edition: Edition,
    { periodEnd, databases, sourceLas, only }: RecordContext,
  ): Promise<RecordChecker> {
    const checks = edition.checks.filter((c) => c.active && c.when !== null && c.level !== 'set');
    const store = await RecordStore.open(edition);
    await store.facts({ databases, source_las: sourceLas }, periodEnd);
    const given = only && new Set(only);
    const chosen = given
      ? checks.filter((c) => columnsOf(edition, c).every((column) => given.has(column)))
      : checks;
    return new RecordChecker(edition, store, chosen);
  }

  async check(records: Values[]): Promise<Finding[][]> {
    const { store, checks, edition } = this;
    await store.replace(records, this.nodes);
    const flags = checks.map((c) => `coalesce(${c.when}, false)`);
    const rows = await store.rows(`select ${['row_no', ...flags].join(', ')} from checked order by row_no`);
    const columnOf = new Map(recordFields(edition).map((f) => [f.element, f.column!]));
    return records.map((record, i) =>
      checks.flatMap((check, n) => {
        if (rows[i]![n + 1] !== true) return [];
        const value = check.field === null ? null : (record[columnOf.get(check.field) ?? ''] ?? null);
        return [
          findingOf(check, {
            record: typeof record.ypid === 'string' ? record.ypid : null,
            value: Array.isArray(value) ? value.join(' ') : value,
          }),
        ];
      }),
    );
  }

  close(): void {
    this.store.close();
  }
}

/** What the words of prepare.sql follow from, beside the elements themselves. */
const FOLLOWS: Record<string, string[]> = {
  dob_day: ['dob'],
  start_day: ['start_date'],
  ascertained_day: ['date_ascertained'],
  verified_day: ['date_verified'],
  review_day: ['review_date'],
  due_day: ['due_to_lapse_date'],
  predicted_day: ['predicted_end_date'],
  neet_start_day: ['neet_start_date'],
  academic_age: ['dob'],
  year_group: ['dob'],
  age_band: ['activity_code'],
  activity_known: ['activity_code'],
  minimum_age: ['activity_code'],
  needs_predicted_end: ['activity_code'],
  needs_review: ['activity_code'],
  needs_neet_start: ['activity_code'],
  needs_due: ['activity_code'],
  needs_send: ['activity_code'],
  needs_characteristic: ['activity_code'],
  is_leaver: ['cohort_status'],
  guarantee_complete: ['dob', 'year11_status', 'year11_guarantee_la', 'year12_status', 'year12_guarantee_la'],
};

/** The elements, by column, that a check's condition leans on. */
export function columnsOf(edition: Edition, check: Check): string[] {
  const own = recordFields(edition).map((f) => [f.column!, [f.column!]] as const);
  const follows = new Map<string, readonly string[]>([...Object.entries(FOLLOWS), ...own]);
  const words = (check.when ?? '').replace(/'[^']*'/g, '').match(/[a-z][a-z0-9_]*/g) ?? [];
  return [...new Set(words.flatMap((word) => follows.get(word) ?? []))];
}
