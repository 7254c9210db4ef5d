import { at, type DayNumber, day, type Instant, workday } from './calendar.ts';
import type { Facts } from './facts.ts';
import { Random } from './random.ts';

/** One file of enrolled learners from one provider. */
export interface EnrolmentList {
  /** The day that the provider drew it: what it confirms is confirmed on that day. */
  on: DayNumber;
  /** When it was read into the case store. */
  landed: Instant;
  /** Share of the provider's learners in it that are found by name and date of birth. */
  match: number;
  /** Only learners with a lot below this are in it; the rest come with a later file. */
  below: number;
}

/** What a learner's provider sends in an academic year, in date order. */
export class EnrolmentLists {
  readonly #facts: Facts;
  readonly #seed: number;
  readonly #made = new Map<string, EnrolmentList[]>();

  constructor(facts: Facts, seed: number) {
    this.#facts = facts;
    this.#seed = seed;
  }

  of(organisationId: number, year: number): readonly EnrolmentList[] {
    const key = `${organisationId}:${year}`;
    let lists = this.#made.get(key);
    if (lists === undefined) {
      lists = this.#make(organisationId, year);
      this.#made.set(key, lists);
    }
    return lists;
  }

  #make(organisationId: number, year: number): EnrolmentList[] {
    const { files, match, firstFileShare } = this.#facts.organisations[organisationId - 1]!;
    if (files.length === 0) return [];
    const random = new Random(this.#seed, 'list', organisationId, year);
    const land = (on: DayNumber) => at(workday(on + random.between(0, 2)), 17 + random.next());
    const lists = files.map(({ month, date }, i) => {
      const on = workday(day(year, month, date) + random.between(-1, 1));
      return { on, landed: land(on), match, below: i === 0 ? firstFileShare : 1 };
    });
    // The autumn census finds most of those whom the first file missed; the one in January confirms again.
    for (const { month, date, found } of this.#facts.censuses) {
      const on = workday(day(month < 9 ? year + 1 : year, month, date) + random.between(-2, 2));
      if (on > lists[0]!.on) lists.push({ on, landed: land(on + 3), match: found, below: 1 });
    }
    return lists;
  }
}
