import type { DayNumber } from './calendar.ts';
import type { Facts, Trait } from './facts.ts';
import type { Person } from './person.ts';
import { type Random, Weighted } from './random.ts';

/** Months that stand for "to the end of what is known". */
const LASTING = 60;

/** A characteristic of the return, and while it was so. */
export interface Held {
  trait: Trait;
  from: DayNumber;
  to: DayNumber | null;
}

/** The characteristics of one person: few have one, some of those a second. */
export function drawTraits(facts: Facts, random: Random, u: number, sex: 'F' | 'M', born: DayNumber): Held[] {
  const held: Held[] = [];
  const add = (trait: Trait) => {
    const from =
      born + Math.floor((trait.fromAge + random.next() * (trait.toAge - trait.fromAge + 1)) * 365.25);
    const length = random.between(trait.months[0], trait.months[1]);
    const to = from + Math.floor(length * 30.44);
    const ends = trait.code === '110' ? Math.min(to, grown) : length >= LASTING ? null : to;
    held.push({ trait, from, to: ends });
  };
  const grown = born + 6574; // care ends at 18
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

/** Risk of NEET against the cohort's mean by ethnic group, SEN and ward. */
export function riskOf(facts: Facts, person: Person): number {
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
