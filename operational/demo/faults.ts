import { at, type DayNumber, day, endOfMonth, type Instant, iso } from './calendar.ts';
import { LA, NCCIS_COHORT } from './authority.ts';
import { addressRow } from './home.ts';
import type { Entry } from './journal.ts';
import type { Life } from './life.ts';
import { reference, upn, ypid } from './numbers.ts';
import { Random } from './random.ts';

/** Ids of duplicates lie this far above the person's own. */
const DUPLICATE = 50_000;

/** The faults that a real case store has: somebody entered twice, a second job beside a course. */
export function writeFaults(life: Life): void {
  const random = new Random(life.seed, life.person.group, life.person.index, 'faults');
  if (random.chance(life.facts.p('duplicate'))) writeDuplicate(life, random);
  const course = life.spells[0];
  if (course?.courseEnds == null || !random.chance(life.facts.p('second_activity'))) return;
  const from = course.from + random.between(40, 120);
  if (from >= life.member.until) return;
  const job = { code: '360', started_on: iso(from), is_primary: false, source_code: 'contact' };
  life.journal.add('situation', { ...activity(life.person.id, from + 20), ...job }, at(from + 20, 11));
}

/** The same person again from a provider's list under another spelling; most are found and merged. */
function writeDuplicate(life: Life, random: Random): void {
  const { journal, member, person } = life;
  const on = Math.max(day(person.group, 9, 20), member.from) + random.between(5, 200);
  if (on >= member.until) return;
  const knownAt = at(on, 18);
  const id = person.id + DUPLICATE;
  const row = journal.put('person', id, { ...alias(life), ref: reference(id) }, knownAt);
  const here = writeDuplicateFacts(life, id, on, knownAt, random);
  const membership = journal.add(
    'cohort_member',
    { cohort_id: NCCIS_COHORT, person_id: id, status_code: 'P', started_on: iso(on) },
    knownAt + 2,
  );
  const found = on + random.between(20, 150);
  if (found >= member.until || random.chance(life.facts.p('duplicate_stays'))) {
    journal.change(membership, { ended_on: iso(member.until - 1) }, at(member.until, 0.6));
    return;
  }
  const columns = { cohort_id: NCCIS_COHORT, person_id: id, status_code: 'M' };
  journal.change(membership, { ended_on: iso(found - 1) }, at(found, 14));
  journal.change(here, { standing: 'superseded' }, at(found, 14));
  journal.add(
    'cohort_member',
    { ...columns, started_on: iso(found), ended_on: iso(endOfMonth(found)) },
    at(found, 14.1),
  );
  journal.change(row, { merged_into_id: person.id, row_version: 2 }, at(found, 14.2));
}

const alias = ({ person }: Life) => ({
  given_name: misspelt(person.givenName),
  family_name: person.familyName,
  date_of_birth: iso(person.born),
  return_gender_code: person.sex,
  year11_la_code: LA,
  row_version: 1,
});

/** What the list said of the supposed newcomer. Returns the activity. */
function writeDuplicateFacts(
  { facts, journal, person, spells }: Life,
  id: number,
  on: DayNumber,
  knownAt: Instant,
  random: Random,
): Entry {
  const number = { person_id: id, source_code: 'enrolment-list' };
  const firstSchool = `${LA}9${500 + Math.floor(person.index / 1000)}`;
  const samePupil = upn(firstSchool, person.group - 12, person.index % 1000);
  journal.add('person_identifier', { ...number, kind: 'YPID', value: ypid(reference(id)) }, knownAt + 1);
  journal.add('person_identifier', { ...number, kind: 'UPN', value: samePupil }, knownAt + 1);
  const address = journal.add('address', addressRow(facts, person.home, on, random), knownAt + 1);
  const since = { started_on: iso(on), source_code: 'enrolment-list' };
  const home = { person_id: id, address_id: address.id, kind: 'home', confidential: false };
  journal.add('person_address', { ...home, ...since }, knownAt + 1);
  const need = { person_id: id, set_id: 'LEVEL_OF_NEED', code: '3', sensitivity: 1 };
  journal.add('characteristic', { ...need, ...since }, knownAt + 1);
  const course = { code: '230', expected_end_on: iso(day(person.group + 1, 8, 31)), ...since };
  const organisation_id = spells[0]?.organisationId ?? null;
  const entry = journal.add('situation', { ...activity(id, on), ...course, organisation_id }, knownAt + 1);
  const confirmed = { situation_id: entry.id, verified_on: iso(on), method: 'provider-list' };
  journal.add('verification', { ...confirmed, source_code: 'enrolment-list' }, knownAt + 2);
  return entry;
}

const activity = (personId: number, ascertained: DayNumber) => ({
  person_id: personId,
  domain: 'eet',
  ascertained_on: iso(ascertained),
  detail: '{}',
  is_primary: true,
  standing: 'confirmed',
});

function misspelt(name: string): string {
  const single = name.replace(/([lmnst])\1/, '$1');
  if (single !== name) return single;
  if (name.endsWith('y')) return `${name.slice(0, -1)}ie`;
  return name.endsWith('ie') ? `${name.slice(0, -2)}y` : `${name}e`;
}
