import type { Edition } from '../edition.ts';
import type { Item, Problem, Values } from './reader.ts';
import { type ElementTree, elementTree } from './tree.ts';
import { elementXml } from './writer.ts';

/** Header and records in hand as the reader would give them back from the file that is written of them; lines count from 1. */
export async function* asItems(
  edition: Edition,
  header: Values,
  records: AsyncIterable<Values> | Iterable<Values>,
  problems: Problem[],
): AsyncGenerator<Item> {
  const [headerTree, recordTree] = elementTree(edition.fields);
  yield itemOf('header', headerTree!, header, 0, problems);
  let line = 0;
  for await (const values of records) yield itemOf('record', recordTree!, values, ++line, problems);
}

function itemOf(
  kind: 'header' | 'record',
  tree: ElementTree,
  given: Values,
  line: number,
  problems: Problem[],
): Item {
  const values = said(given);
  const nodes = new Set<string>();
  placed(tree, values, nodes);
  return { kind, line, xml: xmlOf(tree, values, line, problems), values, nodes };
}

/** Absent, empty and blank are the same in a file. */
const said = (given: Values): Values =>
  Object.fromEntries(
    Object.entries(given).map(([column, value]) => [
      column,
      Array.isArray(value) ? value.map((v) => v.trim()).filter((v) => v !== '') : value?.trim() || null,
    ]),
  );

/** Which nodes the writer writes: those that must stand and those with something in them. */
function placed({ field, children }: ElementTree, values: Values, nodes: Set<string>, depth = 1): boolean {
  if (field.type !== 'node') {
    const value = values[field.column!] ?? null;
    return value !== null && value.length > 0;
  }
  const inside = children.map((child) => placed(child, values, nodes, depth + 1)).some(Boolean);
  const written = inside || field.need === 'M' || depth === 1;
  if (written) nodes.add(field.path);
  return written;
}

function xmlOf(tree: ElementTree, values: Values, line: number, problems: Problem[]): string {
  try {
    return elementXml(tree, values, `record ${values.ypid ?? line}`, 1);
  } catch (error) {
    problems.push({ no: 'F01', line, field: null, value: null, reason: (error as Error).message });
    return `<${tree.field.element}/>`;
  }
}
