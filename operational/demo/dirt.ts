import { at, day, iso } from './calendar.ts';
import { NCCIS_COHORT } from './authority.ts';
import type { Spell } from './career.ts';
import type { World } from './generate.ts';
import type { Entry, Journal } from './journal.ts';
import type { Membership } from './memberships.ts';
import { reference, upn, ypid } from './numbers.ts';
import type { Person } from './person.ts';
import { Random } from './random.ts';

/** Ids of duplicates lie this far above the person's own. */
const DUPLICATE = 50_000;

/** The faults that a real case store has: somebody entered twice, a second job beside a course. */
export function writeDirt(
  world: World,
  journal: Journal,
  person: Person,
  _row: Entry,
  spells: readonly Spell[],
  member: Membership,
): void {
  const { facts, seed } = world;
  const random = new Random(seed, person.group, person.index, 'dirt');
  if (random.chance(facts.p('duplicate'))) writeDuplicate(journal, person, member, random);
  const first = spells[0];
  if (first?.courseEnds != null && random.chance(facts.p('second_activity'))) {
    const from = first.from + random.between(40, 120);
    if (from < member.until) {
      journal.add(
        'situation',
        {
          person_id: person.id,
          domain: 'eet',
          code: '360',
          started_on: iso(from),
          ascertained_on: iso(from + 20),
          detail: '{}',
          is_primary: false,
          standing: 'confirmed',
          source_code: 'contact',
        },
        at(from + 20, 11),
      );
    }
  }
}

/** The same person again from a provider's list under another spelling; most are found and merged. */
function writeDuplicate(journal: Journal, person: Person, member: Membership, random: Random): void {
  const on = Math.max(day(person.group, 9, 20), member.from) + random.between(5, 200);
  if (on >= member.until) return;
  const knownAt = at(on, 18);
  const id = person.id + DUPLICATE;
  const entry = journal.put(
    'person',
    id,
    {
      ref: reference(id),
      given_name: misspelt(person.givenName),
      family_name: person.familyName,
      date_of_birth: iso(person.born),
      return_gender_code: person.sex,
      ethnicity_code: null,
      year11_la_code: '336',
      row_version: 1,
    },
    knownAt,
  );
  journal.add(
    'person_identifier',
    { person_id: id, kind: 'YPID', value: ypid(reference(id)), source_code: 'enrolment-list' },
    knownAt + 1,
  );
  journal.add(
    'person_identifier',
    {
      person_id: id,
      kind: 'UPN',
      source_code: 'enrolment-list',
      value: upn(`3369${500 + Math.floor(person.index / 1000)}`, person.group - 12, person.index % 1000),
    },
    knownAt + 1,
  );
  const membership = journal.add(
    'cohort_member',
    {
      cohort_id: NCCIS_COHORT,
      person_id: id,
      status_code: 'P',
      started_on: iso(on),
    },
    knownAt + 2,
  );
  const found = on + random.between(20, 150);
  if (found >= member.until || random.chance(0.15)) {
    journal.change(membership, { ended_on: iso(member.until - 1) }, at(member.until, 0.6));
    return;
  }
  journal.change(membership, { ended_on: iso(found - 1) }, at(found, 14));
  journal.add(
    'cohort_member',
    {
      cohort_id: NCCIS_COHORT,
      person_id: id,
      status_code: 'M',
      started_on: iso(found),
      ended_on: iso(found + 20),
    },
    at(found, 14.1),
  );
  journal.change(entry, { merged_into_id: person.id, row_version: 2 }, at(found, 14.2));
}

function misspelt(name: string): string {
  const doubled = name.replace(/([lmnst])\1/, '$1');
  if (doubled !== name) return doubled;
  return name.endsWith('y')
    ? `${name.slice(0, -1)}ie`
    : name.endsWith('ie')
      ? `${name.slice(0, -2)}y`
      : `${name}e`;
}
