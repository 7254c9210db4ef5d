import { sql } from 'kysely';
import type { Day } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { SessionPerson } from '../access/person.ts';
import type { Tx } from '../api/writing.ts';

/** How far a fact has come: only verified ones enter figures and returns. */
export type RecordState = 'draft' | 'submitted' | 'verified';

/** The facts that have states. */
export type Fact = 'situation' | 'characteristic' | 'offer';

/** Roles whose own entries are verified at once while a council has not said otherwise. */
export const VERIFIED_AT_ONCE: readonly string[] = ['caseworker', 'tracker', 'manager'];

/**
 * The state that an entry gets: what was asked for, or else verified for the roles that the council verifies at once and submitted for
 * all others. Refused when somebody asks for a verified entry whose role is not among those.
 */
export async function stateOfEntry(
  tx: Tx,
  who: SessionPerson,
  asked: RecordState | undefined,
): Promise<RecordState> {
  if (asked === 'draft' || asked === 'submitted') return asked;
  const tenant = await tx
    .selectFrom('tenant')
    .select('verified_at_once')
    .where('id', '=', who.tenantId)
    .executeTakeFirstOrThrow();
  if ((tenant.verified_at_once ?? VERIFIED_AT_ONCE).includes(who.role)) return 'verified';
  if (asked === undefined) return 'submitted';
  throw new CasehouseError('not-verified-at-once', 'What you enter is verified by somebody else here.', {
    status: 403,
    next: 'Send it as submitted; it counts once it is verified.',
  });
}

/** A decision about a fact: what, on which evidence. */
export interface Decision {
  fact: Fact;
  factId: number;
  personId: number;
  decision: 'submitted' | 'verified' | 'sent-back';
  on: Day;
  method?: string;
  source?: string;
  reason?: string;
}

/** Keeps a decision with who made it. */
export async function keepDecision(tx: Tx, who: SessionPerson, d: Decision): Promise<void> {
  await tx
    .insertInto('record_decision')
    .values({
      tenant_id: who.tenantId,
      person_id: d.personId,
      fact: d.fact,
      fact_id: d.factId,
      decision: d.decision,
      decided_on: d.on,
      method: d.method ?? null,
      source_code: d.source ?? null,
      user_id: who.id,
      reason: d.reason ?? null,
    })
    .execute();
}

/** Runs a change, throws what it throws, and takes it back in any case. */
export async function tried(tx: Tx, change: () => Promise<unknown>): Promise<void> {
  await sql`savepoint trial`.execute(tx);
  await change();
  await sql`rollback to savepoint trial`.execute(tx);
}
