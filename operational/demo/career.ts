import { type DayNumber, day, SCHOOL_MONTHS } from './calendar.ts';
import type { Activity, Facts } from './facts.ts';
import type { Person } from './person.ts';
import { Random, Weighted } from './random.ts';
import { riskOn } from './traits.ts';

/** What somebody really does from one day on, until the next spell begins. */
export interface Spell {
  code: string;
  from: DayNumber;
  organisationId: number | null;
  /** Last day of the course. */
  courseEnds: DayNumber | null;
  /** Left the spell before without a word: nobody knows where to until somebody finds out. */
  unannounced: boolean;
  /** Chance a month of leaving NEET or custody; 0 for other spells. */
  exit: number;
}

const mayEnd = (spell: Spell): boolean => spell.exit > 0;

/** The draws and tables that a career is made with. */
export class Careers {
  readonly #facts: Facts;
  readonly #seed: number;
  readonly #stages = new Map<string, Weighted<Activity>>();
  readonly #organisations = new Map<string, Weighted<Facts['organisations'][number]>>();

  constructor(facts: Facts, seed: number) {
    this.#facts = facts;
    this.#seed = seed;
    for (const { role } of facts.organisations) {
      const each = facts.organisations.filter((one) => one.role === role);
      this.#organisations.set(role, new Weighted(each, (one) => one.weight));
    }
  }

