import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Duck } from '../duckdb.ts';
import type { TableCount } from '../manifest.ts';

/**
 * Row count and order-free hash of every table of the schemas of a database. Cells are hashed as text, with a mark of their own for
 * null, so that the hash says the same in any version of the engine.
 */
export async function fingerprint(duck: Duck, schemas: readonly string[]): Promise<TableCount[]> {
  const list = schemas.map((s) => `'${s}'`).join(', ');
  const { rows } = await duck.run(
    `select schema_name || '.' || table_name, string_agg('coalesce("' || column_name || '"::varchar, chr(1))', ', ' order by column_index)
     from duckdb_columns() where database_name = current_database() and schema_name in (${list})
       and table_oid in (select table_oid from duckdb_tables()) group by 1 order by 1`,
  );
  const counts: TableCount[] = [];
  for (const [name, cells] of rows as [string, string][]) {
    const sum = `coalesce(sum(md5_number_lower(concat_ws(chr(2), ${cells}))), 0)::varchar`;
    const [count, digest] = (await duck.run(`select count(*), ${sum} from ${name}`)).rows[0] as [
      number,
      string,
    ];
    counts.push({
      name,
      rows: count,
      hash: createHash('sha256').update(`${name}\n${count}\n${digest}`).digest('hex'),
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
