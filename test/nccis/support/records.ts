import { academicAge, academicYear, addDays, addMonths } from '../../../base/dates.ts';
import type { Edition } from '../../../nccis/edition.ts';
import { codesOf } from '../../../nccis/file/schema.ts';
import type { Values } from '../../../nccis/file/reader.ts';
import { dueToLapse } from '../../../nccis/currency.ts';

/** The same numbers every time. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export const header = (periodEnd: string): Values => ({
  databases: ['901'],
  source_las: ['336'],
  date_of_send: addDays(periodEnd, 5),
  period_end: periodEnd,
  supplier_name: 'Example supplier',
  supplier_version: '1.0',
  schema_version: '1',
});

const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

/** A record that breaks no check: everything that may be there is there in some. */
export function validRecord(edition: Edition, periodEnd: string, n: number, random: () => number): Values {
  const some = (chance: number) => random() < chance;
  const codes = (list: string) => codesOf(edition, list, periodEnd);
  const year = academicYear(periodEnd);
  const age = pick(random, [15, 16, 16, 16, 17, 17, 17, 18, 19, 22]);
  const dob = addDays(`${year - age - 1}-09-01`, Math.floor(random() * 365));
  if (academicAge(dob, periodEnd) !== age) throw new Error(`${dob} is not ${age}`);
  const leaver = leaving(age, random);
  const hasPlan = leaver === 'A' || leaver === 'L' ? false : age > 17 || some(0.1);
  const activities = edition.activities.filter(
    (a) =>
      codes('eet').includes(a.code) &&
      (a.ageBand === 'PRE16') === (age === 15) &&
      (!a.needsSend || hasPlan) &&
      (a.minimumAge === null || age > a.minimumAge + 2),
  );
  const activity = pick(random, activities);
  const start =
    age === 15
      ? `${year}-09-01`
      : latest(
          addDays(periodEnd, -Math.floor(random() * (some(0.5) ? 60 : 500)) - 3),
          addMonths(dob, 12 * 15 + 3),
        );
  const ascertained = addDays(start, Math.floor(random() * 3));
  const verified = addDays(ascertained, Math.floor(random() * 0.999 * (1 + days(ascertained, periodEnd))));
  const end = activity.needsPredictedEnd ? `${year + 1 + (some(0.3) ? 1 : 0)}-08-31` : null;
  const review = activity.needsReview ? addDays(periodEnd, Math.floor(random() * 60)) : null;
  const rule = edition.currency.find((r) => r.rule === activity.lapse) ?? null;
  const due = dueToLapse(rule, { verified, review, courseEnd: end });
  const gender = activity.needsCharacteristic === '180' ? 'F' : pick(random, ['F', 'M', 'U', 'W']);
  const traits = codes('IC01').filter(
    (c) => (c === activity.needsCharacteristic || some(0.04)) && !(c === '180' && gender === 'M'),
  );
  const number = some(0.7) ? pick(random, ['3364001', '3364002', '3369999', '3330123']) : null;
  const guarantee = guaranteeOf(edition, periodEnd, age);
  const inGuarantee = guarantee !== null && some(0.6);
  const status = leaver ?? (inGuarantee && some(0.1) ? 'G' : 'P');
  return {
    ypid: `901${String(n).padStart(10, '0')}`,
    cohort_status: status,
    given_name: pick(random, ['Asha', 'Zoë', "D'Arcy", 'Anne-Marie', 'Li']),
    middle_name: some(0.3) ? 'Q.' : null,
    family_name: `Testcase ${String.fromCharCode(97 + (n % 26))}${n.toString(26).replace(/\d/g, (d) => String.fromCharCode(65 + Number(d)))}`,
    address_line_1: `${n} Sample Street & <Yard>`,
    address_line_2: some(0.3) ? 'Flat "B"' : null,
    address_line_3: some(0.1) ? 'Upper Testing' : null,
    address_line_4: some(0.05) ? "St. Sample's" : null,
    town: some(0.9) ? 'Wolverhampton' : null,
    county: some(0.1) ? 'West Midlands' : null,
    postcode: pick(random, ['ZZ99 9ZZ', 'WV1 1AA', 'WV10 6QZ']),
    gender,
    dob,
    ethnicity: pick(random, codes('YP27')),
    lead_la: '336',
    educated_la: some(0.8) ? pick(random, ['336', '333', '002']) : null,
    transferred_to_la: status === 'T' ? '333' : null,
    year11_la: some(0.8) ? '336' : null,
    uln: some(0.6) ? String(3_000_000_000 + n) : null,
    upn: some(0.6) ? `A3369999${String(n).padStart(5, '0')}` : null,
    guarantee_indicator: inGuarantee ? 'Y' : pick(random, ['N', null]),
    previous_ypid: some(0.05) ? `902${String(n).padStart(10, '0')}` : null,
    ...(inGuarantee
      ? {
          [`year${guarantee}_status`]: pick(random, codes(guarantee === 11 ? 'SG02' : 'SG11')),
          [`year${guarantee}_guarantee_la`]: '336',
        }
      : {}),
    level_of_need: pick(random, codes('LEVEL_OF_NEED')),
    send_flag: hasPlan ? 'Y' : 'N',
    sen_support_flag: !hasPlan && some(0.2) ? 'Y' : 'N',
    characteristics: traits.sort(),
    activity_code: activity.code,
    start_date: start,
    date_ascertained: ascertained,
    date_verified: verified,
    review_date: review,
    due_to_lapse_date: due,
    currency_lapsed: due !== null && due < periodEnd ? 'Y' : 'N',
    establishment_number: number,
    establishment_name: some(0.5) ? `School of ${number ?? 'nowhere'}` : null,
    ukprn: some(0.3) ? '10003674' : null,
    neet_start_date: activity.needsNeetStart ? addDays(start, -Math.floor(random() * 40)) : null,
    predicted_end_date: end,
    intended_destination: some(0.5) ? pick(random, codes('ID01')) : null,
  };
}

const latest = (a: string, b: string): string => (a > b ? a : b);

const days = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** How some leave: by age or plan from 18 on, otherwise by what befell them; null for those who stay. */
function leaving(age: number, random: () => number): string | null {
  if (random() > 0.12) return null;
  return pick(random, age > 18 ? ['L'] : age === 18 ? ['A', 'L'] : ['T', 'E', 'M', 'D']);
}

/** The year of the guarantee that a person of an academic age is asked about in a month; null when none. */
function guaranteeOf(edition: Edition, periodEnd: string, age: number): 11 | 12 | null {
  const month = Number(periodEnd.slice(5, 7));
  const inYear = age - 4 - (month >= edition.guarantee.seasonStartsMonth && month < 9 ? 0 : 1);
  return inYear === 11 || inYear === 12 ? inYear : null;
}

/** What a record says: absent and empty are the same. */
export function saidBy(values: Values): Record<string, string> {
  const said: Record<string, string> = {};
  for (const [column, value] of Object.entries(values)) {
    const text = Array.isArray(value) ? [...value].sort().join(' ') : value;
    if (text) said[column] = text;
  }
  return said;
}
