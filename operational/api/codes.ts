import type { Day } from '../../base/dates.ts';
import { academicAge, addMonths } from '../../base/dates.ts';
import type { Activity, Edition } from '../../nccis/edition.ts';
import { editionOn } from '../../nccis/editions.ts';
import { entryError } from './problems.ts';
import type { Tx } from './writing.ts';

/** The code of a list, when it is there and holds on the day; else an EntryError about the field. */
export async function requireCode(
  tx: Tx,
  want: { set: string; code: string; day: Day; field: string },
): Promise<{ label: string; sensitivity: number }> {
  const found = await tx
    .selectFrom('code')
    .select(['label', 'sensitivity', 'valid_from', 'valid_to'])
    .where('set_id', '=', want.set)
    .where('code', '=', want.code)
    .executeTakeFirst();
  if (!found) {
    throw entryError(
      want.field,
      `${want.code} is not a code of the list ${want.set}.`,
      `Choose one: GET /api/codes/${want.set}.`,
    );
  }
  if (want.day < found.valid_from || (found.valid_to !== null && want.day > found.valid_to)) {
    const span = want.day < found.valid_from ? `from ${found.valid_from} on` : `to ${found.valid_to}`;
    throw entryError(
      want.field,
      `${want.code} ${found.label} holds ${span}, not on ${want.day}.`,
      'Choose a code that holds on that day, or check the day.',
    );
  }
  return found;
}

/** Whether an activity's code fits the person's age when it starts, by the edition in force on that day. */
export function requireAgeForCode(
  editions: readonly Edition[],
  person: { date_of_birth: Day },
  want: { code: string; day: Day },
): void {
  const edition = editionOn([...editions], want.day);
  const activity = edition.activities.find((a) => a.code === want.code);
  if (!activity) return; // a local code: the list alone decides
  const compulsory = academicAge(person.date_of_birth, want.day) <= edition.cohort.finalCompulsoryAge;
  if (compulsory !== (activity.ageBand === 'PRE16')) throw wrongBand(activity, compulsory, want.day);
  const { minimumAge } = activity;
  if (minimumAge !== null && addMonths(person.date_of_birth, 12 * minimumAge) > want.day) {
    throw entryError(
      'code',
      `${activity.code} ${activity.label} is for people aged ${minimumAge} and over; this person is younger on ${want.day}.`,
      'Choose another code, or check the start and the date of birth.',
    );
  }
}

const wrongBand = (activity: Activity, compulsory: boolean, day: Day) =>
  entryError(
    'code',
    compulsory
      ? `${activity.code} ${activity.label} is for people past Year 11; this person is of compulsory school age on ${day}.`
      : `${activity.code} ${activity.label} is for people of compulsory school age; this person is past Year 11 on ${day}.`,
    'Choose a code for that age, or check the start and the date of birth.',
  );
