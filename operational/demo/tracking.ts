import { at, type DayNumber, day, monthOf, SCHOOL_MONTHS, workday } from './calendar.ts';
import type { Spell } from './career.ts';
import { Contacts } from './contacts.ts';
import { isNeet, isUnknown } from './currency.ts';
import type { EnrolmentLists } from './enrolment-lists.ts';
import type { Facts } from './facts.ts';
import type { Journal } from './journal.ts';
import type { Membership } from './memberships.ts';
import type { Person } from './person.ts';
import { Random } from './random.ts';
import { type Learnt, learnt, type Records } from './records.ts';
import type { Worker } from './workers.ts';

interface Act {
  on: DayNumber;
  run: () => void;
}

/** The tracking of one person after Year 11: what the authority finds out, when, and how. */
export class Tracking {
  readonly #facts: Facts;
  readonly #person: Person;
  readonly #spells: readonly Spell[];
  readonly #lists: EnrolmentLists;
  readonly #records: Records;
  readonly #contacts: Contacts;
  readonly #worker: Worker;
  readonly #seed: number;
  readonly #from: DayNumber;
  readonly #until: DayNumber;
  #notices: Act[] = [];

  constructor(
    world: { facts: Facts; seed: number; lists: EnrolmentLists; worker: Worker },
    journal: Journal,
    person: Person,
    spells: readonly Spell[],
    membership: Membership,
    records: Records,
  ) {
    this.#facts = world.facts;
    this.#seed = world.seed;
    this.#lists = world.lists;
    this.#worker = world.worker;
    this.#person = person;
    this.#spells = spells;
    this.#records = records;
    this.#contacts = new Contacts(world.facts, journal, person.id);
    this.#from = Math.max(day(person.group, 9, 1), person.cameOn ?? 0, day(2020, 9, 1));
    this.#until = membership.until;
  }

