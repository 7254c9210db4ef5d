import { academicAge, academicYear, addDays, addMonths } from '../../../base/dates.ts';
import type { Values } from '../../../nccis/file/reader.ts';

/**
 * A fault that can be planted in a valid record, written from the requirement and not from the checks: `fits` says of which records,
 * `plant` changes one (with another, where a fault needs two), `also` are the numbers that it can't be without.
 */
export interface Fault {
  no: string;
  fits: (r: Facts) => boolean;
  plant: (r: Values, at: string, other: Values) => Values;
  also?: string[];
  /** Needs a second record that fits, which keeps its values but is at fault too. */
  pair?: (a: Facts, b: Facts) => boolean;
}

/** What the mutators ask of a record. */
export type Facts = {
  values: Values;
  age: number;
  at: string;
  is: (column: string) => string | null;
  plain: boolean;
};

export function factsOf(values: Values, at: string): Facts {
  const is = (column: string) => (values[column] as string | null) ?? null;
  const age = academicAge(is('dob')!, at);
  // Plain: of the primary cohort, with nothing of the guarantee.
  const plain =
    is('cohort_status') === 'P' &&
    is('guarantee_indicator') !== 'Y' &&
    is('year11_status') === null &&
    is('year12_status') === null;
  return { values, age, at, is, plain };
}

const set = (changes: Values) => (): Values => changes;
const any = () => true;
const plain = (r: Facts) => r.plain;
const older = (r: Facts) => r.age > 15;
const staying = (r: Facts) => r.is('cohort_status') === 'P';
const isNeet = (r: Facts) => r.is('neet_start_date') !== null;
const inSchool = (r: Facts) => r.age === 15;
const course = (r: Facts) => r.is('predicted_end_date') !== null && r.is('due_to_lapse_date') !== null;
const sixteen = (r: Facts) => r.plain && (r.age === 16 || r.age === 17);
const both =
  (...tests: ((r: Facts) => boolean)[]) =>
  (r: Facts) =>
    tests.every((t) => t(r));
const text = (r: Values, column: string) => r[column] as string;
const yearStart = (at: string) => academicYear(at);
const ordinary = (r: Facts) => !['280', '460'].includes(r.is('activity_code')!);

