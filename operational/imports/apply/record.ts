/** A row of a table as it is held: days are ISO text. */
export type Held = { id: number; [column: string]: unknown };

/** The tables that an import may write, in an order in which each stands after those that it names. */
export const TABLES = [
  'organisation',
  'cohort',
  'person',
  'person_identifier',
  'address',
  'person_address',
  'contact_point',
  'situation',
  'verification',
  'characteristic',
  'offer',
  'cohort_member',
  'risk_indicator',
] as const;
export type Table = (typeof TABLES)[number];

export interface Person extends Held {
  ref: string;
  given_name: string;
  family_name: string;
  date_of_birth: string;
  return_gender_code: string;
  row_version: number;
  year11_school_id: number | null;
}
export interface Situation extends Held {
  code: string;
  started_on: string;
  ended_on: string | null;
  ascertained_on: string;
  expected_end_on: string | null;
  review_on: string | null;
  organisation_id: number | null;
  detail: Record<string, unknown>;
  source_code: string;
}
export interface Verification extends Held {
  situation_id: number;
  verified_on: string;
}
export interface Spell extends Held {
  started_on: string;
  ended_on: string | null;
}
export interface Home extends Spell {
  address: Record<string, string | null>;
}
export interface Characteristic extends Spell {
  set_id: string;
  code: string;
}
export interface Offer extends Held {
  kind: string;
  season: number;
  year_group: number | null;
  code: string;
  la_code: string | null;
  organisation_id: number | null;
  made_on: string;
}
export interface Member extends Spell {
  cohort_id: number;
  status_code: string;
  transferred_to_la_code: string | null;
  year_group: number | null;
}
export interface Identifier extends Held {
  kind: string;
  value: string;
}
export interface Risk extends Held {
  instrument: string;
  assessed_on: string;
  /** Numeric, as text. */
  score: string | null;
  band: string | null;
  factors: Record<string, string>;
}
export interface Contact extends Spell {
  kind: string;
  value: string;
}

/** A person's record as far as imports read and write it; `situations` are the main confirmed ones, oldest first. */
export interface PersonRecord {
  person: Person;
  identifiers: Identifier[];
  homes: Home[];
  situations: Situation[];
  verifications: Verification[];
  characteristics: Characteristic[];
  offers: Offer[];
  members: Member[];
  contacts: Contact[];
  risks: Risk[];
}

/** One change of one row that is still to be written. */
export interface Change {
  table: Table;
  op: 'I' | 'U' | 'D';
  row: Held;
  /** Of an update: the columns that changed. */
  columns: readonly string[];
}

let lastId = 0;
/** A number for a row that the database has not numbered yet: negative, never given twice. */
export const temporaryId = (): number => --lastId;

/** Collects the changes that one row of a file makes; the record that it is given is a copy that may be thrown away. */
export class Draft {
  readonly changes: Change[] = [];
  private readonly tenantId: number;

  constructor(tenantId: number) {
    this.tenantId = tenantId;
  }

  insert<R extends Held>(table: Table, list: R[], columns: Omit<R, 'id' | 'tenant_id'>): R {
    const row = { id: temporaryId(), tenant_id: this.tenantId, ...columns } as unknown as R;
    list.push(row);
    this.changes.push({ table, op: 'I', row, columns: [] });
    return row;
  }

  /** Sets columns; those that are as they were are no change. */
  update<R extends Held>(table: Table, row: R, columns: Partial<R>): void {
    const changed = Object.keys(columns).filter((key) => !same(row[key], columns[key]));
    if (changed.length === 0) return;
    Object.assign(row, columns);
    this.changes.push({ table, op: 'U', row, columns: changed });
  }

  remove<R extends Held>(table: Table, list: R[], row: R): void {
    list.splice(list.indexOf(row), 1);
    this.changes.push({ table, op: 'D', row, columns: [] });
  }
}

const same = (a: unknown, b: unknown): boolean =>
  (a ?? null) === (b ?? null) ||
  (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));

/** What a page of rows changes, row by row of each table: an insert and its later updates are one. */
export class Pending {
  private readonly rows = new Map<string, Change & { lines: Set<number> }>();

  add(line: number, changes: readonly Change[]): void {
    for (const change of changes) {
      const key = `${change.table} ${change.row.id}`;
      const held = this.rows.get(key);
      if (held === undefined) {
        this.rows.set(key, { ...change, lines: new Set([line]) });
        continue;
      }
      held.lines.add(line);
      held.row = change.row;
      if (change.op === 'D') {
        if (held.op === 'I') this.rows.delete(key);
        else held.op = 'D';
      } else held.columns = [...new Set([...held.columns, ...change.columns])];
    }
  }

  get size(): number {
    return this.rows.size;
  }

  of(
    table: Table,
    op: Change['op'],
  ): { row: Held; columns: readonly string[]; lines: ReadonlySet<number> }[] {
    return [...this.rows.values()].filter((c) => c.table === table && c.op === op);
  }
}
