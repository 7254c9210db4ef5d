import { CompiledQuery, type Kysely } from 'kysely';
import { z } from '@hono/zod-openapi';
import { type Day, londonDay, monthEnd } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import { editionOn } from '../../nccis/editions.ts';
import type { Values } from '../../nccis/file/reader.ts';
import { valueFault } from '../../nccis/forms.ts';
import { checkValues, type EntryFinding, freshOf, isRefused, recordAt } from '../entry/findings.ts';
import type { Ask } from '../entry/record.ts';
import type { SessionPerson } from '../access/person.ts';
import type { Tables } from '../tables.ts';
import { EntryError, type Problem } from './problems.ts';
import type { CaseStore, Tx } from './writing.ts';

// DfE's checks where somebody types. A change is written, the record is checked as it then stands against how it stood before, and
// what the change brings in is refused or told of: which of the two, an edition says by priority.

/** A finding as an answer tells of it. */
export const Warning = z
  .object({
    number: z.string().openapi({ description: 'DfE’s number; ours begin with a letter' }),
    field: z.string().openapi({ description: 'The field of what was sent, or the return’s own element' }),
    reason: z.string(),
    next: z.string(),
  })
  .openapi('Warning');
export type Warning = z.infer<typeof Warning>;

/** Statements of the transaction that a route writes in. */
export const askVia =
  (db: Kysely<Tables>): Ask =>
  async (text, values) =>
    (await db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, values))).rows;

/** What is being changed: whose record, as at which day, and which columns of fields.csv stand behind which fields of the body. */
export interface Entry {
  /** Null for a record that begins with this change. */
  personId: number | null;
  /** The last day on which the change holds, up to today. */
  day: Day;
  fields: Readonly<Record<string, string>>;
  /** The field to point at when the fault lies in another part of the record. */
  main: string;
}

/**
 * Runs a change and checks the record before and after. Throws an EntryError, so that nothing is kept, when the change brings in a
 * fault that the edition refuses; other faults that it brings in are answered as warnings. `personIdOf` names the person of a new record.
 */
export async function checkedEntry<T>(
  store: CaseStore,
  tx: Tx,
  who: SessionPerson,
  entry: Entry,
  change: () => Promise<T>,
  personIdOf: (done: T) => number = () => entry.personId!,
): Promise<{ done: T; warnings: Warning[] }> {
  const checking = { ask: askVia(tx), editions: store.editions, tenantId: who.tenantId };
  const checkable = entry.day >= store.editions[0]!.from;
  const before =
    checkable && entry.personId !== null ? await recordAt(checking, entry.personId, entry.day) : null;
  const done = await change();
  if (!checkable) return { done, warnings: [] };
  const after = await recordAt(checking, personIdOf(done), entry.day);
  const edition = editionOn([...store.editions], monthEnd(entry.day));
  const values = [before, after].flatMap((r) => (r === null ? [] : [r.values]));
  const found = await checkValues(checking, edition, values, entry.day);
  const fresh =
    before === null
      ? found[0]!.filter((f) => f.column !== null && f.column in entry.fields)
      : freshOf(found[0]!, found[1]!);
  const refused = fresh.filter((f) => isRefused(edition, f));
  if (refused.length > 0) throw new EntryError(refused.map((f) => problemOf(f, entry)));
  return { done, warnings: fresh.map((f) => warningOf(f, entry)) };
}

const fieldOf = (finding: EntryFinding, entry: Pick<Entry, 'fields' | 'main'>): string =>
  (finding.column !== null ? entry.fields[finding.column] : undefined) ?? entry.main;

const problemOf = (finding: EntryFinding, entry: Entry): Problem => ({
  field: fieldOf(finding, entry),
  reason: finding.reason,
  next: finding.fix,
  number: finding.number,
  ...(finding.field === null ? {} : { element: finding.field }),
});

/** A finding in the words of an answer. */
export const warningOf = (finding: EntryFinding, entry: Pick<Entry, 'fields' | 'main'>): Warning => ({
  number: finding.number,
  field: fieldOf(finding, entry),
  reason: finding.reason,
  next: finding.fix,
});

