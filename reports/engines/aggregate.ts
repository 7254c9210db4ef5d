import type { Aggregate } from './dialect.ts';
import type { Writing } from './expression.ts';
import { writeOrder } from './statement.ts';
import { INSTEAD } from './functions.ts';
import { child, list, type Node, text } from './tree.ts';

type Write = (node: Node) => string;
type Refuse = (message: string) => string;

const AGGREGATES: readonly string[] = ['count_star', 'count', 'sum', 'min', 'max'];

/** count, sum, min or max, with `distinct` and `filter`. */
export function writeAggregate(w: Writing, node: Node, _at: number, write: Write, refuse: Refuse): string {
  const name = text(node, 'function_name').toLowerCase();
  if (name === 'quantile_cont') return writePercentile(w, node, write, refuse);
  if (!AGGREGATES.includes(name))
    return refuse(`${name} is not portable: ${INSTEAD[name] ?? 'see sql/reports/README.md.'}`);
  if (list(child(node, 'order_bys') ?? {}, 'orders').length > 0)
    return refuse(`${name} has no order of its own.`);
  if (node.distinct === true && name !== 'count') return refuse('distinct stands in count only.');
  const args = list(node, 'children');
  if (name === 'count' && args.length !== 1) return refuse('count takes one value.');
  return w.dialect.aggregate(name as Aggregate, args.map(write), {
    distinct: node.distinct === true,
    filter: filterOf(node, write),
    over: '',
  });
}

const filterOf = (node: Node, write: Write): string | null => {
  const filter = child(node, 'filter');
  return filter === null ? null : write(filter);
};

/** `percentile_cont(p) within group (order by x)`, which DuckDB's parse calls quantile_cont. */
export function writePercentile(w: Writing, node: Node, write: Write, refuse: Refuse): string {
  const orders = list(child(node, 'order_bys') ?? {}, 'orders');
  const fraction = literalNumber(list(node, 'children')[0]);
  if (orders.length !== 1 || fraction === null || list(node, 'children').length !== 1)
    return refuse('a median is percentile_cont(0.5) within group (order by x).');
  if (text(orders[0]!, 'type') === 'DESCENDING')
    return refuse('percentile_cont goes up: take 1 less the fraction.');
  return w.dialect.percentile(
    String(fraction),
    write(child(orders[0]!, 'expression')!),
    filterOf(node, write),
  );
}

function literalNumber(node: Node | undefined): number | null {
  const value = node === undefined ? null : child(node, 'value');
  if (value === null) return null;
  const scale = Number(child(child(value, 'type')!, 'type_info')?.scale ?? 0);
  const number = Number(`${String(value.value)}e-${scale}`);
  return number >= 0 && number <= 1 ? number : null;
}

const WINDOWS: readonly string[] = ['row_number', 'rank', 'dense_rank', 'lag', 'lead'];

const FRAME: Record<string, string> = {
  UNBOUNDED_PRECEDING: 'unbounded preceding',
  UNBOUNDED_FOLLOWING: 'unbounded following',
  CURRENT_ROW_ROWS: 'current row',
  EXPR_PRECEDING_ROWS: 'preceding',
  EXPR_FOLLOWING_ROWS: 'following',
};

/** A function over a window. */
export function writeWindow(w: Writing, node: Node, at: number, write: Write, refuse: Refuse): string {
  const name = text(node, 'function_name').toLowerCase();
  const args = list(node, 'children').map(write);
  const frame = frameOf(node, refuse);
  const parts = [
    list(node, 'partitions').length === 0
      ? ''
      : `partition by ${list(node, 'partitions').map(write).join(', ')}`,
    list(node, 'orders').length === 0
      ? ''
      : `order by ${list(node, 'orders')
          .map((order) => writeOrder(w, order, at))
          .join(', ')}`,
    frame,
  ];
  const over = `(${parts.filter((part) => part !== '').join(' ')})`;
  if (
    node.ignore_nulls === true ||
    node.distinct === true ||
    (text(node, 'exclude_clause') || 'NO_OTHER') !== 'NO_OTHER'
  )
    return refuse('a window takes neither distinct, ignore nulls nor exclude.');
  if (WINDOWS.includes(name)) {
    if (list(node, 'orders').length === 0) return refuse(`${name} needs "order by" in its window.`);
    if (frame !== '') return refuse(`${name} looks at the whole window: leave "rows" out.`);
    if (child(node, 'default_expr') !== null || child(node, 'offset_expr') !== null)
      return refuse(`${name} takes one value here: coalesce what it gives.`);
    return w.dialect.window(name, args, over);
  }
  const aggregate = name === 'count' && args.length === 0 ? 'count_star' : name;
  if (!AGGREGATES.includes(aggregate))
    return refuse(
      `${name} over a window is not portable: ${[...WINDOWS, 'sum', 'count', 'min', 'max'].join(', ')} are.`,
    );
  const filter = child(node, 'filter_expr') ?? child(node, 'filter');
  return w.dialect.aggregate(aggregate as Aggregate, args, {
    distinct: false,
    filter: filter === null ? null : write(filter),
    over,
  });
}

/** The usual frame, from the first row to this one and its equals, is left out; frames of rows are written. */
function frameOf(node: Node, refuse: Refuse): string {
  const [start, end] = [text(node, 'start'), text(node, 'end')];
  if (start === 'UNBOUNDED_PRECEDING' && end === 'CURRENT_ROW_RANGE') return '';
  const bound = (kind: string, key: string): string => {
    const words = FRAME[kind];
    if (words === undefined)
      return refuse('a window\'s frame is one of rows: "rows between 2 preceding and current row".');
    if (!kind.startsWith('EXPR')) return words;
    return `${String(child(child(node, key) ?? {}, 'value')?.value ?? '')} ${words}`;
  };
  return `rows between ${bound(start, 'start_expr')} and ${bound(end, 'end_expr')}`;
}
