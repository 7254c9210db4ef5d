import { UsageError } from '../base/errors.ts';
import type { Doer } from '../operational/imports/batch.ts';
import type { Call, Option } from './command.ts';
import { openStore, type Store } from './store.ts';

/** Options of every verb that changes something by an import. */
export const WHO: Readonly<Record<string, Option>> = {
  tenant: { value: 'NUMBER', doc: 'whose store, when it holds several councils' },
  by: { value: 'EMAIL', doc: 'whose account does it; the change log keeps it' },
};

/** The store, and who does something with its imports. */
export async function importDesk({ given, settings, io }: Call): Promise<Store & { who: Doer }> {
  const { onlyTenant } = await import('../operational/access/council.ts');
  const { councilEditions } = await import('../operational/reference/council.ts');
  const store = await openStore(settings, io, { migrate: false });
  const tenantId = given.whole('tenant') ?? (await onlyTenant(store.pool)).id;
  const email = given.text('by');
  const { rows } = await store.pool.query<{ id: number }>(
    'select id from app_user where tenant_id = $1 and lower(email) = lower($2) and active',
    [tenantId, email],
  );
  if (email !== null && !rows[0])
    throw new UsageError(`There is no account ${email}.`, 'See "casehouse user list".');
  return {
    ...store,
    who: {
      tenantId,
      userId: rows[0]?.id ?? null,
      clock: io.clock,
      editions: await councilEditions(store.pool, undefined, tenantId),
      onStep: io.progress,
    },
  };
}

/** The number of a batch, or of a line, as typed. */
export function wholeNumber(text: string, what: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new UsageError(`"${text}" is not the number of a ${what}.`, 'See "casehouse import list".');
}

/** `NAME=VALUE` options as an object; throws a UsageError for one without a name. */
export function pairs(option: string, texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at < 1)
        throw new UsageError(`--${option} is "${text}", not NAME=VALUE.`, 'See the help of the verb.');
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
