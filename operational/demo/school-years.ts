import { at, day, type DayNumber, workday } from './calendar.ts';
import type { Facts } from './facts.ts';
import type { Journal } from './journal.ts';
import type { Membership } from './memberships.ts';
import type { Person } from './person.ts';
import { Random } from './random.ts';
import { Records } from './records.ts';

/** The years of compulsory school: one record until the end of Year 11, confirmed by each autumn's census. */
export function writeSchoolYears(
  facts: Facts,
  seed: number,
  journal: Journal,
  person: Person,
  member: Membership | null,
): Records {
  const records = new Records(journal, person.id);
  const ends = day(person.group, 8, 31);
  const from = Math.max(day(person.group - 3, 9, 1), person.cameOn ?? 0);
  if (from + 20 >= ends || ends < day(2021, 8, 31)) return records;
  const random = new Random(seed, person.group, person.index, 'school years');
  const gone =
    member !== null && member.how !== 'A' && member.how !== 'L'
      ? member.until
      : (person.left?.on ?? ends + 1);
  const spell = {
    code: facts.compulsory.draw(random),
    from,
    organisationId: null as number | null,
    courseEnds: ends,
    unannounced: false,
    exit: 0,
  };
  if (spell.code === '110') spell.organisationId = person.schoolId;
  const confirm = (on: DayNumber, hour: number, method: 'provider-list' | 'worker') =>
    records.found(spell, { on, knownAt: at(on + 12, hour), method, userId: null });
  confirm(workday(from + 11), 18, 'provider-list');
  for (let year = person.group - 3; year < person.group; year++) {
    // Year 11 is in the return, so its list is asked for as soon as term begins.
    const census = workday(year === person.group - 1 ? day(year, 9, 13) : day(year, 10, 4));
    if (census > from + 30 && census < gone) confirm(census, 19 + (person.schoolId % 4), 'provider-list');
  }
  if (gone > ends) records.closed(ends, at(ends + 1, 0.5));
  return records;
}
