import { addMonths } from '../../base/dates.ts';
import type { Definition } from '../definitions/definition.ts';
import { isSymbol, type Cell } from '../result.ts';
import { bindings, canonicalParameters, type Parameters_ } from '../run/parameters.ts';
import { computeRows, present } from '../run/run.ts';
import { profile } from '../suppress/profiles.ts';
import { suppress } from '../suppress/suppress.ts';
import { greatest, type VersionClass } from './class.ts';
import { type CellDifference, compareTables, type Table } from './compare.ts';
import type { Dataset } from './probe.ts';
import { type SchemaChange, schemaChanges } from './schema.ts';

/** A cell that differs, and on which run. */
export interface MeasuredCell extends CellDifference {
  dataset: string;
  parameters: Parameters_;
}

export interface Measurement {
  class: VersionClass;
  changes: SchemaChange[];
  /** Why, beyond the changes of the header: one sentence for each kind of difference. */
  reasons: { class: VersionClass; text: string }[];
  /** Some of the cells that differ. */
  cells: MeasuredCell[];
  /** How many runs of each version were compared. */
  runs: number;
}

/** Runs are ended when this many differing cells are known: more would not change the answer. */
const ENOUGH = 20;
const MOST_SETS = 40;

/** Measures versions against each other over datasets; remembers the runs of each version that it has made. */
export function measurer(
  datasets: readonly Dataset[],
): (a: Definition, b: Definition) => Promise<Measurement> {
  const remembered = new Map<string, Promise<Outcome>>();
  const runOf = (d: Definition, data: Dataset, parameters: Parameters_) => {
    const key = `${essence(d)}${JSON.stringify([data.name, parameters])}`;
    const known = remembered.get(key) ?? outcome(d, data, parameters);
    remembered.set(key, known);
    return known;
  };
  return async (a, b) => {
    const measured: Measurement = {
      class: 'patch',
      changes: schemaChanges(a, b),
      reasons: [],
      cells: [],
      runs: 0,
    };
    for (const data of datasets) {
      for (const given of await parameterSets(a, data)) {
        if (measured.cells.length >= ENOUGH) break;
        await measureRun(measured, a, b, data, given, runOf);
      }
    }
    measured.class = greatest([...measured.changes, ...measured.reasons].map((found) => found.class));
    return measured;
  };
}

/** All that decides a run's cells: versions that differ in words only need no second run. */
function essence({ sql, params, columns, grain, records, totals, identities, reads }: Definition): string {
  const bare = columns.map(({ label: _label, description: _words, metric: _metric, ...rest }) => rest);
  const asked = params.map(({ label: _label, description: _words, ...rest }) => rest);
  return JSON.stringify([sql, asked, bare, grain, records, totals, identities, reads]);
}

/** What one run gave, or why it could not be made. */
type Outcome = { table: Table; hidden: Table; people: Map<string, string> } | { error: string };

async function measureRun(
  m: Measurement,
  a: Definition,
  b: Definition,
  data: Dataset,
  given: Record<string, string>,
  runOf: (d: Definition, data: Dataset, parameters: Parameters_) => Promise<Outcome>,
): Promise<void> {
  const parameters = await canonicalParameters(a, given, settingOf(data));
  const before = await runOf(a, data, parameters);
  if ('error' in before) return;
  m.runs += 1;
  const after = await forB(b, parameters, data, runOf);
  if ('error' in after)
    return reason(m, 'major', `it does not run where the version before did: ${after.error}`);
  const comparison = compareTables(a.grain, before.table, after.table, 'differ');
  const shownToFewer = compareTables(a.grain, before.hidden, after.hidden, 'differ').cells.filter(
    ({ a: x, b: y }) => isSymbol(x) || isSymbol(y),
  );
  const cells = [...comparison.cells, ...(comparison.cells.length === 0 ? shownToFewer : [])];
  m.cells.push(...cells.slice(0, ENOUGH).map((cell) => ({ ...cell, dataset: data.name, parameters })));
  if (comparison.cells.length > 0) reason(m, 'major', 'cells differ');
  if (shownToFewer.length > 0)
    reason(m, 'major', 'other cells are hidden from readers who see no small numbers');
  if (comparison.onlyA.length > 0) reason(m, 'major', 'rows went');
  if (comparison.onlyB.length > 0) reason(m, 'minor', 'rows were added');
  for (const [where, who] of before.people) {
    const now = after.people.get(where);
    if (now !== who) reason(m, 'major', 'other people stand behind a count');
  }
}

const reason = (m: Measurement, cls: VersionClass, text: string): void => {
  if (!m.reasons.some((r) => r.text === text)) m.reasons.push({ class: cls, text });
};

