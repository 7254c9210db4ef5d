import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { inPlainWords } from '../../api/database-errors.ts';
import { CasehouseError } from '../../../base/errors.ts';
import { type Batch, type Doer, demandState, recount, requestOf, underRequest } from '../batch.ts';
import type { Profile } from '../profile.ts';
import { loadWorld, type World } from './context.ts';
import { FreshNumbers } from './create.ts';
import { loadRecords } from './load.ts';
import { Pending, type PersonRecord } from './record.ts';
import { applyRow, type RowResult, type RowToApply } from './row.ts';
import { type Numbers, write } from './write.ts';

const PAGE = 500;
const ADD_ORGANISATIONS = readFileSync(join(import.meta.dirname, 'organisations.sql'), 'utf8');

interface Row extends RowToApply {
  basis: 'number' | 'name' | 'decision' | 'new' | 'line';
  person_id: number | null;
  /** Of a row about somebody whom an earlier row began. */
  first_person_id: number | null;
  same_as_line: number | null;
}

/**
 * Applies a batch's matched rows that have not been, in the order of the file: also those that were queried for another reason than who
 * they are about, which may be possible now. The caller's transaction keeps all of it or nothing.
 */
export async function apply(client: pg.PoolClient, who: Doer, batch: Batch, profile: Profile): Promise<void> {
  demandState(batch, ['matched', 'reviewed', 'applied'], 'applied');
  const application = batch.applications + 1;
  await underRequest(client, requestOf(batch.id, application));
  if (profile.organisations === 'add') await client.query(ADD_ORGANISATIONS, [batch.id, batch.tenant_id]);
  const world = await loadWorld(client, who, batch, profile);
  const run = new Run(client, world, application);
  let line = -1;
  for (let done = 0; ; done += PAGE) {
    const { rows } = await client.query<Row>(
      `select r.line, r.mapped, r.basis, r.person_id, r.same_as_line, f.person_id as first_person_id
       from import_row r left join import_row f on f.batch_id = r.batch_id and f.line = r.same_as_line
       where r.batch_id = $1 and r.line > $2 and r.basis is not null and r.decision is distinct from 'leave'
         and (r.outcome is null or r.outcome = 'queried') order by r.line limit ${PAGE}`,
      [batch.id, line],
    );
    if (rows.length === 0) break;
    line = rows.at(-1)!.line;
    who.onStep?.('applying', Math.min(1, done / Math.max(1, batch.rows_read)));
    await run.page(rows);
  }
  await underRequest(client, '');
  await recount(client, batch.id);
  await client.query(
    `update import_batch set state = 'applied', applications = $2, applied_at = $3, applied_by = $4, rows_settled = rows_settled + $5
     where id = $1`,
    [batch.id, application, who.clock(), who.userId, run.settled],
  );
}

class Run {
  settled = 0;
  private readonly client: pg.PoolClient;
  private readonly world: World;
  private readonly application: number;
  private readonly fresh = new FreshNumbers();
  private readonly numbers: Numbers = new Map();

  constructor(client: pg.PoolClient, world: World, application: number) {
    this.client = client;
    this.world = world;
    this.application = application;
  }

  /** Applies rows together; when the database refuses one of them, in halves, until that one stands alone and is queried. */
  async page(rows: readonly Row[]): Promise<void> {
    await this.client.query('savepoint page');
    try {
      await this.together(rows);
      await this.client.query('release savepoint page');
    } catch (error) {
      await this.client.query('rollback to savepoint page');
      const refusal = inPlainWords(error);
      if (!(refusal instanceof CasehouseError)) throw error;
      if (rows.length === 1) return this.query(rows[0]!, refusal.message);
      const half = Math.ceil(rows.length / 2);
      await this.page(rows.slice(0, half));
      await this.page(await this.again(rows.slice(half)));
    }
  }

  private async again(rows: readonly Row[]): Promise<Row[]> {
    const { rows: firsts } = await this.client.query<{ line: number; person_id: number | null }>(
      'select line, person_id from import_row where batch_id = $1 and line = any ($2)',
      [this.world.batch.id, rows.map((r) => r.same_as_line)],
    );
    const of = new Map(firsts.map((f) => [f.line, f.person_id]));
    return rows.map((r) => ({ ...r, first_person_id: of.get(r.same_as_line ?? -1) ?? null }));
  }

  private async query(row: Row, reason: string): Promise<void> {
    await this.client.query(
      "update import_row set outcome = 'queried', reason = $3 where batch_id = $1 and line = $2",
      [this.world.batch.id, row.line, reason],
    );
  }

