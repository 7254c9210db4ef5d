import { randomInt } from 'node:crypto';
import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import type { Edition } from '../../nccis/edition.ts';
import type { Values } from '../../nccis/file/reader.ts';

/**
 * The authority that a return is loaded for: the one named, the store's only one, or in an empty store a new one from the header.
 * A return of another authority is refused.
 */
export async function authority(
  client: pg.PoolClient,
  header: Values,
  edition: Edition,
  tenantId?: number,
): Promise<number> {
  const { rows } = await client.query<{ id: number; name: string; la_codes: string[] }>(
    'select id, name, la_codes from tenant where $1::integer is null or id = $1 order by id for update',
    [tenantId ?? null],
  );
  const las = header.source_las as string[];
  if (rows.length === 0 && tenantId === undefined) return makeAuthority(client, header, edition);
  if (rows.length !== 1) {
    throw new CasehouseError(
      'no-authority',
      rows.length === 0 ? `There is no authority ${tenantId}.` : 'The store holds several authorities.',
      {
        next: 'Say which authority the return is for.',
      },
    );
  }
  const strange = las.find((la) => !rows[0]!.la_codes.includes(la));
  if (strange === undefined) return rows[0]!.id;
  throw new CasehouseError(
    'other-authority',
    `The return is for authority ${strange}; ${rows[0]!.name} is ${rows[0]!.la_codes.join(', ')}.`,
    {
      next: 'Load it into the store of that authority.',
    },
  );
}

async function makeAuthority(client: pg.PoolClient, header: Values, edition: Edition): Promise<number> {
  const las = header.source_las as string[];
  const names = las.map((la) => edition.las.find((l) => l.code === la)?.name ?? la);
  await client.query('insert into tenant (id, name, database_id, la_codes) values (1, $1, $2, $3)', [
    names.join(' and '),
    (header.databases as string[])[0],
    las,
  ]);
  return 1;
}

/** Lays out `free_ref`: for each new person a number that nobody has and that says nothing, not even how many records there are. */
export async function freeRefs(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ n: number }>(
    'select count(*)::integer as n from incoming where is_new',
  );
  const refs = new Set<string>();
  while (refs.size < rows[0]!.n) {
    while (refs.size < rows[0]!.n) refs.add(String(randomInt(1_000_000, 10_000_000)));
    const taken = await client.query<{ ref: string }>('select ref from person where ref = any ($1)', [
      [...refs],
    ]);
    for (const { ref } of taken.rows) refs.delete(ref);
  }
  await client.query(
    'create temp table free_ref on commit drop as select n::integer, ref from unnest($1::text[]) with ordinality as r (ref, n)',
    [[...refs]],
  );
}
