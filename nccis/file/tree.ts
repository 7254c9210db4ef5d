import type { Field } from '../edition.ts';

/** An element of the return with those inside it, in file order. */
export type ElementTree = { field: Field; children: ElementTree[] };

/** The children of the root: the header, then the record. Withdrawn elements are left out. */
export function elementTree(fields: Field[]): ElementTree[] {
  const trees = new Map<string, ElementTree>(
    fields.filter((f) => f.need !== 'W').map((field) => [field.path, { field, children: [] }]),
  );
  const top: ElementTree[] = [];
  for (const [path, tree] of trees) {
    const above = trees.get(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
    (above?.children ?? top).push(tree);
  }
  return top;
}
