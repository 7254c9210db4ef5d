import { at, type DayNumber, day, endOfMonth, iso } from './calendar.ts';
import { NCCIS_COHORT, OPENED_ON } from './authority.ts';
import type { Journal } from './journal.ts';
import type { Person } from './person.ts';
import type { Random } from './random.ts';

/** How long somebody is in the primary cohort, and how they leave it. */
export interface Membership {
  from: DayNumber;
  /** First day on which they are no longer in it, known or not. */
  until: DayNumber;
  how: 'A' | 'L' | 'T' | 'E' | 'D';
}

/** From 1 September of Year 11, or the move, to the first thing that ends it; null when it never began. */
export function membershipOf(person: Person): Membership | null {
  const yearEleven = day(person.group - 1, 9, 1);
  const eighteen = day(person.group + 2, 9, 1);
  const from = Math.max(yearEleven, person.cameOn ?? yearEleven, OPENED_ON + 1);
  const planRuns = person.planEnds !== null && person.planEnds > eighteen;
  const oldest = day(person.group + 9, 9, 1);
  let until = planRuns ? Math.min(person.planEnds!, oldest) : eighteen;
  let how: Membership['how'] = planRuns && until < oldest ? 'L' : 'A';
  if (person.left !== null && person.left.on < until) {
    until = person.left.on;
    how = person.left.how;
  }
  return until > from ? { from, until, how } : null;
}

/** Writes the statuses of the NCCIS cohort: in it, then once how they left, in the month in which they did. */
export function writeMembership(journal: Journal, person: Person, is: Membership, random: Random): void {
  const entered = at(Math.max(is.from, OPENED_ON), 0.5) + random.between(0, 600);
  const known =
    person.cameOn === is.from ? at(is.from + random.between(3, 30), 9 + random.next() * 7) : entered;
  const member = journal.add(
    'cohort_member',
    { cohort_id: NCCIS_COHORT, person_id: person.id, status_code: 'P', started_on: iso(is.from) },
    known,
  );
  const rolled = is.how === 'A';
  const learnt = rolled
    ? at(is.until, 0.5) + random.between(0, 600)
    : at(is.until + random.between(1, 45), 9 + random.next() * 7);
  journal.change(member, { ended_on: iso(is.until - 1) }, learnt);
  const columns = { cohort_id: NCCIS_COHORT, person_id: person.id };
  const covered = guaranteeCovers(person, is);
  if (covered !== null) {
    const open = { status_code: 'G', started_on: iso(is.until), ended_on: iso(covered) };
    journal.add('cohort_member', { ...columns, ...open }, learnt + 1);
  }
  const gone = covered === null ? is.until : covered + 1;
  journal.add(
    'cohort_member',
    {
      ...columns,
      status_code: is.how,
      started_on: iso(gone),
      ended_on: iso(endOfMonth(gone)),
      transferred_to_la_code: is.how === 'T' ? person.left!.toLa : null,
    },
    Math.max(learnt + 2, at(gone, 0.5)),
  );
}

/** Who leaves the area while the September Guarantee is open stays in the return until it closes: the last day of that. */
function guaranteeCovers(person: Person, { until, how }: Membership): DayNumber | null {
  if (how !== 'T' && how !== 'E') return null;
  for (const season of [person.group, person.group + 1]) {
    const fixed = day(season, 5, 31);
    if (until > fixed && until <= day(season, 9, 30) && (person.cameOn ?? 0) <= fixed)
      return day(season, 9, 30);
  }
  return null;
}
