import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import { COLUMNS, RETURN, type State, type Submission, submissionById } from './submission.ts';

/** Who does it, and what they note. */
export type By = { tenantId: number; user?: number | null; note?: string | null };

/** From which states a return may come to the next one. What failed or was superseded stays so: the return is made again. */
const FROM: Record<'sent' | 'accepted' | 'failed', State[]> = {
  sent: ['draft'],
  accepted: ['draft', 'sent'],
  failed: ['draft', 'sent', 'accepted'],
};

/** Which others of the same period and authorities give way when a return comes to a state. */
const GIVE_WAY: Record<'sent' | 'accepted' | 'failed', State[]> = {
  sent: ['sent'],
  accepted: ['sent', 'accepted'],
  failed: [],
};

/**
 * Says what became of a return: it was sent to the Department, accepted, or failed. One that is accepted takes the place of the one that
 * stood; until then that one stands. Throws `submission-state` when it can't come to that state.
 */
export async function markSubmission(
  pool: pg.Pool,
  id: number,
  state: 'sent' | 'accepted' | 'failed',
  by: By,
): Promise<{ submission: Submission; superseded: Submission[] }> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select from tenant where id = $1 for no key update', [by.tenantId]);
    const before = await submissionById(client, by.tenantId, id);
    if (!FROM[state].includes(before.state)) throw wrongState(before, state);
    const others = await overlapping(client, by.tenantId, before, GIVE_WAY[state]);
    for (const other of others) await moveTo(client, other.id, 'superseded', { ...by, note: null });
    await moveTo(client, id, state, by);
    await client.query('commit');
    const superseded = others.map((o) => ({ ...o, state: 'superseded' as const }));
    return { submission: { ...before, state }, superseded };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** Puts a return into a state and keeps the step; inside a transaction that holds the council's row. */
export async function moveTo(client: pg.PoolClient, id: number, state: State, by: By): Promise<void> {
  await client.query('update submission set state = $2 where id = $1 and state <> $2', [id, state]);
  await client.query(
    'insert into submission_event (tenant_id, submission_id, state, user_id, note) values ($1, $2, $3, $4, $5)',
    [by.tenantId, id, state, by.user ?? null, by.note ?? null],
  );
}

async function overlapping(
  client: pg.PoolClient,
  tenantId: number,
  of: Submission,
  states: State[],
): Promise<Submission[]> {
  const { rows } = await client.query<Submission>(
    `select ${COLUMNS} from submission where tenant_id = $1 and return_code = $2 and period_end = $3 and la_codes && $4
       and state = any ($5) and id <> $6 order by id`,
    [tenantId, RETURN, of.periodEnd, of.laCodes, states, of.id],
  );
  return rows;
}

const wrongState = (s: Submission, wanted: State): CasehouseError =>
  new CasehouseError('submission-state', `The return ${s.id} is ${s.state} and can't become ${wanted}.`, {
    status: 409,
    next:
      s.state === 'failed' || s.state === 'superseded'
        ? 'Make the return again, and mark the new one.'
        : 'Look at what was done with it: casehouse submission show.',
  });
