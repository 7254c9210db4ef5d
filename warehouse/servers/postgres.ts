import type { ClientBase } from 'pg';

/** Id of the snapshot whose marts a Postgres server serves in its schema `marts`; null when nothing was loaded yet. */
export async function servedByPostgres(client: ClientBase): Promise<string | null> {
  const there = await client.query("select to_regclass('marts.served') is not null as there");
  if (!(there.rows[0] as { there: boolean }).there) return null;
  const { rows } = await client.query('select snapshot from marts.served');
  return (rows[0] as { snapshot: string } | undefined)?.snapshot ?? null;
}
