import type { SnapshotReader } from '../../warehouse/query.ts';
import type { Dialect } from './dialect.ts';
import { writeStatement } from './statement.ts';
import { nodes, parseTree, text } from './tree.ts';

export interface Translated {
  sql: string;
  /** Its parameters by name, in the order of their numbers. */
  names: string[];
}

const MOST = 500;
const known = new Map<string, Translated>();

/** A report's statement as another engine reads it. Throws when it is not portable, which the check of definitions rules out. */
export async function translate(
  reader: Pick<SnapshotReader, 'run'>,
  sql: string,
  key: string,
  dialect: (names: readonly string[]) => Dialect,
): Promise<Translated> {
  const found = known.get(`${key}\n${sql}`);
  if (found !== undefined) return found;
  const { rows } = await reader.run('select json_serialize_sql($sql::varchar)', { sql });
  const [statement] = parseTree(String(rows[0]![0]));
  const names = [
    ...new Set(
      [...nodes(statement)].filter((n) => n.class === 'PARAMETER').map((n) => text(n, 'identifier')),
    ),
  ].sort();
  const written = writeStatement(statement!, dialect(names), (_, message) => {
    throw new Error(`not portable: ${message}`);
  });
  const translated = { sql: written, names };
  if (known.size >= MOST) known.clear();
  known.set(`${key}\n${sql}`, translated);
  return translated;
}

/** A parameter's value as text, as the statements of other engines take it. */
export const asText = (value: string | number | null | undefined): string | null =>
  value === null || value === undefined ? null : String(value);
