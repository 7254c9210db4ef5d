import { unguarded } from '../../base/csv.ts';
import type { Edition } from '../../nccis/edition.ts';
import { numberOfCheck } from '../../nccis/codes.ts';
import { valueFault } from '../../nccis/forms.ts';
import type { Mapping } from './headings.ts';
import type { Column, Profile } from './profile.ts';
import { type DateOrder, readDay } from './read/dates.ts';
import { plain } from './values.ts';

/** What columns are read with. `lists`: code list → plain code or label → code. */
export interface Reading {
  profile: Profile;
  mapping: Mapping | null;
  edition: Edition;
  lists: ReadonlyMap<string, ReadonlyMap<string, string>>;
  dates: DateOrder;
  today: string;
}

/** What is wrong with a value: DfE's number where it has one, the reason, what to do. */
export interface Fault {
  number: string | null;
  reason: string;
}

/** A row's columns as they were understood; `faults` refuse it, `notes` say what was dropped. */
export interface ReadRow {
  mapped: Record<string, string>;
  notes: string[];
  faults: Fault[];
}

/** Reads a row's cells by the profile's columns: the same checks, by the same functions, as where people type. */
export function readRow(cellOf: (key: string) => string | null, reading: Reading): ReadRow {
  const row: ReadRow = { mapped: {}, notes: [], faults: [] };
  for (const [key, column] of Object.entries(reading.profile.columns)) {
    const text = tidy(unguarded(cellOf(key) ?? ''));
    const word = translate(text, key, column, reading);
    if (word === null) {
      row.faults.push({
        number: null,
        reason: `${column.title} "${short(text)}" is not a word that this list knows.`,
      });
    } else if (word === '') {
      if (column.need === 'required') row.faults.push(missing(key, column, reading.edition));
    } else {
      const read = readValue(word, key, column, reading);
      if (typeof read === 'string') row.mapped[key] = read;
      else if (column.fault === 'drop') row.notes.push(`${column.title} was left out: ${read.reason}`);
      else row.faults.push(read);
    }
  }
  const { start_date: start, end_date: end, dob } = row.mapped;
  if (start && end && end < start)
    row.faults.push({ number: null, reason: `It ends on ${end}, before it starts on ${start}.` });
  if (dob && dob > reading.today)
    row.faults.push({
      number: numberOfCheck(reading.edition, 'dob', 'empty'),
      reason: 'The date of birth is in the future.',
    });
  return row;
}

/** Text as it is kept: composed, single spaces, straight quotation marks. */
const tidy = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\u2018\u2019\u201b\u02bc\u0060\u00b4]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/[\s\u00a0\u200b]+/g, ' ')
    .trim();

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** The sender's word in ours; '' for nothing; null for a word that is unknown and must be known. */
function translate(text: string, key: string, column: Column, { mapping }: Reading): string | null {
  const own = { ...column.values, ...mapping?.words[key] };
  const words = Object.entries(own);
  if (words.length === 0) return text;
  const found = words.find(([word]) => plain(word) === plain(text) && (plain(text) !== '' || word === text));
  if (found) return found[1] ?? '';
  return text === '' || column.other === 'keep' ? text : null;
}

const missing = (key: string, column: Column, edition: Edition): Fault => ({
  number: numberOfCheck(edition, key, 'empty'),
  reason: `${column.title} is empty.`,
});

const YES = new Set(['y', 'yes', 'true', '1', 'x']);
const NO = new Set(['n', 'no', 'false', '0']);

function readValue(text: string, key: string, column: Column, reading: Reading): string | Fault {
  const wrong = (what: string): Fault => ({
    number: null,
    reason: `${column.title} "${short(text)}" is not ${what}.`,
  });
  const formed = (value: string, as: string): string | Fault => {
    const fault = valueFault(reading.edition, as, value);
    return fault ? { number: fault.number, reason: `${column.title}: ${fault.reason} ${fault.fix}` } : value;
  };
  const compact = text.toUpperCase().replace(/\s/g, '');
  switch (column.type) {
    case 'text':
      return formed(text, key);
    case 'name':
      return formed(text, isNameColumn(key) ? key : 'given_name');
    case 'date':
      return readDay(text, reading.dates, reading.today) ?? wrong('a date that can be read');
    case 'upn':
      return formed(compact, 'upn');
    case 'uln':
      return formed(compact, 'uln');
    case 'ypid':
      return /^\d{13}$/.test(compact)
        ? compact
        : {
            number: numberOfCheck(reading.edition, 'ypid', 'form'),
            reason: `${column.title} does not have 13 digits.`,
          };
    case 'postcode':
      return formed(compact.replace(/(...)$/, ' $1'), 'postcode');
    case 'la':
      return reading.edition.las.some((la) => la.code === compact)
        ? compact
        : wrong('a local authority code');
    case 'ukprn':
      return formed(compact, 'ukprn');
    case 'establishment':
      return formed(compact.replace(/^(\d{3})[/-]?(\d{4})$/, '$1$2'), 'establishment_number');
    case 'urn':
      return /^\d{6}$/.test(compact) ? compact : wrong('six digits');
    case 'code': {
      const code = reading.lists.get(column.list!)?.get(plain(text));
      return code ?? wrong(`a code of the list ${column.list}`);
    }
    case 'number':
      return /^\d{1,9}$/.test(compact) ? String(Number(compact)) : wrong('a whole number');
    case 'flag':
      if (YES.has(compact.toLowerCase())) return 'Y';
      return NO.has(compact.toLowerCase()) ? 'N' : wrong('yes or no');
  }
}

const isNameColumn = (key: string): boolean =>
  key === 'given_name' || key === 'middle_name' || key === 'family_name';
