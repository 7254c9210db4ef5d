import { isoInstant } from './calendar.ts';
import type { Journal } from './journal.ts';
import { type Random, Weighted } from './random.ts';
import type { Learnt } from './records.ts';

type Channel = 'phone' | 'text' | 'email' | 'visit' | 'letter';

// Shares assumed; home visits begin in December.
const USUAL = new Weighted<[Channel, number]>(
  [
    ['phone', 64],
    ['text', 21],
    ['email', 11],
    ['letter', 4],
  ],
  ([, n]) => n,
);
const WINTER = new Weighted<[Channel, number]>(
  [
    ['phone', 56],
    ['text', 18],
    ['email', 10],
    ['visit', 12],
    ['letter', 4],
  ],
  ([, n]) => n,
);
/** A person's contacts are kept sparse: the store shows that they happen, not each one of years. */
const MOST = 30;

/** The contacts with one person, as events. */
export class Contacts {
  readonly #journal: Journal;
  readonly #personId: number;
  #count = 0;

  constructor(journal: Journal, personId: number) {
    this.#journal = journal;
    this.#personId = personId;
  }

  channel(random: Random, winter: boolean): Channel {
    return (winter ? WINTER : USUAL).draw(random)[0];
  }

  made(kind: string, channel: Channel, state: 'done' | 'no-answer', how: Learnt): void {
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
