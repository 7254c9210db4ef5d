/** A node of DuckDB's parse tree, as `json_serialize_sql` writes it. */
export type Node = { readonly [key: string]: unknown };

/** Takes a fault of a statement: `position` in its characters, and what to write instead. */
export type OnFault = (position: number, message: string) => void;

/** DuckDB's parse of one or more statements. Throws the parser's message when the text is no SELECT. */
export function parseTree(serialised: string): Node[] {
  const tree = JSON.parse(serialised) as { error: boolean; error_message?: string; statements?: Node[] };
  if (tree.error) throw new Error(tree.error_message ?? 'not a SELECT');
  return tree.statements ?? [];
}

export const child = (node: Node, key: string): Node | null => {
  const value = node[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : null;
};

export const list = (node: Node, key: string): Node[] => {
  const value = node[key];
  return Array.isArray(value) ? (value as Node[]) : [];
};

export const text = (node: Node, key: string): string => (typeof node[key] === 'string' ? node[key] : '');

/** Where a node stands in the text; a node that does not know takes the place of the one around it. */
export function positionOf(node: Node, around: number): number {
  const at = node.query_location;
  return typeof at === 'number' && at >= 0 && at < 1e9 ? at : around;
}

/** Every node below and including this one. */
export function* nodes(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* nodes(item);
  else if (typeof value === 'object' && value !== null) {
    yield value as Node;
    for (const inner of Object.values(value)) yield* nodes(inner);
  }
}
