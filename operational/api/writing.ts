import type { Context } from 'hono';
import { type Kysely, sql, type Transaction } from 'kysely';
import { CasehouseError } from '../../base/errors.ts';
import type { Edition } from '../../nccis/edition.ts';
import { signedIn } from '../access/guard.ts';
import type { SessionPerson, Web } from '../access/person.ts';
import type { Tables } from '../tables.ts';

/** What the case store's routes stand on. */
export interface CaseStore {
  db: Kysely<Tables>;
  clock: () => Date;
  editions: readonly Edition[];
}

export type Tx = Transaction<Tables>;

/** Run the writes of one request: all or nothing, with the change log told who and which request. */
export function writing<T>(
  store: CaseStore,
  c: Context<Web>,
  work: (tx: Tx, who: SessionPerson) => Promise<T>,
): Promise<T> {
  const who = signedIn(c);
  return store.db.transaction().execute(async (tx) => {
    await sql`select set_config('casehouse.user_id', ${String(who.id)}, true),
      set_config('casehouse.request_id', ${c.get('requestId')}, true)`.execute(tx);
    return work(tx, who);
  });
}

const noSuchPerson = (ref: string): CasehouseError =>
  new CasehouseError('no-such-person', `There is no record with the number ${ref}.`, {
    status: 404,
    next: 'Check the number, or search by name.',
  });

/** The person with this number in the reader's tenant, locked until the transaction ends when `lock` is asked. */
export async function personByRef(
  db: Kysely<Tables>,
  who: SessionPerson,
  ref: string,
  lock: 'lock' | 'read' = 'read',
) {
  const query = db
    .selectFrom('person')
    .selectAll()
    .where('tenant_id', '=', who.tenantId)
    .where('ref', '=', ref)
    .where('deleted_at', 'is', null);
  const person = await (lock === 'lock' ? query.forNoKeyUpdate() : query).executeTakeFirst();
  if (!person) throw noSuchPerson(ref);
  if (person.merged_into_id !== null) throw await movedTo(db, person.merged_into_id, ref);
  return person;
}

async function movedTo(db: Kysely<Tables>, id: number, ref: string): Promise<CasehouseError> {
  const kept = await db.selectFrom('person').select('ref').where('id', '=', id).executeTakeFirst();
  if (!kept) return noSuchPerson(ref);
  return new CasehouseError('merged', `The record ${ref} was joined to ${kept.ref}.`, {
    status: 404,
    next: `Open ${kept.ref}.`,
  });
}
