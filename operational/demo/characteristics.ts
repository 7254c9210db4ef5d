import { at, type DayNumber, day, type Instant, iso } from './calendar.ts';
import type { Facts } from './facts.ts';
import type { Journal } from './journal.ts';
import type { Person } from './person.ts';
import { Random } from './random.ts';

/** SEN provision and need, level of need, and the characteristics of the return. Gives the day on which an EHC plan was issued. */
export function writeCharacteristics(
  facts: Facts,
  seed: number,
  journal: Journal,
  person: Person,
): DayNumber | null {
  let planFrom: DayNumber | null = null;
  const random = new Random(seed, person.group, person.index, 'characteristics');
  const add = (
    set: string,
    code: string,
    from: DayNumber,
    to: DayNumber | null,
    knownAt: Instant,
    sensitivity = 1,
  ) => {
    const entry = journal.add(
      'characteristic',
      {
        person_id: person.id,
        set_id: set,
        code,
        started_on: iso(from),
        source_code: set === 'IC01' ? 'worker' : 'school-list',
        sensitivity,
      },
      knownAt,
    );
    if (to !== null && to >= from)
      journal.change(entry, { ended_on: iso(to) }, at(to + random.between(1, 50), 15));
  };
  const start = Math.max(day(person.group - 3, 9, 1), person.cameOn ?? 0);
  const later = (from: DayNumber) => at(Math.max(from, start) + random.between(5, 90), 9 + random.next() * 7);
  if (person.sen === 'E') {
    const from = start - random.between(100, 2500);
    planFrom = from;
    add('SEN', 'E', from, person.planEnds, later(from));
    add('SEN_NEED', person.senNeed!, from, null, later(from));
  } else if (person.sen === 'K') {
    const recorded = senSupportRecorded(facts, random);
    const from = Math.max(start, recorded + random.between(0, 50));
    add('SEN', 'K', from, null, at(from + random.between(2, 30), 18));
    if (random.chance(0.6)) add('SEN_NEED', person.senNeed!, from, null, at(from + 31, 18));
  }
  for (const { trait, from, to } of person.traits) {
    if (to !== null && to < start) continue;
    add('IC01', trait.code, from, to, later(from), trait.sensitivity);
  }
  const need =
    person.sen === 'E' || person.traits.length > 1
      ? '1'
      : person.sen === 'K' || person.traits.length > 0
        ? '2'
        : '3';
  const assessed = Math.max(day(person.group - 1, 9, 1), start);
  add('LEVEL_OF_NEED', need, assessed, null, at(assessed + random.between(10, 60), 18));
  return planFrom;
}

/** SEN support went unrecorded for years: the autumn in which this person's was entered. */
function senSupportRecorded(facts: Facts, random: Random): DayNumber {
  const u = random.next();
  const { year } =
    facts.senSupportRecorded.find(({ share }) => u < share) ?? facts.senSupportRecorded.at(-1)!;
  return day(year, 10, 1);
}
