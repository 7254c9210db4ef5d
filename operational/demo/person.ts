import { day, type DayNumber } from './calendar.ts';
import type { Facts, Trait, YearGroup } from './facts.ts';
import { drawHome, type Home } from './home.ts';
import { Random, spread, Weighted } from './random.ts';

export interface Held {
  trait: Trait;
  from: DayNumber;
  to: DayNumber | null;
}

/** A made-up young person: what is so of them whether or not anybody knows it. */
export interface Person {
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
  /** Moved in on this day; null: lived here before Year 9. */
  cameOn: DayNumber | null;
  left: { on: DayNumber; how: 'T' | 'E' | 'D'; toLa: string | null } | null;
  sen: 'E' | 'K' | null;
  senNeed: string | null;
  /** The day on which the EHC plan ceases. */
  planEnds: DayNumber | null;
  traits: Held[];
  /** Chance of being NEET against the cohort's mean, but for age. */
  risk: number;
  schoolId: number;
}

/** How many people of a year group ever lived here, so that `size` of them do in March of their Year 12. */
export function everHere(group: YearGroup, people: number): number {
  const stay = (1 - group.movesOut) ** 3.5;
  const came = 3.5 * group.movesIn;
  return Math.round((group.size * (people / 3735) * (1 + 5 * group.movesIn)) / ((1 + came) * stay));
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
    senNeed: sen === null ? null : facts.senNeeds.draw(about).code!,
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

function drawTraits(facts: Facts, random: Random, u: number, sex: 'F' | 'M', born: DayNumber): Held[] {
  const held: Held[] = [];
  const add = (trait: Trait) => {
    const from =
      born + Math.floor((trait.fromAge + random.next() * (trait.toAge - trait.fromAge + 1)) * 365.25);
    const length = random.between(trait.months[0], trait.months[1]);
    held.push({
      trait,
      from,
      to: length >= 60 && trait.code !== '110' ? null : from + Math.floor(length * 30.44),
    });
  };
  const open = facts.characteristics.filter((trait) => trait.sex === '' || trait.sex === sex);
  const share = (trait: Trait) => trait.share * (trait.sex === '' ? 1 : 2);
  let below = 0;
  for (const trait of open) {
    if (u >= below && u < below + share(trait)) add(trait);
    below += share(trait);
  }
  if (held.length > 0 && random.chance(facts.p('second_characteristic'))) {
    const other = new Weighted(open, share).draw(random);
    if (other.code !== held[0]!.trait.code) add(other);
  }
  return held;
}

function drawMoves(facts: Facts, random: Random, came: number, left: number, group: YearGroup) {
  const start = day(group.from - 3, 9, 1);
  const span = day(group.from + 2, 9, 1) - start;
  const inShare = (5 * group.movesIn) / (1 + 5 * group.movesIn);
  const cameOn = came < inShare ? start + Math.floor(random.next() * span) : null;
  const out = 5 * group.movesOut;
  if (left >= out) return { cameOn, left: null };
  const on = start + Math.floor(random.next() * span);
  if (cameOn !== null && on < cameOn + 60) return { cameOn, left: null };
  const u = left / group.movesOut / 5;
  const died = facts.p('died_a_year') / group.movesOut;
  const abroad = died + facts.p('left_england_a_year') / group.movesOut;
  if (u < died) return { cameOn, left: { on, how: 'D' as const, toLa: null } };
  if (u < abroad) return { cameOn, left: { on, how: 'E' as const, toLa: null } };
  const near = random.chance(facts.p('transfer_black_country'));
  const toLa = random.of(
    near ? ['332', '333', '335'] : ['330', '331', '334', '860', '893', '894', '301', '352', '891'],
  );
  return { cameOn, left: { on, how: 'T' as const, toLa } };
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
    : sen === 'E' && random.chance(0.35)
      ? 'special school'
      : random.chance(0.012)
        ? 'independent'
        : 'school';
  const schools = facts.organisations.filter((each) => each.role === role);
  return new Weighted(schools, (each) => each.weight * (each.wardCode === ward ? 6 : 1)).draw(random).id;
}

function riskOf(facts: Facts, person: Person): number {
  const ward = facts.wards.find(({ code }) => code === person.home.ward)!;
  const risk =
    person.ethnicity.risk *
    facts.risks.get(`sen:${person.sen ?? 'N'}`)! *
    Math.exp(facts.p('ward_slope') * (ward.imd - 32.6)) *
    facts.p('risk_scale');
  return Math.min(risk, facts.p('risk_limit'));
}

/** Risk of NEET on a day: the person's own, by age and sex, and the worst of the characteristics held then. */
export function riskOn(facts: Facts, person: Person, on: DayNumber, age: number): number {
  const worst = person.traits.reduce(
    (most, held) =>
      held.from <= on && (held.to === null || held.to >= on) ? Math.max(most, held.trait.risk) : most,
    1,
  );
  const bySex = facts.risks.get(`sex and age:${person.sex}${Math.min(age, 18)}`) ?? 1;
  return Math.min(person.risk * bySex * worst, facts.p('risk_limit'));
}
