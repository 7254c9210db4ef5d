import { day, type DayNumber } from './calendar.ts';
import type { Facts, YearGroup } from './facts.ts';
import { drawHome, type Home } from './home.ts';
import { drawMoves, type Moves } from './moves.ts';
import { Random, spread, Weighted } from './random.ts';
import { drawTraits, type Held, riskOf } from './traits.ts';

/** A made-up young person: what is so of them whether or not anybody knows it. */
export interface Person extends Moves {
  id: number;
  /** Calendar year of the September in which they enter Year 12. */
  group: number;
  index: number;
  born: DayNumber;
  sex: 'F' | 'M';
  ethnicity: Facts['ethnicMix'][number];
  givenName: string;
  familyName: string;
  home: Home;
  sen: 'E' | 'K' | null;
  senNeed: string | null;
  /** The day on which the EHC plan ceases. */
  planEnds: DayNumber | null;
  traits: Held[];
  /** Chance of being NEET against the cohort's mean, but for age. */
  risk: number;
  schoolId: number;
}

const STEPS = {
  sen: Math.SQRT2,
  home: Math.sqrt(3),
  ethnicity: Math.sqrt(5),
  trait: Math.sqrt(7),
  came: Math.sqrt(11),
  left: Math.sqrt(13),
} as const;

/** The n-th person of a year group; the same whoever else there is. */
export function makePerson(facts: Facts, seed: number, group: YearGroup, index: number): Person {
  const g = group.from;
  const of = (purpose: string) => new Random(seed, g, index, purpose);
  const even = (purpose: keyof typeof STEPS) => spread(index, STEPS[purpose], seed, g, purpose);
  const about = of('about');
  const born = day(g - 17, 9, 1) + Math.floor(about.next() * 365);
  const sen = drawSen(facts, even('sen'));
  const male = about.chance(sen === 'E' ? facts.p('sen_plan_male') : facts.p('male'));
  const sex = male ? 'M' : 'F';
  const home = drawHome(facts, of('home'), even('home'));
  const ethnicity = ethnicMix(facts, home.ward).at(even('ethnicity'));
  const traits = drawTraits(facts, of('traits'), even('trait'), sex, born);
  const person: Person = {
    id: (g - 2000) * 100_000 + index + 1,
    group: g,
    index,
    born,
    sex,
    ethnicity,
    givenName: facts.names.first.get(`${firstNames(ethnicity.firstNames, about)}:${sex}`)!.draw(about).name!,
    familyName: facts.names.last.get(about.of(ethnicity.surnames))!.draw(about).surname!,
    home,
    ...drawMoves(facts, of('moves'), even('came'), even('left'), group),
    sen,
    senNeed: sen === null ? null : facts.senNeeds.draw(about),
    planEnds: sen === 'E' ? drawPlanEnd(facts, of('plan'), g) : null,
    traits,
    risk: 1,
    schoolId: drawSchool(facts, of('school'), home.ward, sen, traits),
  };
  person.risk = riskOf(facts, person);
  return person;
}

const firstNames = (list: string, random: Random): string =>
  random.chance(list === 'general' ? 1 : 0.3) ? 'general' : list;

function drawSen(facts: Facts, u: number): 'E' | 'K' | null {
  const plan = facts.p('sen_plan_share');
  return u < plan ? 'E' : u < plan + facts.p('sen_support_share') ? 'K' : null;
}

const mixes = new Map<string, Weighted<Facts['ethnicMix'][number]>>();
function ethnicMix(facts: Facts, wardCode: string) {
  let mix = mixes.get(wardCode);
  if (mix === undefined) {
    const sum = (of: (ward: Facts['wards'][number]) => number) =>
      facts.wards.reduce((total, ward) => total + of(ward), 0);
    const everyone = (ward: Facts['wards'][number]) =>
      Object.values(ward.groups).reduce((a, b) => a! + b!, 0)!;
    const here = facts.wards.find((ward) => ward.code === wardCode)!;
    mix = new Weighted(facts.ethnicMix, ({ group, share }) => {
      const borough = sum((ward) => ward.groups[group]!) / sum(everyone);
      return (share * (here.groups[group]! / everyone(here))) / borough;
    });
    mixes.set(wardCode, mix);
  }
  return mix;
}

function drawPlanEnd(facts: Facts, random: Random, group: number): DayNumber {
  const u = random.next();
  const atSixteen = facts.plans[0]!.plans;
  // the first age at which fewer plans than this person's place remain
  const end = facts.plans.find(({ plans }) => plans / atSixteen < 1 - u);
  const age = end === undefined ? 25 : end.age;
  return day(group + age - 16, 7, 1) + random.between(0, 60);
}

function drawSchool(
  facts: Facts,
  random: Random,
  ward: string,
  sen: 'E' | 'K' | null,
  traits: Held[],
): number {
  const role = traits.some(({ trait }) => trait.code === '200')
    ? 'alternative provision'
    : sen === 'E' && random.chance(facts.p('special_school'))
      ? 'special school'
      : random.chance(facts.p('independent_school'))
        ? 'independent'
        : 'school';
  const schools = facts.organisations.filter((each) => each.role === role);
  return new Weighted(schools, (each) => each.weight * (each.wardCode === ward ? 6 : 1)).draw(random).id;
}