  private async together(rows: readonly Row[]): Promise<void> {
    const { client, world } = this;
    await this.fresh.prepare(client, world, rows.filter((r) => r.basis === 'new').length);
    const known = await loadRecords(
      client,
      world.tenant.id,
      rows.flatMap((r) => r.person_id ?? r.first_person_id ?? []),
    );
    const people = new Map<number, PersonRecord>(
      [...known.values()].map((record) => [record.person.id, record]),
    );
    const begun = new Map<number, number>();
    const pending = new Pending();
    const results = rows.map((row) => {
      const result = this.one(row, { known, people, begun });
      pending.add(row.line, result.changes);
      if (result.record) people.set(result.record.person.id, result.record);
      if (result.record && row.basis === 'new') begun.set(row.line, result.record.person.id);
      return { row, result };
    });
    const numbers: Numbers = new Map(this.numbers);
    const touched = await write(client, pending, numbers);
    await this.placeHomes(pending);
    await this.keep(results, touched, numbers);
    for (const [temporary, id] of numbers) this.numbers.set(temporary, id);
    for (const { result } of results) {
      for (const work of result.afterwards) work();
      if (result.settled) this.settled++;
    }
  }

  private one(
    row: Row,
    found: {
      known: Map<number, PersonRecord>;
      people: Map<number, PersonRecord>;
      begun: Map<number, number>;
    },
  ): RowResult {
    const { world, fresh } = this;
    if (row.basis === 'new' && row.person_id === null) return applyRow(world, row, null, fresh);
    const first = row.same_as_line === null ? null : (found.begun.get(row.same_as_line) ?? null);
    const id = row.person_id ?? row.first_person_id ?? first;
    const standing = id === null ? undefined : (found.known.get(id)?.person.id ?? id);
    const record = standing === undefined ? undefined : found.people.get(standing);
    if (record) return applyRow(world, row, record, fresh);
    const reason =
      row.same_as_line === null
        ? 'The record that it was matched with is no longer there.'
        : `It is about the same person as line ${row.same_as_line}, whose record could not be begun.`;
    return {
      outcome: 'queried',
      reason,
      number: null,
      changes: [],
      record: null,
      settled: false,
      afterwards: [],
    };
  }

  /** Authority, ward and LSOA of new homes: those that most addresses of the same postcode have. */
  private async placeHomes(pending: Pending): Promise<void> {
    const made = pending.of('address', 'I').map(({ row }) => row.id);
    if (made.length === 0) return;
    await this.client.query(
      `update address a set la_code = p.la_code, ward_code = p.ward_code, lsoa_code = p.lsoa_code, match = 'postcode'
       from (select distinct on (postcode) postcode, la_code, ward_code, lsoa_code from address
         where tenant_id = $2 and ward_code is not null and postcode in (select postcode from address where id = any ($1))
         group by postcode, la_code, ward_code, lsoa_code order by postcode, count(*) desc, ward_code) p
       where a.id = any ($1) and p.postcode = a.postcode`,
      [made, this.world.tenant.id],
    );
  }

  private async keep(
    results: readonly { row: Row; result: RowResult }[],
    touched: readonly { line: number; table: string; row: number }[],
    numbers: Numbers,
  ): Promise<void> {
    const personOf = ({ row, result }: (typeof results)[number]): number | null => {
      const id = result.record?.person.id ?? row.person_id;
      return id !== null && id < 0 ? (numbers.get(id) ?? null) : id;
    };
    await this.client.query(
      `update import_row r set outcome = x.outcome, reason = x.reason, error_number = x.number, person_id = x.person_id
       from unnest($2::integer[], $3::text[], $4::text[], $5::text[], $6::bigint[]) as x (line, outcome, reason, number, person_id)
       where r.batch_id = $1 and r.line = x.line`,
      [
        this.world.batch.id,
        results.map(({ row }) => row.line),
        results.map(({ result }) => result.outcome),
        results.map(({ result }) => result.reason),
        results.map(({ result }) => result.number),
        results.map(personOf),
      ],
    );
    await this.client.query(
      `insert into import_change (batch_id, application, line, table_name, row_id)
       select $1, $2, x.line, x.table_name, x.row_id from unnest($3::integer[], $4::text[], $5::bigint[]) as x (line, table_name, row_id)`,
      [
        this.world.batch.id,
        this.application,
        touched.map((t) => t.line),
        touched.map((t) => t.table),
        touched.map((t) => t.row),
      ],
    );
  }
}
