import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import {
  type Batch,
  type Doer,
  demandState,
  inTransaction,
  lockBatch,
  noSuchBatch,
  type Outcome,
  recount,
} from './batch.ts';
import type { Field, Verdict } from './match/compare.ts';

/** A batch with the names of those who had to do with it. */
export interface BatchView extends Batch {
  staged_by_name: string | null;
  reviewed_by_name: string | null;
  applied_by_name: string | null;
  undone_by_name: string | null;
  mapping: string | null;
}

const VIEW = `select b.*, u.name as staged_by_name, r.name as reviewed_by_name, a.name as applied_by_name, x.name as undone_by_name,
    case when m.id is not null then m.name || ' ' || m.version end as mapping
  from import_batch b left join app_user u on u.id = b.user_id left join app_user r on r.id = b.reviewed_by
  left join app_user a on a.id = b.applied_by left join app_user x on x.id = b.undone_by
  left join import_mapping m on m.id = b.mapping_id`;

/** The tenant's batches, newest first; at most `limit`, those before the batch `before` when given. */
export async function listBatches(
  pool: pg.Pool,
  tenantId: number,
  options: { limit?: number; before?: number | null } = {},
): Promise<BatchView[]> {
  const { rows } = await pool.query<BatchView>(
    `${VIEW} where b.tenant_id = $1 and ($3::bigint is null or b.id < $3) order by b.id desc limit $2`,
    [tenantId, options.limit ?? 50, options.before ?? null],
  );
  return rows;
}

/** One batch; throws `no-such-batch`, 404. */
export async function findBatch(
  client: pg.Pool | pg.PoolClient,
  tenantId: number,
  id: number,
): Promise<BatchView> {
  const { rows } = await client.query<BatchView>(`${VIEW} where b.tenant_id = $1 and b.id = $2`, [
    tenantId,
    id,
  ]);
  if (!rows[0]) throw noSuchBatch(id);
  return rows[0];
}

/** Somebody who could be meant, with what the store holds beside what agrees and what doesn't. */
export interface CandidateView {
  ref: string;
  score: number;
  given_name: string;
  family_name: string;
  dob: string;
  postcode: string | null;
  UPN: string | null;
  ULN: string | null;
  current: string | null;
  verdicts: Partial<Record<Field, Verdict>>;
}

/** A row of a file and what became of it. `outcome` is null while it is matched and not yet applied. */
export interface RowView {
  line: number;
  raw: string[];
  mapped: Record<string, string>;
  notes: string[];
  outcome: Outcome | null;
  reason: string | null;
  error_number: string | null;
  basis: 'number' | 'name' | 'decision' | 'new' | 'line' | null;
  score: number | null;
  ref: string | null;
  decision: Decision['decision'] | null;
  decided_by: string | null;
  decided_at: Date | null;
  candidates: CandidateView[];
}

/** What is asked of a batch's rows: an outcome (`waiting`: matched, not applied), and a page of them. */
export interface RowQuery {
  outcome?: Outcome | 'waiting' | null;
  /** The last line of the page before. */
  after?: number;
  limit?: number;
}

/** Rows of a batch in the order of the file, with the candidates of those that were queried side by side. */
export async function rowsOf(
  client: pg.Pool | pg.PoolClient,
  tenantId: number,
  batch: number,
  query: RowQuery = {},
): Promise<RowView[]> {
  await findBatch(client, tenantId, batch);
  const { outcome = null, after = -1, limit = 100 } = query;
  const { rows } = await client.query<
    RowView & { found: { person_id: number; score: number; verdicts: CandidateView['verdicts'] }[] }
  >(
    `select r.line, r.raw, r.mapped, r.notes, r.outcome, r.reason, r.error_number, r.basis, r.score, p.ref, r.decision,
       u.name as decided_by, r.decided_at, case when r.outcome = 'queried' or r.basis is null then r.candidates else '[]' end as found
     from import_row r left join person p on p.id = r.person_id left join app_user u on u.id = r.decided_by
     where r.batch_id = $1 and r.line > $2
       and ($3::text is null or case $3 when 'waiting' then r.outcome is null else r.outcome = $3 end)
     order by r.line limit $4`,
    [batch, after, outcome, limit],
  );
  const held = await shown(client, [...new Set(rows.flatMap((r) => r.found.map((c) => c.person_id)))]);
  return rows.map(({ found, ...row }) => ({
    ...row,
    candidates: found.flatMap(({ person_id, score, verdicts }) => {
      const person = held.get(person_id);
      return person ? [{ ...person, score, verdicts }] : [];
    }),
  }));
}

