import type { SnapshotReader } from '../../warehouse/query.ts';
import type { Dialect } from './dialect.ts';
import type { Views } from './expression.ts';
import { writeStatement } from './statement.ts';
import { type Node, nodes, parseTree, text } from './tree.ts';

export interface Translated {
  sql: string;
  /** Its parameters by name, in the order of their numbers. */
  names: string[];
}

type Reader = Pick<SnapshotReader, 'run'>;

/** Writes a report's statement as another engine reads it. */
export type Translate = (sql: string) => Promise<Translated>;

/** What is known of one snapshot's marts on one server. */
interface Known {
  views: Promise<Views>;
  statements: Map<string, Promise<Translated>>;
}

const known = new Map<string, Known>();
const MOST = 20;

/**
 * What turns statements over one snapshot's marts into a dialect; `dialect` is given a statement's parameters, and `key` says which
 * marts they are, on which server. Throws when one is not portable, which the check of definitions rules out.
 */
export function translator(
  reader: Reader,
  key: string,
  dialect: (names: readonly string[]) => Dialect,
): Translate {
  const mine = known.get(key) ?? { views: viewsOf(reader, dialect([])), statements: new Map() };
  // what failed is tried again by the next request
  mine.views.catch(() => known.delete(key));
  if (known.size >= MOST) known.clear();
  known.set(key, mine);
  const translate = async (sql: string): Promise<Translated> => {
    const statement = await parse(reader, sql);
    const parameters = [...nodes(statement)].filter((n) => n.class === 'PARAMETER');
    const names = [...new Set(parameters.map((n) => text(n, 'identifier')))].sort();
    return { sql: write(statement, dialect(names), await mine.views), names };
  };
  return (sql) => {
    const found = mine.statements.get(sql) ?? translate(sql);
    mine.statements.set(sql, found);
    found.catch(() => mine.statements.delete(sql));
    return found;
  };
}

async function parse(reader: Reader, sql: string): Promise<Node> {
  const { rows } = await reader.run('select json_serialize_sql($sql::varchar)', { sql });
  return parseTree(String(rows[0]![0]))[0]!;
}

function write(statement: Node, dialect: Dialect, views: Views): string {
  return writeStatement(
    statement,
    dialect,
    (_, message) => {
      throw new Error(`not portable: ${message}`);
    },
    views,
  );
}

/** The views among a snapshot's marts, each written out, those that read another one after it. */
async function viewsOf(reader: Reader, dialect: Dialect): Promise<Views> {
  const columns = new Map<string, string[]>();
  const found = await reader.run(
    `select table_name, column_name from duckdb_columns() where schema_name = 'marts' and database_name = current_database()
     order by table_name, column_index`,
  );
  for (const [table, column] of found.rows)
    columns.set(String(table), [...(columns.get(String(table)) ?? []), String(column)]);
  const made = await reader.run(
    `select view_name, sql from duckdb_views() where schema_name = 'marts' and database_name = current_database() order by view_oid`,
  );
  const written = new Map<string, string>();
  for (const [name, sql] of made.rows) {
    const select = String(sql)
      .replace(/^create view .*? as\s+/is, '')
      .replace(/;\s*$/, '');
    written.set(String(name), write(await parse(reader, select), dialect, { written, columns }));
  }
  return { written, columns };
}

/** A parameter's value as text, as the statements of other engines take it. */
export const asText = (value: string | number | null | undefined): string | null =>
  value === null || value === undefined ? null : String(value);
