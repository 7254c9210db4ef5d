import { type DayNumber, type Instant, iso } from './calendar.ts';
import type { Facts } from './facts.ts';
import type { Entry, Journal } from './journal.ts';
import { Random } from './random.ts';

/** Who of the staff works with one person: the locality's team, and a worker of it while there is reason to. */
export class Worker {
  readonly tracker: number;
  readonly caseworker: number;
  readonly teamId: number;
  readonly #journal: Journal;
  readonly #personId: number;
  #involvement: Entry | null = null;
  #began: DayNumber = 0;

  constructor(facts: Facts, seed: number, journal: Journal, personId: number, ward: string) {
    const team = facts.teams.find(({ wards }) => wards.includes(ward))!;
    const staff = (role: string) =>
      facts.users.filter((user) => user.team === team.name && user.role === role);
    const random = new Random(seed, personId, 'worker');
    this.tracker = random.of(staff('tracker')).id;
    this.caseworker = random.of(staff('caseworker')).id;
    this.teamId = team.id;
    this.#journal = journal;
    this.#personId = personId;
  }

  /** The locality's team is responsible for everyone in the cohort. */
  assign(from: DayNumber, knownAt: Instant): void {
    this.#add('tracking-team', null, from, knownAt);
  }

  involve(role: 'lead-worker' | 'tracker', from: DayNumber, knownAt: Instant): void {
    if (this.#involvement !== null) return;
    this.#began = from;
    this.#involvement = this.#add(
      role,
      role === 'lead-worker' ? this.caseworker : this.tracker,
      from,
      knownAt,
    );
  }

  release(on: DayNumber, knownAt: Instant): void {
    if (this.#involvement === null) return;
    this.#journal.change(this.#involvement, { ended_on: iso(Math.max(on, this.#began)) }, knownAt);
    this.#involvement = null;
  }

  #add(role: string, userId: number | null, from: DayNumber, knownAt: Instant): Entry {
    return this.#journal.add(
      'involvement',
      {
        person_id: this.#personId,
        user_id: userId,
        team_id: this.teamId,
        role_code: role,
        started_on: iso(from),
      },
      knownAt,
      userId,
    );
  }
}
