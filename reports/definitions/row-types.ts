import type { Column, Definition } from './definition.ts';

const TYPES: Record<Column['type'], string> = {
  text: 'string',
  code: 'string',
  date: 'string',
  month: 'string',
  instant: 'string',
  count: 'number',
  number: 'number',
  percent: 'number',
  days: 'number',
  flag: 'boolean',
};

/**
 * TypeScript types of the rows and parameters of reports, for code that draws them: a cell is its value, a symbol in its place, or
 * null. Columns that only some parameters show may be absent.
 */
export function rowTypes(definitions: readonly Definition[]): string {
  return [
    '// Written by "casehouse report types". Do not edit: a test holds it to the catalogue.',
    "import type { Symbol_ } from '../reports/result.ts';",
    ...definitions.flatMap((d) => ['', ...rowOf(d), '', ...paramsOf(d)]),
    '',
  ].join('\n');
}

function rowOf(d: Definition): string[] {
  const shown = d.columns.filter((c) => !c.hidden);
  const field = (c: Column) => `  ${c.name}${c.when === null ? '' : '?'}: ${TYPES[c.type]} | Symbol_ | null;`;
  return [
    `/** A row of ${d.id} ${d.version}. */`,
    `export interface ${nameOf(d.id)}Row {`,
    ...shown.map(field),
    '}',
  ];
}

function paramsOf(d: Definition): string[] {
  const name = `${nameOf(d.id)}Params`;
  if (d.params.length === 0)
    return [`/** ${d.id} takes no parameters. */`, `export type ${name} = Readonly<Record<string, never>>;`];
  const fields = d.params.map((p) => {
    const options = Object.keys(p.options ?? {}).map((option) => `'${option}'`);
    const line = `  ${p.name}?: ${options.length === 0 ? 'string' : options.join(' | ')};`;
    return line.length <= WIDTH ? line : `  ${p.name}?:\n    | ${options.join('\n    | ')};`;
  });
  return [`/** What ${d.id} may be asked for. */`, `export interface ${name} {`, ...fields, '}'];
}

/** Longer lines are broken, as the formatter of the checkout would. */
const WIDTH = 110;

/** `neet-by-month` as `NeetByMonth`. */
const nameOf = (id: string): string =>
  id
    .split('-')
    .map((part) => part[0]!.toUpperCase() + part.slice(1))
    .join('');
