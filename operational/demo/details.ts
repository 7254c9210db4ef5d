import { at, type DayNumber, day, type Instant, iso } from './calendar.ts';
import { LA, OPENED_ON } from './authority.ts';
import type { Facts } from './facts.ts';
import { addressRow, drawHome } from './home.ts';
import type { Entry, Journal } from './journal.ts';
import { mobile, reference, uln, upn, ypid } from './numbers.ts';
import type { Person } from './person.ts';
import { Random } from './random.ts';

/** Moment at which somebody comes into the case store: with the school's list of Year 9, or when they move in. */
export function enteredAt(person: Person, seed: number): Instant {
  const random = new Random(seed, person.group, person.index, 'entered');
  const yearNine = day(person.group - 3, 9, 1);
  if (person.cameOn !== null && person.cameOn > yearNine + 20)
    return at(person.cameOn + random.between(1, 25), 9 + random.next() * 7);
  return at(yearNine + 12 + (person.schoolId % 10), 18);
}

/** The person's own row and numbers, with the faults that such rows have; some are put right later. */
export function writePerson(facts: Facts, seed: number, journal: Journal, person: Person): void {
  const random = new Random(seed, person.group, person.index, 'details');
  const known = enteredAt(person, seed);
  journal.since(known);
  const wrong = random.chance(facts.p('wrong_birth_date'));
  const born = wrong ? person.born + (random.chance(0.5) ? 365 : random.of([-30, 30, 9, -9])) : person.born;
  const elsewhere = person.cameOn !== null && person.cameOn >= day(person.group, 9, 1);
  const sex = random.chance(facts.p('gender_unknown')) ? 'U' : person.sex;
  const entry = journal.put(
    'person',
    person.id,
    {
      ref: reference(person.id),
      given_name: person.givenName,
      family_name: person.familyName,
      date_of_birth: iso(born),
      return_gender_code: sex,
      ethnicity_code: recordedEthnicity(facts, person, random),
      year11_la_code: elsewhere ? random.of(['330', '333', '335', '332']) : LA,
      year11_school_id: elsewhere ? null : person.schoolId,
      row_version: 1,
    },
    known,
  );
  if (wrong && random.chance(0.6)) {
    journal.change(
      entry,
      { date_of_birth: iso(person.born), row_version: 2 },
      known + random.between(60, 700) * 86_400,
    );
  }
  if (person.left?.how === 'D') {
    const told = at(person.left.on + random.between(3, 40), 11);
    journal.change(entry, { date_of_death: iso(person.left.on), row_version: 3 }, told);
  }
  writeNumbers(facts, journal, person, known, random);
}

function recordedEthnicity(facts: Facts, person: Person, random: Random): string | null {
  const u = random.next();
  if (u < facts.p('ethnicity_missing')) return null;
  if (u < facts.p('ethnicity_missing') + facts.p('ethnicity_not_obtained')) return 'NOBT';
  return random.chance(facts.p('ethnicity_refused')) ? 'REFU' : person.ethnicity.code;
}

function writeNumbers(facts: Facts, journal: Journal, person: Person, known: Instant, random: Random): void {
  const add = (kind: string, value: string, when: Instant) =>
    journal.add('person_identifier', { person_id: person.id, kind, value, source_code: 'school-list' }, when);
  add('YPID', ypid(reference(person.id)), known);
  if (!random.chance(facts.p('no_upn'))) {
    const firstSchool = `${LA}9${500 + Math.floor(person.index / 1000)}`;
    add('UPN', upn(firstSchool, person.group - 12, person.index % 1000), known);
  }
  if (!random.chance(facts.p('no_uln'))) {
    add('ULN', uln(person.id), Math.max(known, at(day(person.group - 2, 11, random.between(1, 28)), 18)));
  }
}

/** Where the person lived, one home after another. */
export function writeHomes(
  facts: Facts,
  seed: number,
  journal: Journal,
  person: Person,
  lastDay: DayNumber,
): void {
  const random = new Random(seed, person.group, person.index, 'homes');
  let from = person.cameOn ?? day(person.group - 5, 9, 1) - random.between(0, 2500);
  let home = person.home;
  let open: Entry | null = null;
  for (let n = 0; n < 8 && from < lastDay; n++) {
    const known = at(from + random.between(2, 80), 9 + random.next() * 7);
    const address = journal.add(
      'address',
      addressRow(facts, home, Math.max(from, OPENED_ON - 400), random),
      known,
    );
    const told = open === null ? known : journal.change(open, { ended_on: iso(from - 1) }, known);
    open = journal.add(
      'person_address',
      {
        person_id: person.id,
        address_id: address.id,
        kind: 'home',
        started_on: iso(from),
        confidential: random.chance(facts.p('confidential_address')),
        source_code: n === 0 ? 'school-list' : 'contact',
      },
      told,
    );
    from =
      Math.max(from, day(person.group - 3, 9, 1)) +
      30 +
      Math.floor(random.wait(365 / facts.p('moves_inside_a_year')));
    home = drawHome(facts, random);
  }
}

/** A telephone, and an email address for most, from Year 11. */
export function writeContactPoints(seed: number, journal: Journal, person: Person): void {
  const random = new Random(seed, person.group, person.index, 'contact points');
  const from = day(person.group - 1, 9, 20) + random.between(0, 60);
  const known = at(from, 10);
  const point = {
    person_id: person.id,
    preferred: false,
    safe_to_leave_message: random.chance(0.5),
    started_on: iso(from),
  };
  journal.add(
    'contact_point',
    {
      ...point,
      kind: 'mobile',
      owner: random.chance(0.6) ? 'self' : 'parent',
      preferred: true,
      value: mobile(random.between(0, 999)),
    },
    known,
  );
  if (random.chance(0.35)) {
    const name = `${person.givenName}.${person.familyName}`.toLowerCase().replace(/[^a-z.]/g, '');
    journal.add(
      'contact_point',
      { ...point, kind: 'email', owner: 'self', value: `${name}${random.between(1, 99)}@example.org` },
      known,
    );
  }
}
