import { randomUUID } from 'node:crypto';

/** What was searched for, kept so that reload and back show the results again without an address that says it. */
export interface Searches {
  /** Keeps a text of one reader and returns its random name. */
  keep(userId: number, q: string): string;
  /** The text, or null when it is forgotten or another reader's. */
  find(userId: number, name: string): string | null;
}

const MOST = 2000;
const MINUTES = 30; // as long as an idle session

/** In memory only: a search is nothing to store, and after a restart the reader types it again. */
export function keepSearches(clock: () => Date): Searches {
  const kept = new Map<string, { userId: number; q: string; until: number }>();
  return {
    keep(userId, q) {
      const name = randomUUID();
      kept.set(name, { userId, q, until: clock().getTime() + MINUTES * 60_000 });
      const [oldest] = kept.keys();
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
      return name;
    },
    find(userId, name) {
      const search = kept.get(name);
      if (search === undefined || search.userId !== userId) return null;
      if (search.until > clock().getTime()) return search.q;
      kept.delete(name);
      return null;
    },
  };
}
