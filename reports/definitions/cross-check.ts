import type { Column, Definition, Param } from './definition.ts';
import { didYouMean } from './suggest.ts';

/** Takes a fault at a header path. */
export type Report = (path: readonly PropertyKey[], message: string) => void;

/** Names in the header that must name something else in it. */
export function crossCheck(d: Definition, report: Report): void {
  const columns = d.columns.map((c) => c.name);
  const params = d.params.map((p) => p.name);
  const column: Report = (path, name) => {
    if (!columns.includes(name))
      report(path, `"${name}" is not a column of this report.${didYouMean(name, columns)}`);
  };
  const param: Report = (path, name) => {
    if (!params.includes(name)) report(path, `"${name}" is not a parameter.${didYouMean(name, params)}`);
  };
  for (const [i, name] of d.grain.entries()) column(['grain', i], name);
  for (const [i, total] of d.totals.entries()) {
    if (d.grain.includes(total.column)) continue;
    report(
      ['totals', i, 'column'],
      `"${total.column}" is not in the grain.${didYouMean(total.column, d.grain)}`,
    );
  }
  for (const p of d.params) checkWithin(d, p, report);
  for (const c of d.columns) checkColumn(c, column, param, report);
  for (const [i, identity] of d.identities.entries()) {
    for (const name of [identity.total, ...identity.parts.map((p) => p.column)])
      column(['identities', i], name);
  }
  if (d.part_of !== null) column(['part_of'], d.part_of);
  if (d.source_column !== null) column(['source_column'], d.source_column);
  checkChart(d, column, param);
  checkEffective(d, report);
  checkRecords(d, column, report);
  if (/^\s*(with|select)\b/i.test(d.sql.replace(/--[^\n]*\n/g, ''))) return;
  report([], 'the header must be followed by one SELECT.');
}

/** A cascade: the wards of the authority that another parameter names. */
function checkWithin(d: Definition, param: Param, report: Report): void {
  if (param.within === null) return;
  const path = ['params', param.name, 'within'];
  const outer = d.params.find((p) => p.name === param.within);
  const names = d.params.filter((p) => p.type === 'la').map((p) => p.name);
  if (param.type !== 'ward') report(path, 'only a ward lies within something: an authority.');
  else if (outer === undefined)
    report(path, `"${param.within}" is not a parameter.${didYouMean(param.within, names)}`);
  else if (outer.type !== 'la')
    report(path, `"${param.within}" is no authority: its type must be la or la?.`);
}

function checkColumn(c: Column, column: Report, param: Report, report: Report): void {
  for (const name of c.ratio ?? []) column(['columns', c.name, 'ratio'], name);
  for (const name of c.suppress.with) column(['columns', c.name, 'suppress'], name);
  for (const key of ['otherwise', 'symbol', 'mean_over'] as const) {
    if (c[key] !== null) column(['columns', c.name, key], c[key]);
  }
  for (const name of Object.keys(c.when ?? {})) param(['columns', c.name, 'when', name], name);
  if (c.type === 'percent' && c.ratio === null && c.decimals === null) {
    report(['columns', c.name], 'a percent is either a "ratio" or says its "decimals".');
  }
}

function checkEffective({ effective }: Definition, report: Report): void {
  if (effective === null) return;
  const { from, to } = effective;
  if (from === null && to === null) report(['effective'], 'needs a "from", a "to" or both.');
  if (from !== null && to !== null && from > to) report(['effective', 'to'], `${to} lies before ${from}.`);
}

function checkChart({ chart }: Definition, column: Report, param: Report): void {
  if (chart === null) return;
  for (const name of Object.keys(chart.when ?? {})) param(['chart', 'when', name], name);
  for (const name of [chart.x, ...chart.y]) column(['chart'], name);
  if (chart.series !== null) column(['chart', 'series'], chart.series);
}

function checkRecords(d: Definition, column: Report, report: Report): void {
  if (d.records === null) return;
  if (d.records.from.startsWith('special.') && d.audience !== 'special')
    report(['records', 'from'], `reads ${d.records.from}; say "audience: special" in the header.`);
  for (const name of Object.keys(d.records.columns)) column(['records', 'columns', name], name);
  for (const name of d.grain) {
    if (d.records.grain[name] !== undefined) continue;
    report(['records', 'grain'], `needs an expression for the grain column "${name}".`);
  }
}