  /** Writes the records month by month to the August of `lastYear`. */
  run(lastYear: number): void {
    for (let year = Math.max(this.#person.group, 2020); year <= lastYear; year++) {
      for (const month of SCHOOL_MONTHS) {
        const start = day(month >= 9 ? year : year + 1, month, 1);
        const end = day(month >= 9 ? year : year + 1, month + 1, 1);
        if (end <= this.#from || start >= this.#until) continue;
        this.#month(year, month, start, end);
      }
    }
  }

  #month(year: number, month: number, start: DayNumber, end: DayNumber): void {
    const random = new Random(this.#seed, this.#person.group, this.#person.index, 'tracking', year, month);
    this.#announce(start, end, random);
    const acts = [
      ...this.#enrolment(year, start, end),
      ...this.#notices.filter((act) => act.on < end),
      ...this.#renewal(start, end, random),
      ...this.#contact(month, start, end, random),
    ];
    this.#notices = this.#notices.filter((act) => act.on >= end);
    acts.sort((a, b) => a.on - b.on);
    for (const act of acts) if (act.on >= this.#from && act.on < this.#until) act.run();
  }

  /** Providers, families and other authorities tell of changes, most of them and some days later. */
  #announce(start: DayNumber, end: DayNumber, random: Random): void {
    const came = this.#person.cameOn;
    if (came !== null && came >= start && came < end && random.chance(this.#facts.p('transfer_told'))) {
      this.#later(came + random.between(2, 25), 'other-la', random);
    }
    for (const spell of this.#spells) {
      if (spell.from < start || spell.from >= end) continue;
      if (spell.unannounced) {
        const on = spell.from - 1 + random.between(1, 12);
        this.#notices.push({ on, run: () => this.#lose(spell, on, random) });
      } else if (monthOf(spell.from) !== 9 && random.chance(this.#facts.p('notice_given'))) {
        this.#later(spell.from + 1 + Math.floor(random.wait(this.#facts.p('notice_days'))), 'worker', random);
      }
    }
  }

  #later(on: DayNumber, method: Learnt['method'], random: Random): void {
    const hour = 8 + random.next() * 8;
    this.#notices.push({
      on: workday(on),
      run: () => this.#find(learnt(workday(on), hour, method, this.#worker.tracker), random),
    });
  }

  #enrolment(year: number, start: DayNumber, end: DayNumber): Act[] {
    const acts: Act[] = [];
    const places = new Set(this.#spells.map((spell) => spell.organisationId));
    for (const id of places) {
      if (id === null) continue;
      this.#lists.of(id, year).forEach((list, i) => {
        if (list.on < start || list.on >= end) return;
        const random = new Random(this.#seed, this.#person.group, this.#person.index, 'list', id, year, i);
        const lot = new Random(this.#seed, this.#person.group, this.#person.index, 'lot', id).next();
        if (lot >= list.below || !random.chance(list.match)) return;
        const run = () => {
          const spell = this.#truth(list.on);
          if (spell === null || spell.organisationId !== id) return;
          if (this.#records.isKnown(list.on) && this.#records.holds(spell) && !spell.code.startsWith('2'))
            return;
          this.#find({ on: list.on, knownAt: list.landed, method: 'provider-list', userId: null }, random);
        };
        acts.push({ on: list.on, run });
      });
    }
    return acts;
  }

  /** Work and training lapse after months: most are confirmed again in time. */
  #renewal(start: DayNumber, end: DayNumber, random: Random): Act[] {
    const due = this.#records.due;
    const code = this.#records.code ?? '';
    const short = /^[345]|^260|^290/.test(code) && code !== '540';
    if (!short || due === null || due < start || due >= end + 10 || !random.chance(this.#facts.p('reverify')))
      return [];
    const on = workday(Math.max(start, due - random.between(3, 30)));
    return [
      {
        on,
        run: () => this.#find(learnt(on, 9 + random.next() * 7, 'worker', this.#worker.tracker), random),
      },
    ];
  }

  #contact(month: number, start: DayNumber, end: DayNumber, random: Random): Act[] {
    const rates = this.#facts.months.get(month)!;
    const on = workday(start + random.between(month === 9 ? 12 : 1, end - start - 4));
    const hour = 8.5 + random.next() * 8;
    const u = random.next();
    const run = () => {
      const records = this.#records;
      if (!records.isKnown(on)) {
        if (u < rates.followedUp) {
          this.#reach(on, hour, random);
        } else if (
          month === 12 &&
          !isUnknown(records.code ?? '') &&
          random.chance(this.#facts.p('unknown_assumed'))
        ) {
          const how = learnt(on, hour, 'worker', this.#worker.tracker);
          this.#contacts.made('letter-run', 'letter', 'no-answer', how);
          records.lost('810', on, how, true);
          this.#worker.involve('tracker', on, how.knownAt);
        } else if (random.chance(this.#facts.p('attempt_unanswered'))) {
          this.#contacts.made(
            'contact',
            'phone',
            'no-answer',
            learnt(on, hour, 'worker', this.#worker.tracker),
          );
        }
      } else if (isNeet(records.code ?? '')) {
        if (random.chance(this.#facts.p('neet_lost'))) {
          const how = learnt(on, hour, 'worker', this.#worker.tracker);
          records.lost(
            random.chance(this.#facts.p('lost_to_810')) ? '810' : random.chance(0.6) ? '820' : '830',
            on,
            how,
          );
        } else if (u < this.#facts.p('neet_contact')) {
          this.#reach(on, hour, random);
        }
      }
    };
    return [{ on, run }];
  }

  #reach(on: DayNumber, hour: number, random: Random): void {
    const method = random.chance(this.#facts.p('told_by_parent')) ? 'parent' : 'person';
    const how = learnt(on, hour, method, this.#worker.tracker);
    const month = monthOf(on);
    const channel = this.#contacts.channel(random, month >= 12 || month <= 2);
    if (random.chance(this.#facts.p('contact_attempt'))) {
      this.#contacts.made('contact', 'phone', 'no-answer', { ...how, on: on - 2, knownAt: at(on - 2, hour) });
    }
    this.#contacts.made(channel === 'visit' ? 'visit' : 'contact', channel, 'done', how);
    this.#find(how, random);
  }

  #find(how: Learnt, random: Random): void {
    const spell = this.#truth(how.on);
    if (spell === null) return;
    const was = this.#records.code;
    const corrected = random.chance(this.#facts.p('corrected_later')) && how.on > spell.from + 10;
    this.#records.found(spell, how, {
      noProvider: spell.organisationId !== null && random.chance(this.#facts.p('unknown_provider')),
      correctedAt: corrected ? how.knownAt + random.between(20, 120) * 86_400 : null,
    });
    if (isNeet(spell.code)) this.#worker.involve('lead-worker', how.on, how.knownAt);
    else if (was !== null && (isNeet(was) || isUnknown(was))) this.#worker.release(how.on, how.knownAt);
  }

  #lose(spell: Spell, on: DayNumber, random: Random): void {
    const records = this.#records;
    const gone = spell.from - 1;
    if (!records.isKnown(gone) || records.holds(spell) || records.from >= gone || gone < this.#from) return;
    const how = learnt(Math.max(on, gone), 9 + random.next() * 7, 'worker', this.#worker.tracker);
    records.lost(random.chance(this.#facts.p('moved_away_820')) ? '820' : '810', gone, how);
    this.#worker.involve('tracker', how.on, how.knownAt);
  }

  #truth(on: DayNumber): Spell | null {
    let truth: Spell | null = null;
    for (const spell of this.#spells) {
      if (spell.from > on) break;
      truth = spell;
    }
    return truth;
  }
}
