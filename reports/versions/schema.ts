import type { Column, Definition, Param } from '../definitions/definition.ts';
import { decimalsOf } from '../run/table.ts';
import type { VersionClass } from './class.ts';

/** One promise of a report that differs between two versions, whatever the data. */
export interface SchemaChange {
  what: 'column' | 'parameter' | 'report' | 'people' | 'hiding';
  name: string;
  kind: 'went' | 'came' | 'changed';
  /** What it was and is, in words; null where there is nothing to say. */
  from: string | null;
  to: string | null;
  class: VersionClass;
}

/** Differences of the headers. Labels, words and charts are not among them: they change no promise. */
export function schemaChanges(a: Definition, b: Definition): SchemaChange[] {
  return [
    ...reportChanges(a, b),
    ...named(a.columns.filter(seen), b.columns.filter(seen), 'column', columnChanges, (c) => c.type),
    ...named(a.params, b.params, 'parameter', paramChanges, typeOf),
    ...recordChanges(a, b),
    ...hidingChanges(a, b),
  ];
}

const seen = (c: Column): boolean => !c.hidden;

function named<T extends { name: string }>(
  a: readonly T[],
  b: readonly T[],
  what: SchemaChange['what'],
  differ: (a: T, b: T) => SchemaChange[],
  words: (item: T) => string,
): SchemaChange[] {
  const gone = a.filter((x) => !b.some((y) => y.name === x.name));
  const come = b.filter((y) => !a.some((x) => x.name === y.name));
  return [
    ...gone.map((x) => change(what, x.name, 'went', words(x), null, 'major')),
    ...come.map((y) => change(what, y.name, 'came', null, words(y), 'minor')),
    ...a.flatMap((x) => {
      const y = b.find((other) => other.name === x.name);
      return y === undefined ? [] : differ(x, y);
    }),
  ];
}

const change = (
  what: SchemaChange['what'],
  name: string,
  kind: SchemaChange['kind'],
  from: string | null,
  to: string | null,
  cls: VersionClass,
): SchemaChange => ({ what, name, kind, from, to, class: cls });

function reportChanges(a: Definition, b: Definition): SchemaChange[] {
  const found: SchemaChange[] = [];
  const [grainA, grainB] = [a.grain.join(', '), b.grain.join(', ')];
  if ([...a.grain].sort().join() !== [...b.grain].sort().join())
    found.push(change('report', 'grain', 'changed', grainA, grainB, 'major'));
  if (a.reads !== b.reads) found.push(change('report', 'reads', 'changed', a.reads, b.reads, 'major'));
  if (a.access !== b.access)
    found.push(
      change('report', 'access', 'changed', a.access, b.access, a.access === 'staff' ? 'major' : 'minor'),
    );
  return found;
}

function columnChanges(a: Column, b: Column): SchemaChange[] {
  const found: SchemaChange[] = [];
  const differs = (what: string, from: string, to: string, cls: VersionClass = 'major') =>
    found.push(change('column', a.name, 'changed', `${what}${from}`, `${what}${to}`, cls));
  if (a.type !== b.type) differs('', a.type, b.type);
  if (decimalsOf(a) !== decimalsOf(b)) differs('decimals ', `${decimalsOf(a)}`, `${decimalsOf(b)}`);
  const shown = [whenText(a), whenText(b)] as const;
  if (shown[0] !== shown[1]) differs('', ...shown, covers(b.when, a.when) ? 'minor' : 'major');
  return found;
}

const whenText = ({ when }: Column): string =>
  when === null
    ? 'always shown'
    : `shown when ${Object.entries(when)
        .map(([name, values]) => `${name} is ${[...values].sort().join(' or ')}`)
        .sort()
        .join(' and ')}`;

/** Is a column with the condition `wide` shown wherever one with `narrow` is? */
function covers(wide: Column['when'], narrow: Column['when']): boolean {
  return Object.entries(wide ?? {}).every(([name, values]) => {
    const asked = narrow?.[name];
    return asked?.every((value) => values.includes(value)) === true;
  });
}

const typeOf = (p: Param): string => `${p.type}${p.optional ? '?' : ''}`;

function paramChanges(a: Param, b: Param): SchemaChange[] {
  const found: SchemaChange[] = [];
  const differs = (from: string, to: string, cls: VersionClass) =>
    found.push(change('parameter', a.name, 'changed', from, to, cls));
  if (a.type !== b.type || (a.optional && !b.optional)) differs(typeOf(a), typeOf(b), 'major');
  else if (a.optional !== b.optional) differs(typeOf(a), typeOf(b), 'minor');
  if (a.default !== b.default) differs(`default ${a.default}`, `default ${b.default}`, 'major');
  if (a.filter !== b.filter)
    differs(a.filter ? 'a filter' : 'no filter', b.filter ? 'a filter' : 'no filter', 'major');
  if (a.within !== b.within)
    differs(
      a.within === null ? 'not within another' : `within ${a.within}`,
      b.within === null ? 'not within another' : `within ${b.within}`,
      b.within === null ? 'minor' : 'major',
    );
  const [optionsA, optionsB] = [Object.keys(a.options ?? {}), Object.keys(b.options ?? {})];
  const gone = optionsA.filter((o) => !optionsB.includes(o));
  const come = optionsB.filter((o) => !optionsA.includes(o));
  if (gone.length > 0) differs(`option ${gone.join(', ')}`, 'none', 'major');
  if (come.length > 0) differs('none', `option ${come.join(', ')}`, 'minor');
  return found;
}

/** The lists behind the counts: taking one away is major. Their conditions are measured, not read. */
function recordChanges(a: Definition, b: Definition): SchemaChange[] {
  const [before, after] = [a.records, b.records].map((r) => Object.keys(r?.columns ?? {}));
  return [
    ...before!
      .filter((name) => !after!.includes(name))
      .map((name) => change('people', name, 'went', 'list of people', null, 'major')),
    ...after!
      .filter((name) => !before!.includes(name))
      .map((name) => change('people', name, 'came', null, 'list of people', 'minor')),
  ];
}

/** What is hidden from whom. A rule that went or changed shows or hides other cells, whether or not today's data tells. */
function hidingChanges(a: Definition, b: Definition): SchemaChange[] {
  const found: SchemaChange[] = [];
  for (const x of a.columns) {
    const y = b.columns.find((c) => c.name === x.name);
    const [from, to] = [hidingOf(x), y === undefined ? '' : hidingOf(y)];
    if (y !== undefined && from !== to) found.push(change('hiding', x.name, 'changed', from, to, 'major'));
  }
  const rules = (d: Definition) => [
    ...d.identities.map((i) => i.text.replaceAll(/\s+/g, ' ')),
    ...d.totals.map((t) => `total ${t.column} = ${t.value}`),
    ...(d.part_of === null ? [] : [`rows add up by ${d.part_of}`]),
  ];
  const after = rules(b);
  for (const rule of rules(a))
    if (!after.includes(rule)) found.push(change('hiding', rule, 'went', rule, null, 'major'));
  return found;
}

const hidingOf = (c: Column): string => {
  const rule = c.suppress.small ? 'small' : 'none';
  const others = c.suppress.with.length === 0 ? '' : ` with ${[...c.suppress.with].sort().join(', ')}`;
  return `${rule}${others}${c.mean_over === null ? '' : `, a sum over ${c.mean_over}`}`;
};
