import { quoted, type Dialect } from './dialect.ts';
import { type Views, writeExpression, type Writing } from './expression.ts';
import { child, list, type Node, nodes, type OnFault, positionOf, text } from './tree.ts';

const NO_VIEWS: Views = { written: new Map(), columns: new Map() };

/** A parsed SELECT as the dialect says it. What is not portable goes to `onFault`; the text is of use only when nothing did. */
export function writeStatement(
  statement: Node,
  dialect: Dialect,
  onFault: OnFault,
  views: Views = NO_VIEWS,
): string {
  const w: Writing = { dialect, onFault, own: new Set(), tables: new Set(), views };
  return writeQuery(w, child(statement, 'node')!, 0, { named: true, names: null });
}

interface Place {
  /** Must every column have a name? */
  named: boolean;
  /** Names that the first select of a union gives to those after it. */
  names: readonly (string | null)[] | null;
}

function writeQuery(around: Writing, node: Node, at: number, place: Place): string {
  const ctes = list(child(node, 'cte_map') ?? {}, 'map');
  let w = around;
  const withs: string[] = [];
  for (const entry of ctes) {
    const name = text(entry, 'key').toLowerCase();
    const value = child(entry, 'value')!;
    if (list(value, 'aliases').length > 0)
      w.onFault(at, `name the columns of "${name}" inside it, with "as".`);
    const query = child(child(value, 'query')!, 'node')!;
    if (text(query, 'type') === 'RECURSIVE_CTE_NODE') w.onFault(at, 'a recursive WITH is not portable.');
    else withs.push(`${quoted(name)} as (${writeQuery(w, query, at, { named: true, names: null })})`);
    w = { ...w, own: new Set([...w.own, name]) };
  }
  const head = withs.length === 0 ? '' : `with ${withs.join(', ')} `;
  if (text(node, 'type') === 'SELECT_NODE') return head + writeSelect(w, node, at, place);
  if (text(node, 'type') === 'SET_OPERATION_NODE') return head + writeUnion(w, node, at, place);
  w.onFault(
    at,
    `${text(node, 'type')
      .toLowerCase()
      .replace(/_node$/, '')
      .replaceAll('_', ' ')} is not portable.`,
  );
  return '';
}

function writeUnion(w: Writing, node: Node, at: number, place: Place): string {
  if (text(node, 'setop_type') !== 'UNION')
    w.onFault(at, `${text(node, 'setop_type').toLowerCase()} is not portable: join, and ask for "is null".`);
  const sides = [child(node, 'left'), child(node, 'right'), ...list(node, 'children')].filter(
    (side) => side !== null,
  );
  const names = place.names ?? namesOf(sides[0]!);
  const parts = sides.map((side, i) =>
    writeQuery(w, side, at, i === 0 ? { ...place, names: place.names } : { named: false, names }),
  );
  const joined = parts.join(node.setop_all === true ? ' union all ' : ' union distinct ');
  const order = modifiers(w, node, at);
  // an order is of the whole union on every engine only from outside of it
  return order === '' ? joined : `select * from (${joined}) as "whole"${order}`;
}

/** The names of a query's columns, those of the first select. */
function namesOf(node: Node): (string | null)[] {
  if (text(node, 'type') === 'SET_OPERATION_NODE') {
    const first = child(node, 'left') ?? list(node, 'children')[0];
    return first === undefined || first === null ? [] : namesOf(first);
  }
  return list(node, 'select_list').map(nameOf);
}

function nameOf(item: Node): string | null {
  if (text(item, 'alias') !== '') return text(item, 'alias');
  if (text(item, 'class') !== 'COLUMN_REF') return null;
  return (item.column_names as string[]).at(-1) ?? null;
}

function writeSelect(around: Writing, node: Node, at: number, place: Place): string {
  const from = child(node, 'from_table')!;
  const tables = new Set(tableNames(from));
  const w: Writing = { ...around, tables };
  if (text(node, 'aggregate_handling') === 'FORCE_AGGREGATES')
    w.onFault(at, 'group by all is not portable: name the columns.');
  for (const [key, what] of [
    ['qualify', 'qualify is not portable: filter the window in a WITH clause.'],
    ['sample', 'a sample is never the same twice.'],
  ] as const)
    if (child(node, key) !== null) w.onFault(at, what);
  const items = list(node, 'select_list').map((item, i) =>
    writeItem(
      w,
      item,
      at,
      { ...place, names: place.names?.[i] === undefined ? null : [place.names[i]!] },
      from,
    ),
  );
  const source = text(from, 'type') === 'EMPTY' ? '' : ` from ${writeSource(w, from, at)}`;
  const where = child(node, 'where_clause');
  const having = child(node, 'having');
  return [
    `select ${hasDistinct(w, node, at) ? 'distinct ' : ''}${items.join(', ')}${source}`,
    where === null ? '' : ` where ${writeExpression(w, where, at)}`,
    groupBy(w, node, at),
    having === null ? '' : ` having ${writeExpression(w, having, at)}`,
    modifiers(w, node, at),
  ].join('');
}