async function shown(
  client: pg.Pool | pg.PoolClient,
  ids: readonly number[],
): Promise<Map<number, Omit<CandidateView, 'score' | 'verdicts'>>> {
  const number = (kind: string) =>
    `(select string_agg(value, ', ' order by id) from person_identifier i where i.person_id = p.id and i.kind = '${kind}') as "${kind}"`;
  const { rows } = await client.query(
    `select p.id, p.ref, p.given_name, p.family_name, p.date_of_birth as dob, ${number('UPN')}, ${number('ULN')},
       (select a.postcode from person_address pa join address a on a.id = pa.address_id
         where pa.person_id = p.id and pa.kind = 'home' order by pa.started_on desc limit 1) as postcode,
       (select concat_ws(' ', s.code, k.label, 'at ' || o.name) from situation s
         left join code k on k.set_id = 'eet' and k.code = s.code left join organisation o on o.id = s.organisation_id
         where s.person_id = p.id and s.domain = 'eet' and s.is_primary and s.standing = 'confirmed'
         order by s.started_on desc limit 1) as current
     from person p where p.id = any ($1) and p.deleted_at is null`,
    [ids],
  );
  return new Map(rows.map(({ id, ...person }) => [id, person]));
}

/** What a person decides about a row: whose it is, that a record is to be begun, that it is not to be used, or that it waits. */
export type Decision =
  | { decision: 'person'; ref: string }
  | { decision: 'new' }
  | { decision: 'reject' }
  | { decision: 'leave' };

/** Decides a queried or waiting row. What was decided is done when the batch is applied, the next time too. */
export function decide(
  pool: pg.Pool,
  who: Doer,
  batchId: number,
  line: number,
  decision: Decision,
): Promise<void> {
  return inTransaction(pool, who, async (client) => {
    const batch = await lockBatch(client, who.tenantId, batchId);
    demandState(batch, ['matched', 'reviewed', 'applied'], 'decided');
    const { rows } = await client.query<{ outcome: Outcome | null }>(
      'select outcome from import_row where batch_id = $1 and line = $2 for update',
      [batchId, line],
    );
    if (!rows[0]) throw noSuchRow(batchId, line);
    if (rows[0].outcome !== null && rows[0].outcome !== 'queried') throw settledRow(line, rows[0].outcome);
    const person = decision.decision === 'person' ? await personOf(client, who.tenantId, decision.ref) : null;
    await keepDecision(client, who, {
      batchId,
      line,
      decision,
      person,
      isApplied: batch.state === 'applied',
    });
    await recount(client, batchId);
  });
}

async function keepDecision(
  client: pg.PoolClient,
  who: Doer,
  want: { batchId: number; line: number; decision: Decision; person: number | null; isApplied: boolean },
): Promise<void> {
  const { decision } = want.decision;
  const basis = decision === 'person' ? 'decision' : decision === 'new' ? 'new' : null;
  const outcome = decision === 'reject' ? 'rejected' : basis === null || want.isApplied ? 'queried' : null;
  await client.query(
    `update import_row r set decision = $3, decided_by = $4, decided_at = $5, outcome = $6, same_as_line = null,
       basis = case when $3 = 'leave' then basis else $7 end, person_id = case when $3 = 'leave' then person_id else $8 end,
       reason = case $3 when 'reject' then 'A person decided not to use it.' when 'leave' then coalesce(reason, 'A person left it for later.')
         else case when $6::text is null then null else 'Decided; it is done when the batch is applied again.' end end
     where batch_id = $1 and line = $2`,
    [want.batchId, want.line, decision, who.userId, who.clock(), outcome, basis, want.person],
  );
}

async function personOf(client: pg.PoolClient, tenantId: number, ref: string): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    'select id from person where tenant_id = $1 and ref = $2 and deleted_at is null',
    [tenantId, ref],
  );
  if (rows[0]) return rows[0].id;
  throw new CasehouseError('no-such-person', `There is no record with the number ${ref}.`, {
    status: 404,
    next: 'Check the number, or search by name.',
  });
}

const noSuchRow = (batch: number, line: number): CasehouseError =>
  new CasehouseError('no-such-row', `Batch ${batch} has no row that begins on line ${line}.`, {
    status: 404,
    next: 'See its rows.',
  });

const settledRow = (line: number, outcome: Outcome): CasehouseError =>
  new CasehouseError('row-settled', `The row on line ${line} is ${outcome} already.`, {
    status: 409,
    next:
      outcome === 'rejected'
        ? 'Correct it in the file and load that.'
        : 'Change the record by hand, or undo the batch.',
  });
