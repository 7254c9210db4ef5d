import type { Spell } from './career.ts';
import type { Facts } from './facts.ts';
import type { Journal } from './journal.ts';
import type { Membership } from './memberships.ts';
import type { Person } from './person.ts';

/** One person's life, and the journal that it is written to. */
export interface Life {
  facts: Facts;
  seed: number;
  journal: Journal;
  person: Person;
  /** What they really do from Year 12 on. */
  spells: readonly Spell[];
  member: Membership;
}