function writeItem(w: Writing, item: Node, at: number, place: Place, from: Node): string {
  const every = allOf(w, item, from);
  if (every !== null) return every;
  const name = place.names?.[0] ?? nameOf(item);
  if (name === null && place.named) w.onFault(positionOf(item, at), 'give this column a name, with "as".');
  return `${writeExpression(w, item, at)}${name === null ? '' : ` as ${quoted(name)}`}`;
}

/** The `p.*` of a view as the columns of that mart; null for anything else. */
function allOf(w: Writing, item: Node, from: Node): string | null {
  const alias = text(item, 'relation_name').toLowerCase();
  if (text(item, 'class') !== 'STAR' || alias === '') return null;
  const table = marts(from).find(
    (one) => (text(one, 'alias') || text(one, 'table_name')).toLowerCase() === alias,
  );
  const columns =
    table === undefined ? undefined : w.views.columns.get(text(table, 'table_name').toLowerCase());
  return columns?.map((name) => `${quoted(alias)}.${quoted(name)} as ${quoted(name)}`).join(', ') ?? null;
}

const marts = (from: Node): Node[] =>
  text(from, 'type') === 'JOIN' ? [...marts(child(from, 'left')!), ...marts(child(from, 'right')!)] : [from];

function hasDistinct(w: Writing, node: Node, at: number): boolean {
  const found = list(node, 'modifiers').find((m) => text(m, 'type') === 'DISTINCT_MODIFIER');
  if (found !== undefined && list(found, 'distinct_on_targets').length > 0)
    w.onFault(at, 'distinct on is not portable: rank the rows in a WITH clause and take the first.');
  return found !== undefined;
}

function groupBy(w: Writing, node: Node, at: number): string {
  const groups = list(node, 'group_expressions');
  const sets = node.group_sets;
  if (Array.isArray(sets) && sets.length > 1)
    w.onFault(
      at,
      'rollup, cube and grouping sets are not portable: write the total as a select of its own, with union all.',
    );
  if (groups.length === 0) return '';
  return ` group by ${groups.map((group) => writeExpression(w, group, at)).join(', ')}`;
}

function modifiers(w: Writing, node: Node, at: number): string {
  const orders: string[] = [];
  for (const modifier of list(node, 'modifiers')) {
    const type = text(modifier, 'type');
    if (type === 'ORDER_MODIFIER')
      for (const order of list(modifier, 'orders')) orders.push(writeOrder(w, order, at));
    else if (type !== 'DISTINCT_MODIFIER')
      w.onFault(
        at,
        "limit is not portable: which of two equals comes first is nobody's promise. Use rank() in a WITH clause.",
      );
  }
  return orders.length === 0 ? '' : ` order by ${orders.join(', ')}`;
}

/** One item of an order, with where its nulls stand said aloud. */
export function writeOrder(w: Writing, order: Node, at: number): string {
  const down = text(order, 'type') === 'DESCENDING' ? ' desc' : '';
  const nulls = text(order, 'null_order') === 'NULLS FIRST' ? 'first' : 'last';
  return `${writeExpression(w, child(order, 'expression')!, at)}${down} nulls ${nulls}`;
}

function tableNames(from: Node): string[] {
  if (text(from, 'type') === 'JOIN')
    return [...tableNames(child(from, 'left')!), ...tableNames(child(from, 'right')!)];
  const name = text(from, 'alias') || text(from, 'table_name');
  return name === '' ? [] : [name.toLowerCase()];
}

const JOINS: Record<string, string> = {
  INNER: 'join',
  LEFT: 'left join',
  OUTER: 'full join',
  FULL: 'full join',
};

