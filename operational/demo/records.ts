import type { Day } from '../../base/dates.ts';
import { at, type DayNumber, dayNumber, type Instant, iso } from './calendar.ts';
import type { Spell } from './career.ts';
import { courseOf } from './courses.ts';
import { dueToLapse, isReviewed, isUnknown } from './currency.ts';
import { type Entry, type Journal, now } from './journal.ts';

/** How and when something came to be known. */
export interface Learnt {
  on: DayNumber;
  knownAt: Instant;
  method: 'person' | 'parent' | 'provider-list' | 'worker' | 'other-la' | 'self-report' | 'migration';
  userId: number | null;
}

export const learnt = (
  on: DayNumber,
  hour: number,
  method: Learnt['method'],
  userId: number | null,
): Learnt => ({
  on,
  knownAt: at(on, hour),
  method,
  userId,
});

interface Current {
  entry: Entry;
  code: string;
  from: DayNumber;
  spell: Spell | null;
  due: DayNumber | null;
  verified: DayNumber;
  /** An unknown that the team assumed from silence: it goes when the truth is found. */
  assumed: boolean;
}

/** Some activities are looked at again after three months, and never after the course. */
function reviewOn(code: string, on: DayNumber, courseEnds: DayNumber | null): Day | null {
  if (!isReviewed(code)) return null;
  return iso(courseEnds === null ? on + 90 : Math.min(on + 90, courseEnds));
}

/** The activity records of one person, written the way that a tracker writes them. */
export class Records {
  readonly #journal: Journal;
  readonly #personId: number;
  #current: Current | null = null;
  #before: Current | null = null;

  constructor(journal: Journal, personId: number) {
    this.#journal = journal;
    this.#personId = personId;
  }

  get code(): string | null {
    return this.#current?.code ?? null;
  }

  get from(): DayNumber {
    return this.#current?.from ?? 0;
  }

  get due(): DayNumber | null {
    return this.#current?.due ?? null;
  }

  /** Whether anybody knows on this day what the person does. */
  isKnown(on: DayNumber): boolean {
    const is = this.#current;
    return is !== null && !isUnknown(is.code) && (is.due === null || is.due >= on);
  }

  holds(spell: Spell): boolean {
    return this.#current?.spell === spell;
  }

  /** Somebody found out what the person does: confirms the record, or ends it and begins the next. */
  found(
    spell: Spell,
    how: Learnt,
    options: { noProvider?: boolean; correctedAt?: Instant | null } = {},
  ): void {
    const is = this.#current;
    if (is !== null && is.spell === spell && !isUnknown(is.code)) {
      this.#verify(is, how);
      return;
    }
    let from = spell.from;
    let knownAt = how.knownAt;
    if (is?.assumed && from <= is.from) {
      knownAt = this.#journal.change(is.entry, { standing: 'superseded' }, knownAt, how.userId);
      const before = this.#before;
      if (before?.spell === spell) {
        knownAt = this.#journal.change(before.entry, { ended_on: null }, knownAt, how.userId);
        this.#current = before;
        this.#verify(before, { ...how, knownAt });
        return;
      }
      if (before !== null) from = Math.max(from, before.from + 1);
      knownAt = this.#end(before, from - 1, { ...how, knownAt });
    } else {
      if (is !== null) from = Math.max(from, is.from + 1);
      if (from > how.on) return;
      knownAt = this.#end(is, from - 1, how);
    }
    this.#open(spell.code, from, spell, { ...how, knownAt }, options);
  }

  /** Nobody knows any more: since `from`. */
  lost(code: string, from: DayNumber, how: Learnt, assumed = false): void {
    const is = this.#current;
    if (is !== null && (is.from >= from || is.verified >= from)) return;
    const knownAt = this.#end(is, from - 1, how);
    this.#open(code, from, null, { ...how, knownAt }, { assumed });
  }

  /** The roll-over of 31 August ends what everybody knows to have ended. */
  closed(on: DayNumber, knownAt: Instant): void {
    this.#end(this.#current, on, { on, knownAt, method: 'worker', userId: null });
  }

  #open(
    code: string,
    from: DayNumber,
    spell: Spell | null,
    how: Learnt,
    options: { noProvider?: boolean; correctedAt?: Instant | null; assumed?: boolean },
  ): void {
    const first = options.correctedAt ? Math.min(how.on, from + 9) : from;
    const courseEnds = spell?.courseEnds ?? null;
    const entry = this.#journal.add(
      'situation',
      {
        person_id: this.#personId,
        domain: 'eet',
        code,
        started_on: iso(first),
        ascertained_on: iso(how.on),
        expected_end_on: courseEnds === null ? null : iso(courseEnds),
        review_on: reviewOn(code, how.on, courseEnds),
        organisation_id: options.noProvider ? null : (spell?.organisationId ?? null),
        detail: courseOf(code, this.#personId, first),
        is_primary: true,
        standing: 'confirmed',
        source_code: SOURCES[how.method],
      },
      how.knownAt,
      how.userId,
    );
    if (options.correctedAt && first !== from) {
      this.#journal.change(entry, { started_on: iso(from) }, options.correctedAt, how.userId);
    }
    const assumed = options.assumed ?? false;
    this.#before = assumed ? this.#current : null;
    this.#current = { entry, code, from, spell, due: null, verified: how.on, assumed };
    this.#verify(this.#current, how);
  }

  #verify(is: Current, how: Learnt): void {
    this.#journal.add(
      'verification',
      {
        situation_id: is.entry.id,
        verified_on: iso(how.on),
        method: how.method,
        source_code: SOURCES[how.method],
        user_id: how.userId,
      },
      // a list may have been drawn before a call and read after it
      Math.max(how.knownAt, is.entry.states[0]!.knownAt) + 1,
      how.userId,
    );
    const courseEnds = is.spell?.courseEnds ?? null;
    const review = reviewOn(is.code, how.on, courseEnds);
    if (review !== null && now(is.entry).review_on !== review) {
      this.#journal.change(is.entry, { review_on: review }, how.knownAt, how.userId);
    }
    is.verified = how.on;
    is.due = dueToLapse(is.code, how.on, review === null ? null : dayNumber(review), courseEnds);
  }

  /** Ends a record; returns when that was known, so that what follows it is known no earlier. */
  #end(is: Current | null, on: DayNumber, how: Learnt): Instant {
    const ended = is === null ? null : now(is.entry).ended_on;
    if (is === null || (ended !== null && ended !== undefined && ended <= iso(on))) return how.knownAt;
    return this.#journal.change(is.entry, { ended_on: iso(Math.max(on, is.from)) }, how.knownAt, how.userId);
  }
}

const SOURCES: Readonly<Record<Learnt['method'], string>> = {
  person: 'contact',
  parent: 'contact',
  'provider-list': 'enrolment-list',
  worker: 'worker',
  'other-la': 'la-transfer',
  'self-report': 'web-form',
  migration: 'migration',
};