/** The same values for the version after; a parameter that it lacks is left out (the header's change says so already). */
async function forB(
  b: Definition,
  parameters: Parameters_,
  data: Dataset,
  runOf: (d: Definition, data: Dataset, parameters: Parameters_) => Promise<Outcome>,
): Promise<Outcome> {
  const known = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== null && b.params.some((p) => p.name === entry[0]),
  );
  try {
    return await runOf(b, data, await canonicalParameters(b, Object.fromEntries(known), settingOf(data)));
  } catch (error) {
    return { error: (error as Error).message };
  }
}

async function outcome(d: Definition, data: Dataset, parameters: Parameters_): Promise<Outcome> {
  try {
    const rows = await computeRows(d, parameters, data);
    const { columns, cells } = present(d, rows, parameters);
    const people = await peopleOf(d, data, parameters);
    const filtered = d.params.some((p) => p.filter && parameters[p.name] !== null);
    if (filtered) return { table: { columns, rows: cells }, hidden: { columns, rows: cells }, people };
    const copies = rows.map((row) => ({ ...row }));
    suppress(d, copies, parameters, profile('council'), data.asAt);
    return {
      table: { columns, rows: cells },
      hidden: { columns, rows: present(d, copies, parameters).cells },
      people,
    };
  } catch (error) {
    return { error: (error as Error).message.split('\n')[0]! };
  }
}

/** Who stands behind each count, as one fingerprint for each column and value of the grain. */
async function peopleOf(d: Definition, data: Dataset, parameters: Parameters_): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (d.records === null) return found;
  const { from, where, grain, columns } = d.records;
  // Columns that say their grain alike are asked for together: a question each would take most of the time of a measurement.
  const alike = new Map<string, string[]>();
  for (const [name, cell] of Object.entries(columns)) {
    const keys = d.grain.map((g) => `cast((${cell.grain[g] ?? grain[g]!}) as varchar)`).join(', ');
    alike.set(keys, [...(alike.get(keys) ?? []), name]);
  }
  for (const [keys, names] of alike) {
    const who = names.map(
      (name) =>
        `md5(string_agg(r.person_key, ',' order by r.person_key) filter (where ${columns[name]!.where}))`,
    );
    const sql = `select ${keys}, ${who.join(', ')} from ${from} as r where (${where ?? 'true'}) group by all`;
    for (const row of (await data.run(sql, bindings(d, parameters, sql))).rows) {
      names.forEach((name, i) => {
        const people = row[d.grain.length + i];
        if (people !== null)
          found.set(JSON.stringify([name, ...row.slice(0, d.grain.length)]), String(people));
      });
    }
  }
  return found;
}

const settingOf = (data: Dataset) => ({
  asAt: data.asAt,
  wards: () => wardsOf(data),
  authorities: () => authoritiesOf(data),
});

async function authoritiesOf(data: Dataset): Promise<string[]> {
  const sql = 'select distinct la_code from marts.person_month where la_code is not null order by la_code';
  return (await data.run(sql, {})).rows.map((row) => String(row[0]));
}

async function wardsOf(data: Dataset): Promise<{ code: string; name: string }[]> {
  const sql = 'select distinct ward_code, ward_name from marts.ward order by ward_code';
  const { rows } = await data.run(sql, {});
  return rows.map(([code, name]: Cell[]) => ({ code: String(code), name: String(name) }));
}

/** The usual view, every choice with every other (or, where that is too many, each alone), and each other parameter moved once. */
export async function parameterSets(d: Definition, data: Dataset): Promise<Record<string, string>[]> {
  const choices = d.params.filter((p) => p.options !== null);
  let sets: Record<string, string>[] = [{}];
  for (const p of choices)
    sets = sets.flatMap((set) => Object.keys(p.options!).map((value) => ({ ...set, [p.name]: value })));
  if (sets.length > MOST_SETS)
    sets = [{}, ...choices.flatMap((p) => Object.keys(p.options!).map((value) => ({ [p.name]: value })))];
  for (const p of d.params) {
    const moved = await otherValue(p, data);
    if (moved !== null) sets.push({ [p.name]: moved });
  }
  return sets;
}

async function otherValue(p: Definition['params'][number], data: Dataset): Promise<string | null> {
  if (p.type === 'month') return p.name === 'from' ? '-3 months' : '-5 months';
  if (p.type === 'day') return addMonths(data.asAt, -5);
  if (p.type === 'int') return String(Number(data.asAt.slice(0, 4)) - 1);
  if (p.type === 'ward') return (await wardsOf(data))[0]?.code ?? null;
  if (p.type === 'la') return (await authoritiesOf(data))[0] ?? null;
  return null;
}
