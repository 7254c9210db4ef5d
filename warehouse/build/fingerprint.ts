import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Duck } from '../duckdb.ts';
import type { TableCount } from '../manifest.ts';

/** Row count and order-free hash of every table of the schemas of a database. */
export async function fingerprint(duck: Duck, schemas: readonly string[]): Promise<TableCount[]> {
  const list = schemas.map((s) => `'${s}'`).join(', ');
  const { rows } = await duck.run(
    `select schema_name, table_name from duckdb_tables()
     where database_name = current_database() and schema_name in (${list}) order by 1, 2`,
  );
  const counts: TableCount[] = [];
  for (const [schema, table] of rows) {
    const name = `${schema}.${table}`;
    const found = (
      await duck.run(
        `select count(*), coalesce(sum(md5_number_lower(t::varchar)), 0)::varchar from ${name} t`,
      )
    ).rows[0]!;
    counts.push({
      name,
      rows: Number(found[0]),
      hash: createHash('sha256')
        .update(`${name}\n${found.join('\n')}`)
        .digest('hex'),
    });
  }
  return counts;
}

/** SHA-256 (hex) of a file. */
export async function fileHash(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
