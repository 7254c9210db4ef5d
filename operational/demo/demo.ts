import type pg from 'pg';
import { londonDay } from '../../base/dates.ts';
import { hashPassword } from '../access/passwords.ts';
import { DEFAULT_PEOPLE, DEFAULT_SEED } from './generate.ts';
import { loadDemo } from './load.ts';

/** What each demo user signs in with; only ever in a demo authority. */
export const DEMO_PASSWORD = 'casehouse-demo';

export interface CreateDemo {
  pool: pg.Pool;
  /** Young people per year group; null: as many as the authority that it is modelled on. */
  people: number | null;
  seed: number | null;
  clock: () => Date;
  log: (line: string) => void;
  onStep: (step: string, share?: number | null) => void;
}

/** Makes the demo authority, living until today, in an empty case store with code lists. */
export async function createDemo({ pool, people, seed, clock, log, onStep }: CreateDemo): Promise<void> {
  const made = await loadDemo(pool, {
    people: people ?? DEFAULT_PEOPLE,
    seed: seed ?? DEFAULT_SEED,
    until: londonDay(clock()),
    passwordHash: await hashPassword(DEMO_PASSWORD),
    progress: onStep,
  });
  log(`Made a demo authority of ${made.people} people with ${made.versions} changes.`);
}
