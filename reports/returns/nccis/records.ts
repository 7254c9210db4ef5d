import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { academicYear } from '../../../base/dates.ts';
import type { Edition } from '../../../nccis/edition.ts';
import { codesOf } from '../../../nccis/file/schema.ts';
import type { Values } from '../../../nccis/file/reader.ts';
import type { SnapshotReader } from '../../../warehouse/query.ts';

const statement = readFileSync(resolve(import.meta.dirname, '../../../sql/returns/nccis/return.sql'), 'utf8');

/** One record as it is to be written; `leftIn` is the month end of an earlier month, for a leaver who is told of late. */
export type ReturnRecord = { personId: number; isLeaver: boolean; leftIn: string | null; values: Values };

/**
 * What the returns of the months before said last: JSON lists of person ids sent as leavers, and sent as still there; the end of the first
 * month of them, null when there is none.
 */
export type Ledger = { reported: string; standing: string; since: string | null };

/** Which records: the month, the authorities that lead them, and what was said before. */
export type RecordsRequest = { periodEnd: string; las: readonly string[]; ledger: Ledger };

/** The records of a month, in the order of the file, with codes that the edition's return may hold. */
export async function* returnRecords(
  snapshot: Pick<SnapshotReader, 'describe' | 'stream'>,
  edition: Edition,
  { periodEnd, las, ledger }: RecordsRequest,
): AsyncGenerator<ReturnRecord> {
  const { cohort, guarantee } = edition;
  const [year, month] = periodEnd.split('-').map(Number) as [number, number];
  const season = month >= guarantee.seasonStartsMonth ? year : year - 1;
  const parameters = {
    period_end: periodEnd,
    academic_year: academicYear(periodEnd),
    final_age: cohort.finalCompulsoryAge,
    headline_to: cohort.headlineTo,
    extended_to: cohort.extendedTo,
    extended_sen: cohort.extendedSen,
    season,
    shift: season === academicYear(periodEnd) ? 1 : 0,
    las: JSON.stringify(las),
    reported: ledger.reported,
    standing: ledger.standing,
    since: ledger.since,
  };
  const sql = statementOf(edition);
  const { columns } = await snapshot.describe(sql);
  const names = columns.map((c) => c.name);
  const returned = codeMapper(edition, periodEnd);
  for await (const rows of snapshot.stream(sql, parameters)) {
    for (const row of rows) {
      const raw = Object.fromEntries(names.map((name, i) => [name, row[i] ?? null]));
      const { person_id: personId, is_leaver: isLeaver, left_in: leftIn = null, ...fields } = raw;
      yield {
        personId: Number(personId),
        isLeaver: Boolean(isLeaver),
        leftIn: leftIn === null ? null : String(leftIn),
        values: returned(fields),
      };
    }
  }
}

/** The statement with the elements that the edition adds, each from the SQL that its pack gives. */
function statementOf(edition: Edition): string {
  const added = edition.fields
    .filter((f) => f.source !== null && f.need !== 'W')
    .map((f) => `, (${f.source}) as ${f.column}`);
  return statement.replace('/* added elements */', () => added.join(''));
}

/** Local and withdrawn codes give way to the return's own; a characteristic that it doesn't know is left out. */
function codeMapper(edition: Edition, day: string): (fields: Record<string, unknown>) => Values {
  const listed = edition.fields.filter(
    (f) => f.column !== null && f.list !== null && !f.list.startsWith('LA'),
  );
  const lists = new Map(listed.map((f) => [f.column!, { many: f.many, ...listOf(edition, f.list!, day) }]));
  return (fields) =>
    Object.fromEntries(
      Object.entries(fields).map(([column, value]) => {
        const list = lists.get(column);
        const text = value === null ? null : String(value);
        if (!list || text === null) return [column, text];
        if (!list.many) return [column, list.held.has(text) ? text : (list.replaced.get(text) ?? text)];
        const sent = text.split(' ').map((c) => (list.held.has(c) ? c : (list.replaced.get(c) ?? '')));
        return [column, [...new Set(sent)].filter((c) => c !== '').sort()];
      }),
    );
}

function listOf(edition: Edition, list: string, day: string) {
  const codes = edition.codes.filter((c) => c.set === list && c.replacedBy !== null);
  return {
    held: new Set(codesOf(edition, list, day)),
    replaced: new Map(codes.map((c) => [c.code, c.replacedBy!])),
  };
}
