import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBValue,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { codesOf } from '../file/schema.ts';
import type { Values } from '../file/reader.ts';
import type { Edition, Field, Form } from '../edition.ts';
import { anyOf } from '../forms.ts';

const prepare = readFileSync(resolve(import.meta.dirname, '../../sql/returns/nccis/prepare.sql'), 'utf8');
const [macros, repeats, checked] = prepare.split(/^(?=create or replace table (?:same_ypid|checked))/m) as [
  string,
  string,
  string,
];

/** What DuckDB may hold of a large file at once; measured by test/bench/return-memory.ts. */
const MEMORY_ON_DISK = '384MB';

/** The leaves of a record, in file order; each is a column of the table that the checks read. */
export const recordFields = (edition: Edition): Field[] =>
  edition.fields.filter((f) => f.type !== 'node' && f.path.startsWith('YoungPersonsRecord/'));

/** The records of one file in an in-memory DuckDB, for the edition's checks to run over. */
export class RecordStore {
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;
  private appender: DuckDBAppender;
  private readonly edition: Edition;
  private readonly fields: Field[];
  private count = 0;

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    appender: DuckDBAppender,
    edition: Edition,
  ) {
    this.instance = instance;
    this.connection = connection;
    this.appender = appender;
    this.edition = edition;
    this.fields = recordFields(edition);
  }

  /** `folder` takes the records of a large file to disk: the caller's own, to be removed after; without it they stay in memory. */
  static async open(edition: Edition, folder: string | null = null): Promise<RecordStore> {
    const instance = await DuckDBInstance.create(
      folder === null ? ':memory:' : join(folder, 'records.duckdb'),
      {
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        threads: '2',
        ...(folder === null ? {} : { memory_limit: MEMORY_ON_DISK, temp_directory: join(folder, 'spill') }),
      },
    );
    const connection = await instance.connect();
    const columns = recordFields(edition).map((f) => `${f.column} varchar${f.many ? '[]' : ''}`);
    await connection.run(
      `create table record (row_no integer, line integer, has_personal_details boolean, has_activities boolean, ${columns.join(', ')})`,
    );
    return new RecordStore(instance, connection, await connection.createAppender('record'), edition);
  }

  add(line: number, values: Values, nodes: Set<string>): void {
    const row = this.appender;
    row.appendInteger(++this.count);
    row.appendInteger(line);
    row.appendBoolean(nodes.has('YoungPersonsRecord/PersonalDetails'));
    row.appendBoolean(nodes.has('YoungPersonsRecord/Activities'));
    for (const field of this.fields) {
      const value = values[field.column!] ?? null;
      if (field.many) row.appendList(listValue((value as string[] | null) ?? []), listOfText);
      else if (value === null) row.appendNull();
      else row.appendVarchar(value as string);
    }
    row.endRow();
  }

  /** Ends loading and works out what the checks lean on. `periodEnd` chooses the codes that held. */
  async prepare(header: Values, periodEnd: string): Promise<void> {
    for await (const _ of this.slices(header, periodEnd)) return;
  }

  /** The same for `size` records at a time, so that no more is held of a large file: `checked` is each slice in turn. */
  async *slices(header: Values, periodEnd: string, size = Number.MAX_SAFE_INTEGER): AsyncGenerator<void> {
    this.appender.closeSync();
    await this.facts(header, periodEnd);
    await this.connection.run(repeats);
    for (let first = 1; first === 1 || first <= this.count; first += size) {
      await this.slice(first, first + size - 1);
      yield;
    }
  }

  private async slice(first: number, last: number): Promise<void> {
    await this.connection.run(
      `create or replace table slice as select ${first} as first_row, ${last} as last_row`,
    );
    await this.connection.run(checked);
  }

  /** Keeps what is loaded as `<name>_checked`, and begins anew; the next records need a `prepare` of their own. */
  async setAside(name: string): Promise<void> {
    await this.connection.run(`alter table checked rename to ${name}_checked; delete from record`);
    this.appender = await this.connection.createAppender('record');
    this.count = 0;
  }

  /** Puts these records in the place of all others; `facts` must have been laid down. */
  async replace(records: Values[], nodes: Set<string>): Promise<void> {
    this.appender.closeSync();
    await this.connection.run('delete from record');
    this.appender = await this.connection.createAppender('record');
    this.count = 0;
    for (const record of records) this.add(1, record, nodes);
    this.appender.closeSync();
    await this.connection.run(repeats);
    await this.slice(1, this.count);
  }

  /** What the checks lean on beside the records: lists, activities, the edition's ages, the header, forms. */
  async facts(header: Values, periodEnd: string): Promise<void> {
    const { cohort, guarantee, codes, activities } = this.edition;
    const lists = new Set(codes.map((c) => c.set));
    const listed: Record<string, string[]> = {
      leaver: codes.filter((c) => c.set === 'YP10' && c.group === 'leaver').map((c) => c.code),
    };
    const kinds = ['', '-REFUSED', '-EVER'].flatMap((kind) => [...lists, 'eet'].map((list) => list + kind));
    for (const list of [...kinds, 'LA', 'LA-ANY', 'LA-UNKNOWN']) {
      listed[list] = codesOf(this.edition, list, periodEnd);
    }
    await this.table(
      'listed',
      Object.entries(listed).map(([list, held]) => ({ list, codes: held })),
    );
    const holding = new Set(listed.eet);
    await this.table(
      'activity',
      activities
        .filter((a) => holding.has(a.code))
        .map((a) => ({
          code: a.code,
          age_band: a.ageBand,
          minimum_age: a.minimumAge,
          needs_predicted_end: a.needsPredictedEnd,
          needs_review: a.needsReview,
          needs_neet_start: a.needsNeetStart,
          needs_due: a.needsDue,
        })),
    );
    await this.table('edition', [
      {
        final_compulsory_age: cohort.finalCompulsoryAge,
        headline_to: cohort.headlineTo,
        year_group_below_age: cohort.yearGroupBelowAge,
        season_starts_month: guarantee.seasonStartsMonth,
      },
    ]);
    await this.table('header', [
      { databases: header.databases ?? [], source_las: header.source_las ?? [], period_end: periodEnd },
    ]);
    await this.connection.run(
      'create or replace table header as select * replace (cast(period_end as date) as period_end) from header',
    );
    for (const form of this.edition.forms) await this.connection.run(fitsMacro(form));
    await this.connection.run(macros);
  }

  /** Rows as they come, some thousands at a time. */
  async *stream(sql: string): AsyncGenerator<DuckDBValue[]> {
    const result = await this.connection.stream(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return;
      yield* chunk.getRows();
    }
  }

  async rows(sql: string): Promise<DuckDBValue[][]> {
    return (await this.connection.runAndReadAll(sql)).getRows();
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  /** A small table of facts, by way of JSON so that names and types come with it. */
  private async table(name: string, rows: Record<string, unknown>[]): Promise<void> {
    const sample = rows[0]!;
    const type = (v: unknown): string =>
      Array.isArray(v)
        ? '["VARCHAR"]'
        : typeof v === 'boolean'
          ? '"BOOLEAN"'
          : typeof v === 'string'
            ? '"VARCHAR"'
            : '"INTEGER"';
    const shape = `[{${Object.keys(sample)
      .map((k) => `"${k}": ${type(sample[k])}`)
      .join(', ')}}]`;
    await this.connection.run(
      `create or replace table ${name} as select unnest(from_json($rows::json, '${shape}'), recursive := true)`,
      { rows: JSON.stringify(rows) },
    );
  }
}

/** The macro by which checks ask whether a value has its form. Constants, so that the patterns are compiled once. */
function fitsMacro({ column, pattern, refused }: Form): string {
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  const conditions = [
    pattern === null ? null : `regexp_full_match(v, ${text(pattern)})`,
    refused === null ? null : `not regexp_matches(v, ${text(anyOf(refused))})`,
  ].filter((c) => c !== null);
  return `create or replace macro fits_${column}(v) as ${conditions.join(' and ')}`;
}

const listOfText = LIST(VARCHAR);