/** The faults of single records and of pairs, by number; `only` names the editions in which DfE looks for them. */
export const faults: (Fault & { only?: string[] })[] = [
  { no: '1', fits: any, plant: (r) => ({ ypid: text(r, 'ypid').slice(0, 12) }) },
  { no: '2', fits: any, plant: set({ given_name: null }) },
  { no: '3', fits: any, plant: set({ family_name: null }) },
  { no: '4', fits: any, plant: set({ gender: null }) },
  { no: '5', fits: any, plant: set({ gender: 'Z' }) },
  { no: '6', fits: any, plant: set({ ethnicity: null }) },
  { no: '7', fits: any, plant: set({ ethnicity: 'WIRT' }) },
  {
    no: '8',
    fits: (r) => r.is('cohort_status') !== 'G' && r.is('guarantee_indicator') !== 'Y',
    plant: set({ dob: null }),
  },
  {
    no: '9',
    fits: (r) => r.plain && r.age >= 18 && r.is('send_flag') === 'Y',
    plant: (_, at) => ({ dob: `${yearStart(at) - 27}-10-10` }),
  },
  { no: '10', fits: both(plain, inSchool), plant: (_, at) => ({ dob: `${yearStart(at) - 15}-10-01` }) },
  { no: '11', fits: (r) => staying(r) && r.age < 18, plant: set({ cohort_status: null }) },
  { no: '13', fits: staying, plant: set({ cohort_status: 'T' }) },
  { no: '14', fits: staying, plant: set({ lead_la: null }) },
  { no: '15', fits: staying, plant: set({ lead_la: '002' }), also: ['26'] },
  { no: '19', fits: any, plant: set({ educated_la: '999' }) },
  { no: '24', fits: (r) => r.is('year11_guarantee_la') === null, plant: set({ year11_la: '999' }) },
  {
    no: '25',
    fits: sixteen,
    plant: set({ year11_la: '333', year11_status: '110', year11_guarantee_la: '336' }),
  },
  { no: '26', fits: staying, plant: set({ lead_la: '333' }) },
  {
    no: '27',
    fits: sixteen,
    plant: set({ year11_la: null, year11_status: '114', year11_guarantee_la: '336' }),
  },
  { no: '27', fits: plain, plant: set({ guarantee_indicator: 'X' }) },
  { no: '30', fits: any, plant: (r) => ({ uln: `0${text(r, 'ypid').slice(4)}` }) },
  {
    no: '31',
    fits: any,
    plant: set({
      address_line_1: null,
      address_line_2: null,
      address_line_3: null,
      address_line_4: null,
      town: null,
      county: null,
    }),
  },
  { no: '32', fits: any, plant: set({ postcode: null }) },
  { no: '34', fits: staying, plant: set({ transferred_to_la: '333' }) },
  { no: '35', fits: staying, plant: set({ cohort_status: 'T', transferred_to_la: '999' }) },
  { no: '37', fits: any, plant: set({ previous_ypid: '90100000000' }) },
  { no: '38', fits: any, plant: set({ upn: 'A33699991500' }) },
  { no: '39', fits: any, plant: set({ ukprn: '20003674' }) },
  {
    no: '40',
    fits: (r) => staying(r) && r.age >= 18 && r.is('send_flag') === 'Y' && ordinary(r),
    plant: set({ send_flag: 'N' }),
  },
  { no: '41', fits: staying, plant: set({ cohort_status: 'T', transferred_to_la: '004' }) },
  { no: '42', fits: staying, plant: set({ cohort_status: 'T', transferred_to_la: '336' }) },
  { no: '43', fits: any, plant: set({ postcode: 'WV11AA' }) },
  { no: '44', fits: any, plant: set({ given_name: 'Asha (2)' }), only: ['2026-27'] },
  { no: '45', fits: any, plant: (r) => ({ family_name: `${text(r, 'family_name')}&` }), only: ['2026-27'] },
  { no: '46', fits: any, plant: set({ middle_name: 'A"B' }), only: ['2026-27'] },
  { no: '100', fits: any, plant: set({ level_of_need: null }) },
  { no: '101', fits: any, plant: set({ level_of_need: '4' }) },
  { no: '102', fits: (r) => r.age < 18 && ordinary(r), plant: set({ send_flag: 'X' }) },
  { no: '103', fits: (r) => r.age < 18 && ordinary(r), plant: set({ send_flag: null }) },
  { no: '104', fits: any, plant: (r) => ({ characteristics: [...(r.characteristics as string[]), '999'] }) },
  { no: '200', fits: any, plant: set({ activity_code: null }) },
  { no: '201', fits: older, plant: set({ activity_code: '999' }) },
  { no: '202', fits: older, plant: set({ start_date: null }) },
  { no: '203', fits: any, plant: set({ date_ascertained: null }) },
  { no: '220', fits: any, plant: set({ currency_lapsed: null }) },
  { no: '221', fits: any, plant: set({ currency_lapsed: 'X' }) },
  { no: '224', fits: isNeet, plant: set({ neet_start_date: null }) },
  { no: '225', fits: isNeet, plant: (r) => ({ neet_start_date: addDays(text(r, 'start_date'), 1) }) },
  {
    no: '226',
    fits: (r) => older(r) && !isNeet(r),
    plant: (r) => ({ neet_start_date: text(r, 'start_date') }),
  },
  { no: '228', fits: any, plant: set({ establishment_number: '33612' }) },
  { no: '228', fits: any, plant: set({ establishment_number: '9994000' }) },
  { no: '229', fits: inSchool, plant: set({ activity_code: '310' }) },
  {
    no: '230',
    fits: (r) => older(r) && course(r) && r.is('date_verified')! >= `${yearStart(r.at)}-09-01`,
    plant: set({ activity_code: '110' }),
  },
  {
    no: '231',
    fits: (r) => r.is('due_to_lapse_date') !== null && r.is('due_to_lapse_date')! > r.at,
    plant: set({ currency_lapsed: 'Y' }),
  },
  { no: '232', fits: (r) => r.is('currency_lapsed') === 'Y', plant: set({ currency_lapsed: 'N' }) },
  { no: '233', fits: isNeet, plant: set({ activity_code: '620', characteristics: ['120'] }) },
  { no: '234', fits: isNeet, plant: set({ activity_code: '630', characteristics: ['140'] }) },
  { no: '235', fits: isNeet, plant: set({ activity_code: '650', gender: 'F', characteristics: [] }) },
  { no: '237', fits: any, plant: (r) => ({ date_ascertained: addDays(text(r, 'date_verified'), 1) }) },
  {
    no: '238',
    fits: (r) => course(r) && r.is('review_date') === null,
    plant: (r) => ({ predicted_end_date: addDays(text(r, 'due_to_lapse_date'), -1) }),
  },
  { no: '242', fits: any, plant: (r) => ({ date_ascertained: addDays(text(r, 'start_date'), -1) }) },
  { no: '243', fits: (r) => r.is('due_to_lapse_date') !== null, plant: set({ due_to_lapse_date: null }) },
  {
    no: '244',
    fits: (r) => r.is('due_to_lapse_date') !== null,
    plant: set({ due_to_lapse_date: '31/08/2026' }),
  },
  {
    no: '251',
    fits: isNeet,
    plant: (r) => ({ neet_start_date: addDays(addMonths(text(r, 'dob'), 12 * 15), -2) }),
  },
  {
    no: '253',
    fits: (r) =>
      ['410', '430', '450'].includes(r.is('activity_code')!) &&
      r.is('start_date')! < addMonths(r.is('dob')!, 12 * 18),
    plant: set({ activity_code: '440' }),
  },
  {
    no: '254',
    fits: (r) => older(r) && course(r) && r.is('send_flag') === 'N' && r.age < 18,
    plant: set({ activity_code: '280' }),
  },
  {
    no: '255',
    fits: (r) => older(r) && course(r) && r.is('send_flag') === 'N' && r.age < 18,
    plant: set({ activity_code: '460' }),
  },
  {
    no: '256',
    fits: older,
    plant: (r) => ({ date_verified: addDays(text(r, 'start_date'), -1) }),
    also: ['237'],
  },
  {
    no: '257',
    fits: (r) => r.is('predicted_end_date') !== null,
    plant: (r) => ({ review_date: addDays(text(r, 'predicted_end_date'), 1) }),
  },
  {
    no: '258',
    fits: (r) => r.is('predicted_end_date') !== null,
    plant: set({ predicted_end_date: '2027-02-30' }),
  },
  { no: '259', fits: (r) => r.is('predicted_end_date') !== null, plant: set({ predicted_end_date: null }) },
  {
    no: '260',
    fits: (r) => r.is('activity_code') !== '650',
    plant: (r) => ({
      gender: 'M',
      characteristics: [...new Set([...(r.characteristics as string[]), '180'])],
    }),
  },
  {
    no: '261',
    fits: sixteen,
    plant: set({ year11_la: null, year11_status: '110', year11_guarantee_la: '002' }),
  },
  {
    no: '262',
    fits: (r) => ['260', '290', '350', '616', '710'].includes(r.is('activity_code')!),
    plant: set({ review_date: null }),
  },
  { no: '301', fits: inSchool, plant: set({ intended_destination: null }), only: ['2019-20'] },
  { no: '302', fits: any, plant: set({ intended_destination: '110' }) },
  { no: '303', fits: any, plant: set({ sen_support_flag: null }) },
  { no: '304', fits: any, plant: set({ sen_support_flag: 'K' }) },
  { no: '305', fits: any, plant: (_, at) => ({ date_verified: addDays(at, 1) }) },
  { no: '306', fits: (r) => r.is('send_flag') === 'Y', plant: set({ sen_support_flag: 'Y' }) },
  { no: '903', fits: any, plant: (r) => ({ ypid: `903${text(r, 'ypid').slice(3)}` }) },
  { no: '904', fits: (r) => staying(r) && r.age < 18, plant: set({ cohort_status: 'Q' }) },
  { no: 'F11', fits: (r) => staying(r) && r.age < 18, plant: set({ cohort_status: 'X' }) },
  { no: '905', fits: (r) => r.plain && r.age < 18, plant: set({ cohort_status: 'G' }) },
  { no: '906', fits: (r) => r.plain && r.age < 18, plant: set({ guarantee_indicator: 'Y' }) },
  {
    no: '902',
    fits: (r) => r.is('cohort_status') !== 'G',
    plant: (_, __, other) => ({ ypid: text(other, 'ypid') }),
    pair: (_, b) => b.is('cohort_status') !== 'G',
  },
  {
    no: '907',
    fits: (r) => r.is('cohort_status') !== 'M',
    plant: (_, __, other) => ({ uln: text(other, 'uln') }),
    pair: (_, b) => b.is('uln') !== null && b.is('cohort_status') !== 'M',
  },
  {
    no: '908',
    fits: (r) => older(r) && !isNeet(r) && r.is('activity_code') !== '440',
    plant: (_, __, o) => ({
      given_name: text(o, 'given_name').toUpperCase(),
      family_name: text(o, 'family_name'),
      dob: text(o, 'dob'),
    }),
    pair: (a, b) => a.age === b.age,
  },
  {
    no: '909',
    fits: inSchool,
    plant: (_, at) => ({
      start_date: `${yearStart(at) - 1}-09-02`,
      date_ascertained: `${yearStart(at) - 1}-09-03`,
      date_verified: `${yearStart(at)}-08-31`,
    }),
    only: ['2020-21', '2026-27'],
  },
  {
    no: 'SG1',
    fits: both(plain, inSchool),
    plant: set({ year12_status: '110', year12_guarantee_la: '336' }),
    only: ['2020-21', '2026-27'],
  },
  {
    no: 'SG2',
    fits: (r) => r.plain && r.age >= 18,
    plant: set({ year12_status: '110', year12_guarantee_la: '336' }),
    only: ['2020-21', '2026-27'],
  },
];

