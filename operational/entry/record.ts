import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { academicAge, academicYear, type Day, monthEnd } from '../../base/dates.ts';
import { dueToLapse, hasLapsed } from '../../nccis/currency.ts';
import type { Edition } from '../../nccis/edition.ts';
import { codesOf } from '../../nccis/file/schema.ts';
import type { Values } from '../../nccis/file/reader.ts';
import { recordFields } from '../../nccis/check/store.ts';

/** One statement over the case store, whoever holds the connection: a route's transaction or an import's client. */
export type Ask = (text: string, values: unknown[]) => Promise<Record<string, unknown>[]>;

/** What a return of the day's month would say of a person as the record stands; `values` by column of fields.csv. */
export type StoredRecord = {
  personId: number;
  ref: string;
  /** False for somebody who is in no NCCIS cohort on the day, and so in no return. */
  isMember: boolean;
  values: Values;
};

const sql = readFileSync(join(import.meta.dirname, 'record.sql'), 'utf8');

/**
 * The records of people as at a day, in the order of their ids, with the codes that a return of that month may hold. What a return
 * works out (due to lapse, NEET start, SEN flags) is worked out here by the same rules.
 */
export async function storedRecords(
  ask: Ask,
  edition: Edition,
  ids: readonly number[],
  day: Day,
): Promise<StoredRecord[]> {
  const neet = edition.activities.filter((a) => a.headline === 'NEET').map((a) => a.code);
  const local = await ask('select set_id, code, national_code from code where national_code is not null', []);
  const named = new Map(local.map((c) => [`${c.set_id} ${c.code}`, String(c.national_code)]));
  const neetLocal = local
    .filter((c) => c.set_id === 'eet' && neet.includes(String(c.national_code)))
    .map((c) => String(c.code));
  const rows = await ask(sql, [ids, day, seasonOf(edition, day) - 1, [...neet, ...neetLocal]]);
  const national = nationalCodes(edition, monthEnd(day), named);
  return rows.map((row) => ({
    personId: Number(row.person_id),
    ref: String(row.ref),
    isMember: row.cohort_status !== null,
    values: derived(edition, national(row), day),
  }));
}

/** The summer whose guarantee is in question on a day. */
export function seasonOf(edition: Edition, day: Day): number {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return month >= edition.guarantee.seasonStartsMonth ? year : year - 1;
}

type Row = Record<string, unknown>;

/** Local and withdrawn codes give way to the return's own. */
function nationalCodes(edition: Edition, periodEnd: Day, named: ReadonlyMap<string, string>) {
  const listed = recordFields(edition).flatMap((f) =>
    f.list === null || f.list.startsWith('LA')
      ? []
      : [{ column: f.column!, list: f.list, held: new Set(codesOf(edition, f.list, periodEnd)) }],
  );
  return (row: Row): Row => {
    const mapped = { ...row };
    for (const { column, list, held } of listed) {
      const one = (code: string) => (held.has(code) ? code : (named.get(`${list} ${code}`) ?? code));
      const value = row[column];
      if (Array.isArray(value)) mapped[column] = [...new Set(value.map((v) => one(String(v))))];
      else if (typeof value === 'string') mapped[column] = one(value);
    }
    return mapped;
  };
}

function derived(edition: Edition, row: Row, day: Day): Values {
  const values: Values = {};
  for (const field of recordFields(edition)) {
    const value = row[field.column!];
    values[field.column!] = Array.isArray(value)
      ? value.map(String)
      : value === null || value === undefined
        ? null
        : String(value);
  }
  const text = (column: string) => values[column] as string | null;
  const sen = row.sen === null ? null : String(row.sen);
  values.send_flag = sen === edition.cohort.extendedSen ? 'Y' : 'N';
  values.sen_support_flag = sen !== null && sen !== edition.cohort.extendedSen ? 'Y' : 'N';
  values.guarantee_indicator = guaranteeIndicator(edition, text('dob'), Boolean(row.is_in_season), day);
  if (text('activity_code') === null) Object.assign(values, unknownActivity(edition, text('dob'), day));
  const activity = edition.activities.find((a) => a.code === text('activity_code'));
  const rule = edition.currency.find((r) => r.rule === activity?.lapse) ?? null;
  const due = dueToLapse(rule, {
    verified: text('date_verified'),
    review: text('review_date'),
    courseEnd: text('predicted_end_date'),
  });
  return { ...values, due_to_lapse_date: due, currency_lapsed: hasLapsed(due, monthEnd(day)) ? 'Y' : 'N' };
}

function guaranteeIndicator(
  edition: Edition,
  born: Day | null,
  isInSeason: boolean,
  day: Day,
): string | null {
  if (isInSeason) return 'Y';
  const { finalCompulsoryAge: last } = edition.cohort;
  const moved = seasonOf(edition, day) === academicYear(day) ? 1 : 0;
  const age = born === null ? -1 : academicAge(born, day) - moved;
  return age === last || age === last + 1 ? 'N' : null;
}

/** What a return says of somebody of whom no activity is recorded. */
function unknownActivity(edition: Edition, born: Day | null, day: Day): Values {
  const compulsory = born !== null && academicAge(born, day) <= edition.cohort.finalCompulsoryAge;
  const group = compulsory ? 'unknown-activity-compulsory' : 'unknown-activity';
  const start = `${academicYear(day)}-09-01`;
  return {
    activity_code: edition.groups.find((g) => g.group === group)?.code ?? null,
    start_date: start,
    date_ascertained: start,
    date_verified: start,
    predicted_end_date: compulsory ? `${academicYear(day) + 1}-08-31` : null,
  };
}
