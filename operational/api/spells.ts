import { addDays, type Day } from '../../base/dates.ts';
import { clash } from './problems.ts';

/** Something that is so from a first to a last day; null is open. */
export interface Spell {
  started_on: Day;
  ended_on: Day | null;
}

const LAST = '9999-12-31';

/** Whether two spells share a day. */
export const overlap = (a: Spell, b: Spell): boolean =>
  a.started_on <= (b.ended_on ?? LAST) && b.started_on <= (a.ended_on ?? LAST);

/** "from 1 September 2025 to 31 August 2026", "from 1 September 2025, still open". */
export const spellWords = (spell: Spell): string =>
  `from ${dayWords(spell.started_on)}${spell.ended_on ? ` to ${dayWords(spell.ended_on)}` : ', still open'}`;

/** "27 March 2007". */
export const dayWords = (day: Day): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );

/**
 * What has to give way to a new spell: with `close`, the open one that began before it, which then ends the day before.
 * A spell that is still in the way is refused with 409 and named by `words`.
 */
export function makeRoom<S extends Spell>(
  held: readonly S[],
  fresh: Spell,
  options: { close: boolean; words: (spell: S) => string },
): { closing: S | null; lastDay: Day } {
  const lastDay = addDays(fresh.started_on, -1);
  const inTheWay = held.filter((spell) => overlap(spell, fresh));
  const closing =
    (options.close && inTheWay.find((s) => s.ended_on === null && s.started_on < fresh.started_on)) || null;
  const stuck = inTheWay.find((spell) => spell !== closing);
  if (!stuck) return { closing, lastDay };
  const closable = stuck.ended_on === null && stuck.started_on < fresh.started_on;
  throw clash(
    'started_on',
    `It overlaps with ${options.words(stuck)} ${spellWords(stuck)}.`,
    closable
      ? 'Send it again with close_open set to true to end that one the day before, or choose other days.'
      : 'Correct the days of one of the two.',
  );
}
