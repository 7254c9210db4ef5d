import { CasehouseError } from '../../base/errors.ts';
import { clash, entryError } from './problems.ts';

/** The parts of a Postgres error that are read here. Its detail holds other rows' values and is never passed on. */
interface PostgresError {
  code: string;
  constraint?: string;
  column?: string;
}

const isPostgresError = (error: unknown): error is PostgresError =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^[0-9A-Z]{5}$/.test(error.code);

// Constraint → what to tell. The routes check first and say more; these are the last line, for two writers at once.
const WORDS: Readonly<Record<string, () => CasehouseError>> = {
  one_primary_situation: () =>
    clash(
      'started_on',
      'It overlaps with another main activity of this person.',
      'End the other one first, or ask for close_open.',
    ),
  known_after_it_began: () =>
    entryError(
      'ascertained_on',
      'It was found out before it began.',
      'Give the day on which you came to know, on or after the start.',
    ),
  verification_not_before_start: () =>
    entryError(
      'verified_on',
      'It was verified before it began.',
      'Give the day on which the activity was confirmed, or correct its start first.',
    ),
  verification_not_in_future: () =>
    entryError(
      'verified_on',
      'That day is in the future.',
      'Give the day on which the activity was confirmed.',
    ),
  same_characteristic_once: () =>
    clash(
      'started_on',
      'This person has the same characteristic in that time.',
      'End that one first, or choose other days.',
    ),
  one_level_of_need_and_sen_status: () =>
    clash(
      'started_on',
      'This person has another value of the same list in that time.',
      'End that one first, or ask for close_open.',
    ),
  one_home_at_a_time: () =>
    clash(
      'started_on',
      'This person has another home in that time.',
      'End that one first, or ask for close_open.',
    ),
  one_status_at_a_time: () =>
    clash('started_on', 'This person has another cohort status in that time.', 'End that one first.'),
  one_guarantee_status: () =>
    clash(
      'season',
      'This person has a guarantee status for that season already.',
      'Send it again: the newer one replaces it.',
    ),
  person_identifier_ypid: () =>
    clash(
      'value',
      'This young person’s number is in use.',
      'Check the number; if it is right, two records may be one person.',
    ),
  person_identifier_once: () =>
    clash('value', 'This person has this number already.', 'Nothing needs to be done.'),
  ypid_is_13_digits: () => entryError('value', 'A young person’s number has 13 digits.', 'Check the number.'),
};

const BY_CODE: Readonly<Record<string, () => CasehouseError>> = {
  '23503': () =>
    entryError('', 'It names a code or a record that does not exist.', 'Choose one from the lists.'),
  '23505': () => clash('', 'The same is held already.', 'Look at what is held before you send it again.'),
  '23514': () => entryError('', 'Its values do not fit together.', 'Check the days and the codes.'),
  '23P01': () => clash('', 'It overlaps in time with what is held.', 'End the other one first.'),
  '22021': () =>
    entryError(
      '',
      'A text holds a character that can’t be kept.',
      'Type the text again, without what was pasted.',
    ),
  '22008': () => entryError('', 'A day is outside the calendar.', 'Check the days.'),
  '40001': () => clash('', 'Somebody else changed the same record at that moment.', 'Send it again.'),
  '40P01': () => clash('', 'Somebody else changed the same record at that moment.', 'Send it again.'),
};

/** A database's refusal in plain words, without the values of any row; every other error as it came. */
export function inPlainWords(error: unknown): unknown {
  if (error instanceof CasehouseError || !isPostgresError(error)) return error;
  const words = (error.constraint ? WORDS[error.constraint] : undefined) ?? BY_CODE[error.code];
  return words ? words() : error;
}