/** Takes a node out of the file's last record. */
const cutLast = (xml: string, node: string): string => {
  const from = xml.lastIndexOf(`<${node}>`);
  const end = `</${node}>`;
  return xml.slice(0, from) + xml.slice(xml.indexOf(end, from) + end.length);
};

/** The records that stay free of fault when the period ends a few days earlier: verified before the month, and not lapsed. */
function steady(records: string, at: string): string {
  const keep = (record: string) =>
    (/<DateVerified>(.*)</.exec(record)?.[1] ?? '') < at.slice(0, 8) && record.includes('<CurrencyLapsed>N');
  return records
    .split(/(?=<YoungPersonsRecord>)/)
    .filter(keep)
    .join('');
}

/**
 * Faults of the file's own text. `alone` can't be planted beside others, nor two of one `place`; `last` is found in the last record,
 * which is to be left as it is.
 */
export const fileFaults: {
  no: string;
  alone?: boolean;
  place?: 'dates' | 'last';
  last?: boolean;
  plant: (xml: string, at: string) => string;
}[] = [
  { no: 'F04', plant: (x) => x.replace('</FileHeader>', '</FileHeader><FileHeader></FileHeader>') },
  { no: 'F05', plant: (x) => x.replace('<DatabaseID>', '<DatabaseID>9x</DatabaseID><DatabaseID>') },
  { no: 'F06', plant: (x) => x.replace('<SourceLEAs>', '<SourceLEAs><LEACode>999</LEACode>') },
  { no: 'F07', place: 'dates', plant: (x) => x.replace(/<DateOfSend>.*</, '<DateOfSend>2026-02-30<') },
  { no: 'F08', place: 'dates', plant: (x) => x.replace(/<PeriodEnd>.*</, '<PeriodEnd><') },
  { no: 'F16', place: 'dates', plant: (x) => x.replace(/<DateOfSend>.*</, '<DateOfSend>2011-02-01<') },
  { no: 'F09', plant: (x) => x.replace('<LevelOfNeed>', '<LevelOfNeed><Shoes>9</Shoes>') },
  { no: 'F09', plant: (x) => x.replace('<LevelOfNeed>', '<LevelOfNeed>stray') },
  { no: 'F10', place: 'last', plant: (x) => cutLast(x, 'PersonalDetails') },
  { no: '240', place: 'last', last: true, plant: (x) => cutLast(x, 'Activities') },
  { no: 'F01', alone: true, plant: (x) => x.replace('&amp;', '&') },
  { no: 'F02', alone: true, plant: (x) => x.replace(/<FileHeader>[\s\S]*<\/FileHeader>/, '') },
  { no: 'F03', alone: true, plant: (x) => x.replace(/<\/NCCIS>\s*$/, '') },
  {
    no: 'F15',
    alone: true,
    plant: (x, at) =>
      x
        .replace(`<PeriodEnd>${at}`, `<PeriodEnd>${at.slice(0, 8)}28`)
        .replace(/<YoungPersonsRecord>[\s\S]*<\/YoungPersonsRecord>/, (all) => steady(all, at)),
  },
  {
    no: 'F17',
    alone: true,
    plant: (x) => x.replace(/<YoungPersonsRecord>[\s\S]*<\/YoungPersonsRecord>/, ''),
  },
];
