import type { Definition } from '../../reports/definitions/definition.ts';
import { bindings, type Parameters_ } from '../../reports/run/parameters.ts';
import { isShown, type Row_ } from '../../reports/run/table.ts';
import type { Dataset } from '../../reports/versions/probe.ts';

export interface CellFault {
  column: string;
  row: string;
  cell: unknown;
  records: number;
}

/** Counts of people that these parameters show, and whose people can be asked for. */
const countsOf = (d: Definition, parameters: Parameters_): string[] =>
  Object.keys(d.records?.columns ?? {}).filter((name) =>
    isShown({ ...d.columns.find((c) => c.name === name)!, hidden: false }, parameters),
  );

/** Holds every count cell of a run against the number of rows that its conditions find; gives how many cells, and the faults. */
export async function holdCells(
  d: Definition,
  parameters: Parameters_,
  rows: readonly Row_[],
  data: Dataset,
): Promise<{ cells: number; faults: CellFault[] }> {
  const faults: CellFault[] = [];
  let cells = 0;
  const isTotal = (name: string, row: Row_) =>
    d.totals.some((t) => t.column === name && t.value === String(row[name]));
  const families = new Map<string, Row_[]>();
  for (const row of rows) {
    const pattern = d.grain.filter((name) => !isTotal(name, row)).join(' ');
    families.set(pattern, [...(families.get(pattern) ?? []), row]);
  }
  const counts = countsOf(d, parameters);
  for (const [pattern, family] of families) {
    const grain = pattern === '' ? [] : pattern.split(' ');
    for (const group of byGrain(d, counts)) {
      const found = await countRecords(d, parameters, data, grain, group);
      for (const row of family) {
        const key = grain.map((name) => String(row[name])).join(' | ');
        const numbers = found.get(key);
        group.forEach((column, i) => {
          const records = numbers?.[i] ?? 0;
          cells++;
          if (row[column] === records || (row[column] === null && records === 0)) return;
          faults.push({ column, row: key, cell: row[column], records });
        });
      }
    }
  }
  return { cells, faults };
}

/** Columns that say their grain alike are counted in one pass. */
function byGrain(d: Definition, counts: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const name of counts) {
    const key = JSON.stringify(d.records!.columns[name]!.grain);
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups.values()];
}

async function countRecords(
  d: Definition,
  parameters: Parameters_,
  data: Dataset,
  grain: readonly string[],
  columns: readonly string[],
): Promise<Map<string, number[]>> {
  const records = d.records!;
  const own = records.columns[columns[0]!]!.grain;
  const keys = grain.map((name) => `cast((${own[name] ?? records.grain[name]!}) as varchar)`);
  const counts = columns.map((name) => `count(*) filter (where ${records.columns[name]!.where})`);
  const group = keys.length === 0 ? '' : `group by ${keys.map((_, i) => i + 1).join(', ')}`;
  const sql = `select ${[...keys, ...counts].join(', ')} from ${records.from} as r where (${records.where ?? 'true'}) ${group}`;
  const { rows } = await data.run(sql, bindings(d, parameters, sql));
  return new Map(
    rows.map((row) => [
      row.slice(0, keys.length).map(String).join(' | '),
      row.slice(keys.length).map(Number),
    ]),
  );
}