function writeSource(w: Writing, from: Node, around: number): string {
  const at = positionOf(from, around);
  const alias = text(from, 'alias');
  switch (text(from, 'type')) {
    case 'BASE_TABLE': {
      const table = text(from, 'table_name').toLowerCase();
      const schema = text(from, 'schema_name').toLowerCase();
      const view = schema === 'marts' ? w.views.written.get(table) : undefined;
      const name =
        view !== undefined ? `(${view})` : schema === '' ? quoted(table) : w.dialect.table(schema, table);
      if (schema === '' && !w.own.has(table))
        w.onFault(at, `"${table}" is no WITH clause above: name a mart as marts.${table}.`);
      if (list(from, 'column_name_alias').length > 0)
        w.onFault(at, 'rename columns in the select, with "as".');
      return `${name} as ${quoted(alias === '' ? table : alias)}`;
    }
    case 'SUBQUERY': {
      if (alias === '') w.onFault(at, 'a subquery in "from" needs an alias.');
      if (list(from, 'column_name_alias').length > 0)
        w.onFault(at, 'name the columns inside the subquery, with "as".');
      const query = child(child(from, 'subquery')!, 'node')!;
      return `(${writeQuery({ ...w, tables: new Set() }, query, at, { named: true, names: null })}) as ${quoted(alias)}`;
    }
    case 'JOIN':
      return writeJoin(w, from, at);
    default:
      w.onFault(
        at,
        `${text(from, 'type').toLowerCase().replaceAll('_', ' ')} in "from" is not portable: reports read tables of marts and WITH clauses.`,
      );
      return '';
  }
}

function writeJoin(w: Writing, from: Node, at: number): string {
  const [left, right] = [child(from, 'left')!, child(from, 'right')!];
  const both = (join: string) => `${writeSource(w, left, at)} ${join} ${writeSource(w, right, at)}`;
  if (list(from, 'using_columns').length > 0)
    w.onFault(at, 'join … using is not portable: write on a.x = b.x.');
  if (text(from, 'ref_type') === 'CROSS') return both('cross join');
  const join = JOINS[text(from, 'join_type')];
  const condition = child(from, 'condition');
  if (text(from, 'ref_type') !== 'REGULAR' || join === undefined) {
    w.onFault(at, 'joins are "join", "left join", "full join" (each with on) and "cross join".');
    return '';
  }
  if (condition === null) return both('cross join');
  if (join !== 'join' && !hasEquality(condition)) {
    const always = alwaysEqual(w, condition, right);
    if (always === null)
      w.onFault(at, 'qualify the columns of a left or full join by their tables, on both sides.');
    return `${both(join)} on ${always ?? ''}${writeExpression(w, condition, at)}`;
  }
  return `${both(join)} on ${writeExpression(w, condition, at)}`;
}

/** Is a column of one table equal to something, among conditions that must all hold? */
function hasEquality(condition: Node): boolean {
  if (text(condition, 'type') === 'CONJUNCTION_AND') return list(condition, 'children').some(hasEquality);
  if (text(condition, 'type') !== 'COMPARE_EQUAL') return false;
  return [child(condition, 'left'), child(condition, 'right')].every((side) =>
    [...nodes(side)].some((n) => n.class === 'COLUMN_REF'),
  );
}

/** An equality that always holds, where an engine joins by equality only: from a column of each side. */
function alwaysEqual(w: Writing, condition: Node, right: Node): string | null {
  const theirs = new Set(tableNames(right));
  const columns = [...nodes(condition)]
    .filter((n) => n.class === 'COLUMN_REF' && (n.column_names as string[]).length === 2)
    .map((n) => (n.column_names as string[]).map((name) => name.toLowerCase()));
  const b = columns.find(([table]) => theirs.has(table!));
  const a = columns.find(([table]) => !theirs.has(table!));
  if (a === undefined || b === undefined) return null;
  const written = w.dialect.alwaysEqual(a.map(quoted).join('.'), b.map(quoted).join('.'));
  return written === null ? '' : `${written} and `;
}

/** `in (select …)`, `exists (select …)` or a scalar subquery: none may reach out of itself. */
export function writeSubquery(w: Writing, node: Node, at: number): string {
  const query = child(child(node, 'subquery')!, 'node')!;
  const inner = `(${writeQuery({ ...w, tables: new Set() }, query, at, { named: false, names: null })})`;
  switch (text(node, 'subquery_type')) {
    case 'EXISTS':
      return `exists ${inner}`;
    case 'SCALAR':
      return inner;
    case 'ANY':
      if (text(node, 'comparison_type') === 'COMPARE_EQUAL')
        return `(${writeExpression(w, child(node, 'child')!, at)} in ${inner})`;
  }
  w.onFault(at, 'subqueries are "in (select …)", "exists (select …)" and a scalar (select …).');
  return 'null';
}

/** The faults of a statement against the portable subset, by position in its text. */
export function portableFaults(statement: Node, dialect: Dialect): { position: number; message: string }[] {
  const faults: { position: number; message: string }[] = [];
  const onFault: OnFault = (position, message) => {
    if (!faults.some((f) => f.position === position && f.message === message))
      faults.push({ position, message });
  };
  writeStatement(statement, dialect, onFault);
  return faults;
}
