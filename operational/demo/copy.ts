import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { isoInstant } from './calendar.ts';
import type { Version } from './journal.ts';
import { TABLES, TABLE_NAMES, type Table, type Value } from './tables.ts';

const CHUNK = 1_000_000;

/** Sends versions to their staging tables, a chunk of text at a time, so that memory stays small. */
export class Staging {
  readonly #client: pg.PoolClient;
  readonly #lines = new Map<Table, { text: string[]; length: number }>();
  #count = 0;

  constructor(client: pg.PoolClient) {
    this.#client = client;
    for (const table of TABLE_NAMES) this.#lines.set(table, { text: [], length: 0 });
  }

  get count(): number {
    return this.#count;
  }

  /** Resolves at once for most; when a chunk is full, once the database has it. */
  async add(version: Version): Promise<void> {
    const lines = this.#lines.get(version.table)!;
    const line = this.#line(version);
    lines.text.push(line);
    lines.length += line.length;
    if (lines.length > CHUNK) await this.#send(version.table);
  }

  async end(): Promise<void> {
    for (const table of TABLE_NAMES) await this.#send(table);
  }

  #line({ table, row, number, last, knownAt, userId }: Version): string {
    let line = '';
    for (const column of TABLES[table]) line += `${cell(row[column])}\t`;
    return `${line}${number}\t${last ? 't' : 'f'}\t${isoInstant(knownAt)}\t${userId ?? '\\N'}\t${++this.#count}\n`;
  }

  async #send(table: Table): Promise<void> {
    const lines = this.#lines.get(table)!;
    if (lines.length === 0) return;
    const stream = this.#client.query(
      copyFrom(
        `copy demo_${table} (${TABLES[table].join(', ')}, v_number, v_last, v_known_at, v_user_id, v_order) from stdin`,
      ),
    );
    stream.end(lines.text.join(''));
    lines.text = [];
    lines.length = 0;
    await once(stream, 'finish');
  }
}

function cell(value: Value | undefined): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string') return /[\\\t\n\r]/.test(value) ? escaped(value) : value;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  return String(value);
}

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
