import { at, type DayNumber, type Instant } from './calendar.ts';
import type { Row, Table } from './tables.ts';

/** One state of one row, and when it became known. `number` counts from 1; `last` is the row as the table holds it. */
export interface Version {
  table: Table;
  id: number;
  number: number;
  last: boolean;
  knownAt: Instant;
  userId: number | null;
  row: Row;
}

interface State {
  knownAt: Instant;
  userId: number | null;
  row: Row;
}

/** A row being written: its states so far. */
export interface Entry {
  readonly table: Table;
  readonly id: number;
  readonly states: State[];
}

export const now = (entry: Entry): Row => entry.states.at(-1)!.row;

/** The rows of one person (or of the authority itself) with every state that they went through. */
export class Journal {
  readonly #entries: Entry[] = [];
  readonly #used = new Map<Table, number>();
  readonly #base: number;
  /** When the case store was filled from the system before it: nothing is known earlier. */
  readonly #opened: Instant;
  #floor: Instant = Number.NEGATIVE_INFINITY;

  constructor(base: number, opened: Instant) {
    this.#base = base;
    this.#opened = opened;
  }

  /** A new row with the next id of its table. */
  add(table: Table, row: Row, knownAt: Instant, userId: number | null = null): Entry {
    const n = (this.#used.get(table) ?? 0) + 1;
    if (n >= ROWS_EACH) throw new RangeError(`more than ${ROWS_EACH} rows of ${table} for ${this.#base}`);
    this.#used.set(table, n);
    return this.put(table, this.#base * ROWS_EACH + n, row, knownAt, userId);
  }

  /** A new row with an id of its own. */
  put(table: Table, id: number, row: Row, at: Instant, userId: number | null = null): Entry {
    const knownAt = Math.max(at, this.#floor);
    const entry: Entry = { table, id, states: [{ knownAt, userId, row: { id, tenant_id: 1, ...row } }] };
    this.#entries.push(entry);
    return entry;
  }

  /** A change of a row; it can't be known before the state that it changes. Returns when it became known. */
  change(entry: Entry, columns: Row, knownAt: Instant, userId: number | null = null): Instant {
    const before = entry.states.at(-1)!;
    const known = Math.max(knownAt, before.knownAt + 1);
    entry.states.push({ knownAt: known, userId, row: { ...before.row, ...columns } });
    return known;
  }

  /** Nothing is known from here on before this moment: the one at which the person came into the case store. */
  since(knownAt: Instant): void {
    this.#floor = knownAt;
  }

  /** What was known before the day `until`, oldest state of each row first. */
  *versions(until: DayNumber): Generator<Version> {
    const end = at(until, 0);
    for (const { table, id, states } of this.#entries) {
      if (states[0]!.knownAt >= end) continue;
      const known = states.filter((state) => state.knownAt < end);
      let first = 0;
      // What happened before the case store came in as it then stood.
      while (first + 1 < known.length && known[first + 1]!.knownAt <= this.#opened) first++;
      for (let i = first; i < known.length; i++) {
        const { knownAt, userId, row } = known[i]!;
        yield {
          table,
          id,
          row,
          userId,
          number: i - first + 1,
          last: i === known.length - 1,
          knownAt: Math.max(knownAt, this.#opened),
        };
      }
    }
  }
}

/** Ids of a person's rows are the person's id times this, plus a count: a later `until` adds, and moves nothing. */
export const ROWS_EACH = 100;