  /** Spells from Year 12 to the August of `lastYear` (an academic year), in order. */
  of(person: Person, lastYear: number): Spell[] {
    const first = Math.max(person.group, 2020);
    const spells: Spell[] = [];
    for (let year = first; year <= lastYear; year++) {
      const random = new Random(this.#seed, person.group, person.index, 'career', year);
      this.#september(person, year, spells, random);
      for (const month of SCHOOL_MONTHS) this.#month(person, year, month, spells, random);
    }
    return spells;
  }

  #september(person: Person, year: number, spells: Spell[], random: Random): void {
    const age = 16 + year - person.group;
    const from = day(year, 9, 1) + random.between(0, 11);
    const last = spells.at(-1);
    const runsOn = last !== undefined && (last.courseEnds === null || last.courseEnds > from);
    if (runsOn && (mayEnd(last) || random.chance(this.#facts.p('course_runs_on')))) return;
    const level = this.#facts.years.get(year)?.neet ?? 1;
    const risk = riskOn(this.#facts, person, from, age);
    if (random.chance(Math.min(0.6, this.#facts.p('neet_entry') * level * risk * (age > 17 ? 2 : 1)))) {
      this.#push(spells, this.#neet(person, day(year, 9, 1), random));
      return;
    }
    const stage =
      person.sen === 'E' && (age > 17 || random.chance(this.#facts.p('plan_post_16_route')))
        ? '18'
        : age === 16
          ? '16'
          : age === 17
            ? '17'
            : '18';
    this.#push(spells, this.#education(person, stage, year, from, random));
  }

  #month(person: Person, year: number, month: number, spells: Spell[], random: Random): void {
    const facts = this.#facts;
    const rates = facts.months.get(month)!;
    const on = day(month >= 9 ? year : year + 1, month, 1) + random.between(0, 27);
    const last = spells.at(-1)!;
    const u = random.next();
    if (last.from >= on) return;
    if (mayEnd(last)) {
      if (u < last.exit * rates.leavers)
        this.#push(spells, this.#education(person, 'leaver', year, on, random));
      return;
    }
    const age = 16 + year - person.group;
    const before = spells.at(-2);
    const back =
      before !== undefined && mayEnd(before) && on - last.from < 180 ? facts.p('return_factor') : 1;
    const level = facts.years.get(year)?.neet ?? 1;
    const loose = last.code.startsWith('3') || last.code.startsWith('4') ? 2 : 1;
    const join = Math.min(0.3, rates.joiners * level * back * loose * riskOn(facts, person, on, age));
    if (u < join) {
      this.#push(spells, this.#neet(person, on, random));
    } else if (u < join + rates.lost * (facts.years.get(year)?.notKnown ?? 1)) {
      // Gone without a word; most turn out to have begun something else a little later.
      const next = random.chance(this.#facts.p('gone_to_neet'))
        ? this.#neet(person, on + random.between(2, 10), random)
        : this.#education(person, 'gone', year, on + random.between(3, 25), random);
      this.#push(spells, { ...next, unannounced: true });
    }
  }

  #push(spells: Spell[], spell: Spell): void {
    const last = spells.at(-1);
    if (last !== undefined && spell.from <= last.from) return;
    spells.push(spell);
  }

  #neet(person: Person, from: DayNumber, random: Random): Spell {
    const short = random.chance(this.#facts.p('short_spell_share'));
    const custody = holds(person, '170', from) && random.chance(this.#facts.p('custody'));
    return {
      code: custody ? '710' : neetCode(this.#facts, person, from, random),
      from,
      organisationId: null,
      courseEnds: null,
      unannounced: false,
      exit: this.#facts.p(custody ? 'custody_exit' : short ? 'short_spell_exit' : 'long_spell_exit'),
    };
  }

  #education(person: Person, stage: string, year: number, from: DayNumber, random: Random): Spell {
    const activity = this.#stage(stage, year).draw(random);
    // 210 is the sixth form of the school that one was at, mostly
    const years = random.chance(activity.oneYear) ? 1 : 2;
    const planned = from >= day(year + 1, 7, 1) ? year + 1 : year;
    const early = random.chance(this.#facts.p('early_course_end')) ? 45 : 0;
    return {
      code: activity.code,
      from,
      organisationId: this.#place(person, activity.organisation, random),
      courseEnds: takesCourse(activity.code) ? day(planned + years, 8, 31) - early : null,
      unannounced: false,
      exit: 0,
    };
  }

  #place(person: Person, role: string, random: Random): number | null {
    if (role === '') return null;
    if (role === 'sixth-form school') {
      const own = this.#facts.organisations[person.schoolId - 1]!;
      return own.role === 'school' && random.chance(this.#facts.p('own_sixth_form'))
        ? own.id
        : this.#organisations.get('school')!.draw(random).id;
    }
    return this.#organisations.get(role)!.draw(random).id;
  }

  #stage(stage: string, year: number): Weighted<Activity> {
    const key = `${stage}:${year}`;
    let weighted = this.#stages.get(key);
    if (weighted === undefined) {
      const factor = this.#facts.years.get(year) ?? { apprenticeship: 1, other: 1 };
      const OTHER = ['410', '450', '250', '320', '381'];
      weighted = new Weighted(
        this.#facts.activities.filter(
          (each) => each.stage === stage && !(each.code === '450' && year > 2022),
        ),
        ({ code, weight }) =>
          weight * (code === '310' ? factor.apprenticeship : OTHER.includes(code) ? factor.other : 1),
      );
      this.#stages.set(key, weighted);
    }
    return weighted;
  }
}

const takesCourse = (code: string): boolean =>
  (code.startsWith('2') && code !== '260') || code.startsWith('4');

const holds = (person: Person, code: string, on: DayNumber): boolean =>
  person.traits.some(({ trait, from, to }) => trait.code === code && from <= on && (to === null || to > on));

function neetCode(facts: Facts, person: Person, on: DayNumber, random: Random): string {
  const open = facts.neetCodes.filter(({ needs }) => {
    if (needs === '') return true;
    const [set, code] = needs.split(' ');
    return set === 'SEN' ? person.sen === code : holds(person, code!, on);
  });
  // some codes are those of a characteristic, and go before the rest
  const special = open.find(({ weight, chance }) => weight === 0 && random.chance(chance));
  return (special ?? new Weighted(open, ({ weight }) => weight).draw(random)).code;
}
