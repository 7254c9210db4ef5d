import { CasehouseError } from '../../base/errors.ts';
import { academicYear, type Day, isDay } from '../../base/dates.ts';
import { authority, OPENED, OPENED_ON } from './authority.ts';
import { dayNumber, yearOf } from './calendar.ts';
import { Careers } from './career.ts';
import { writeCharacteristics } from './characteristics.ts';
import { writeContactPoints, writeHomes, writePerson } from './details.ts';
import { EnrolmentLists } from './enrolment-lists.ts';
import { type Facts, loadFacts, type YearGroup } from './facts.ts';
import { writeFaults } from './faults.ts';
import { Journal, type Version } from './journal.ts';
import { membershipOf, writeMembership } from './memberships.ts';
import { writeOffers } from './offers.ts';
import { everHere } from './moves.ts';
import { makePerson, type Person } from './person.ts';
import { Random } from './random.ts';
import { writeEhcPlan, writePathwayPlan } from './plans.ts';
import { writeSchoolYears } from './school-years.ts';
import { Tracking } from './tracking.ts';
import { Worker } from './workers.ts';

export interface DemoOptions {
  /** Any whole number; the same seed, size and day give the same rows. */
  seed?: number;
  /** Young people per year group now; the earlier groups keep their proportion. */
  people?: number;
  /** Today: nothing is known on or after this day. */
  until: Day;
}

export const DEFAULT_SEED = 336;
export const DEFAULT_PEOPLE = 3735;

/** Everything that generating needs. */
export interface World {
  facts: Facts;
  seed: number;
  people: number;
  until: number;
  lastYear: number;
  careers: Careers;
  lists: EnrolmentLists;
}

/** Checks the options and reads the facts; a CasehouseError says what is wrong with them. */
export function demoWorld({ seed = DEFAULT_SEED, people = DEFAULT_PEOPLE, until }: DemoOptions): World {
  const wrong = (what: string, next: string) => new CasehouseError('demo-options', what, { next });
  if (!isDay(until) || dayNumber(until) <= OPENED_ON) {
    throw wrong(`A demo can't live until "${until}".`, 'Give a day after 2021-08-31, as YYYY-MM-DD.');
  }
  if (!Number.isInteger(people) || people < 20 || people > 20_000) {
    throw wrong(
      `A demo of ${people} people a year group can't be made.`,
      'Give a whole number from 20 to 20000.',
    );
  }
  if (!Number.isInteger(seed)) throw wrong(`The seed ${seed} is no whole number.`, 'Give a whole number.');
  const facts = loadFacts();
  return {
    facts,
    seed,
    people,
    until: dayNumber(until),
    lastYear: academicYear(until),
    careers: new Careers(facts, seed),
    lists: new EnrolmentLists(facts, seed),
  };
}

/** Every version of every row of the demo authority: first what belongs to nobody, then person by person. */
export function* generateDemo(options: DemoOptions): Generator<Version> {
  const world = demoWorld(options);
  yield* authority(world.facts, yearOf(world.until)).versions(world.until);
  for (const person of everybody(world)) yield* life(world, person);
}

/** The groups that have reached Year 9 by then; those after the last of the facts are as large as it. */
function yearGroups(facts: Facts, lastYear: number): YearGroup[] {
  const last = facts.yearGroups.at(-1)!;
  const later = Array.from({ length: Math.max(0, lastYear + 3 - last.from) }, (_, i) => last.from + 1 + i);
  return [
    ...facts.yearGroups.filter(({ from }) => from - 3 <= lastYear),
    ...later.map((from) => ({ ...last, from })),
  ];
}

/** About how many people the options make: for a progress bar. */
export function howMany(options: DemoOptions): number {
  const { facts, people, lastYear } = demoWorld(options);
  return yearGroups(facts, lastYear).reduce((sum, group) => sum + everHere(group, people), 0);
}

/** The people of the authority, year group by year group: those of Years 9 to 13 since it began, older ones with an EHC plan. */
function* everybody(world: World): Generator<Person> {
  const { facts, seed, people, lastYear } = world;
  const eldest = facts.yearGroups[0]!;
  for (let from = 2013; from < eldest.from; from++) {
    const group = { ...eldest, from };
    const many = everHere(group, people);
    for (let i = 0; i < many; i++) {
      const person = makePerson(facts, seed, group, i);
      if (person.planEnds !== null && person.planEnds > OPENED_ON) yield person;
    }
  }
  for (const group of yearGroups(facts, lastYear)) {
    const many = everHere(group, people);
    for (let i = 0; i < many; i++) yield makePerson(facts, seed, group, i);
  }
}

function* life(world: World, person: Person): Generator<Version> {
  const { facts, seed, until, lastYear } = world;
  const member = membershipOf(person);
  const gone = person.left?.on ?? Number.POSITIVE_INFINITY;
  if ((person.cameOn ?? 0) >= until || gone <= OPENED_ON) return;
  const journal = new Journal(person.id, OPENED);
  writePerson(facts, seed, journal, person);
  writeHomes(facts, seed, journal, person, Math.min(until, gone));
  const records = writeSchoolYears(facts, seed, journal, person, member);
  const planFrom = writeCharacteristics(facts, seed, journal, person);
  writeEhcPlan(facts, seed, journal, person, planFrom);
  if (member !== null) {
    const random = new Random(seed, person.group, person.index, 'membership');
    writeMembership(journal, person, member, random);
    writeContactPoints(seed, journal, person);
    const worker = new Worker(facts, seed, journal, person.id, person.home.ward);
    worker.assign(member.from, member.from * 86_400 + 3600);
    if (person.traits.length > 0) worker.involve('lead-worker', member.from, member.from * 86_400 + 3700);
    const spells = world.careers.of(person, lastYear + 1);
    const whole = { facts, seed, journal, person, spells, member };
    writeOffers(whole);
    writePathwayPlan(whole, worker);
    new Tracking({ facts, seed, lists: world.lists, worker }, journal, person, spells, member, records).run(
      lastYear,
    );
    writeFaults(whole);
  }
  yield* journal.versions(until);
}
