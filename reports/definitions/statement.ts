/** What a statement reads and does, seen from DuckDB's own parse of it (`json_serialize_sql`). */
export interface StatementShape {
  /** `schema.table`, each once; names of its own WITH clauses left out. */
  tables: string[];
  /** Table functions such as read_csv, which a report may not call. */
  tableFunctions: string[];
  /** Character positions of `select *`. `count(*)` is none. */
  stars: number[];
  /** How many statements the text holds. */
  statements: number;
}

type Node = { [key: string]: unknown };

/** Walks the parse tree of one or more statements. Throws the parser's message when the text is not a SELECT. */
export function shapeOf(serialised: string): StatementShape {
  const tree = JSON.parse(serialised) as { error: boolean; error_message?: string; statements?: unknown[] };
  if (tree.error) throw new Error(tree.error_message ?? 'not a SELECT');
  const shape: StatementShape = {
    tables: [],
    tableFunctions: [],
    stars: [],
    statements: tree.statements?.length ?? 0,
  };
  walk(tree.statements, shape, new Set(withNames(tree.statements)));
  shape.tables = [...new Set(shape.tables)];
  return shape;
}

function walk(value: unknown, shape: StatementShape, own: ReadonlySet<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, shape, own);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const node = value as Node;
  if (node.type === 'BASE_TABLE') {
    const schema = String(node.schema_name ?? '');
    const table = String(node.table_name);
    if (schema !== '' || !own.has(table)) shape.tables.push(schema === '' ? table : `${schema}.${table}`);
  } else if (node.type === 'TABLE_FUNCTION') {
    shape.tableFunctions.push(
      String((node.function as Node | undefined)?.function_name ?? 'a table function'),
    );
  } else if (node.class === 'STAR') {
    shape.stars.push(Number(node.query_location ?? 0));
  }
  for (const child of Object.values(node)) walk(child, shape, own);
}

function withNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(withNames);
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Node;
  const map = (node.cte_map as { map?: { key: string }[] } | undefined)?.map ?? [];
  return [...map.map((entry) => entry.key), ...Object.values(node).flatMap(withNames)];
}