/** Refuse values whose form is not the edition's (names, postcode, numbers); `fields`: column of fields.csv → field of the body. */
export function requireForms(
  store: CaseStore,
  values: Readonly<Record<string, string | null | undefined>>,
  fields: Readonly<Record<string, string>>,
): void {
  const edition = editionOn([...store.editions], londonDay(store.clock()));
  const problems = Object.entries(values).flatMap(([column, value]): Problem[] => {
    const fault = valueFault(edition, column, value ?? null);
    if (!fault) return [];
    const number = fault.number === null ? {} : { number: fault.number };
    return [{ field: fields[column] ?? column, reason: fault.reason, next: fault.fix, ...number }];
  });
  if (problems.length > 0) throw new EntryError(problems);
}

/**
 * Runs a check of our own and, when it refuses, adds DfE's number: that of the edition's check which these values alone break at this
 * column. Without such a check the refusal stays as it is.
 */
export async function withNumber<T>(
  store: CaseStore,
  tx: Tx,
  who: SessionPerson,
  about: { day: Day; values: Values; element: string; periodEnd?: Day },
  check: () => T | Promise<T>,
): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof EntryError) || about.day < store.editions[0]!.from) throw error;
    const edition = editionOn([...store.editions], monthEnd(about.day));
    const checking = { ask: askVia(tx), tenantId: who.tenantId };
    const [found] = await checkValues(checking, edition, [about.values], about.day, {
      only: Object.keys(about.values),
      ...(about.periodEnd ? { periodEnd: about.periodEnd } : {}),
    });
    const finding = found!.find((f) => f.field === about.element);
    if (!finding) throw error;
    const [first, ...rest] = error.problems;
    throw new EntryError([{ ...first!, number: finding.number, element: about.element }, ...rest], {
      status: error.status,
      code: error.code,
    });
  }
}

/** The day as at which an entry is checked: the last on which it holds, up to today. */
export const lastDayOf = (entry: { ended_on?: Day | null | undefined }, today: Day): Day =>
  entry.ended_on && entry.ended_on < today ? entry.ended_on : today;

/** Columns of fields.csv → fields of the bodies that hold them. */
export const FIELDS = {
  person: {
    given_name: 'given_name',
    middle_name: 'middle_names',
    family_name: 'family_name',
    dob: 'date_of_birth',
    gender: 'return_gender_code',
    ethnicity: 'ethnicity_code',
    year11_la: 'year11_la_code',
  },
  situation: {
    activity_code: 'code',
    start_date: 'started_on',
    date_ascertained: 'ascertained_on',
    date_verified: 'verified_on',
    review_date: 'review_on',
    due_to_lapse_date: 'review_on',
    predicted_end_date: 'expected_end_on',
    establishment_number: 'organisation_id',
    ukprn: 'organisation_id',
    educated_la: 'organisation_id',
  },
  characteristic: {
    level_of_need: 'code',
    send_flag: 'code',
    sen_support_flag: 'code',
    characteristics: 'code',
  },
  offer: {
    year11_status: 'code',
    year12_status: 'code',
    year11_guarantee_la: 'la_code',
    year12_guarantee_la: 'la_code',
    intended_destination: 'code',
    year11_la: 'la_code',
  },
  identifier: { ypid: 'value', previous_ypid: 'value', uln: 'value', upn: 'value' },
  address: {
    address_line_1: 'line_1',
    address_line_2: 'line_2',
    address_line_3: 'line_3',
    address_line_4: 'line_4',
    town: 'town',
    county: 'county',
    postcode: 'postcode',
  },
  cohort: { cohort_status: 'status', transferred_to_la: 'transferred_to_la_code', lead_la: 'la_code' },
} as const;

/** A person who is in hand, or an error that names the record. */
export const noRecord = (ref: string): CasehouseError =>
  new CasehouseError('no-such-person', `There is no record with the number ${ref}.`, {
    status: 404,
    next: 'Check the number, or search by name.',
  });
