import { isoInstant } from './calendar.ts';
import type { Facts } from './facts.ts';
import type { Journal } from './journal.ts';
import type { Random } from './random.ts';
import type { Learnt } from './records.ts';

/** A person's contacts are kept sparse: the store shows that they happen, not each one of years. */
const MOST = 30;

/** The contacts with one person, as events. */
export class Contacts {
  readonly #facts: Facts;
  readonly #journal: Journal;
  readonly #personId: number;
  #count = 0;

  constructor(facts: Facts, journal: Journal, personId: number) {
    this.#facts = facts;
    this.#journal = journal;
    this.#personId = personId;
  }

  /** How somebody is reached: home visits begin in December. */
  channel(random: Random, winter: boolean): string {
    return (winter ? this.#facts.channels.winter : this.#facts.channels.usual).draw(random);
  }

  made(kind: string, channel: string, state: 'done' | 'no-answer', how: Learnt): void {
    if (++this.#count > MOST) return;
    const event = this.#journal.add(
      'event',
      {
        kind_code: kind,
        channel_code: channel,
        direction: 'out',
        state,
        happened_at: isoInstant(how.knownAt),
        outcome_code: state === 'done' ? 'reached' : 'no-answer',
        user_id: how.userId,
        sensitivity: 1,
      },
      how.knownAt + 30,
      how.userId,
    );
    this.#journal.add(
      'event_person',
      { event_id: event.id, person_id: this.#personId, role: 'subject' },
      how.knownAt + 31,
      how.userId,
    );
  }
}
