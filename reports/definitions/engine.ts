import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { ColumnType } from '../result.ts';
import type { Column, Definition, Problem } from './definition.ts';
import type { Records } from './header.ts';
import { clickhouseDialect } from '../engines/clickhouse-dialect.ts';
import { portableFaults } from '../engines/statement.ts';
import { parseTree } from '../engines/tree.ts';
import type { Parsed } from './parse.ts';
import { shapeOf } from './statement.ts';
import { didYouMean } from './suggest.ts';

/** Column of a mart, with its DuckDB type. */
export type MartColumns = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Empty marts in memory, against which definitions are prepared by the engine that will run them. */
export interface Bench {
  marts: MartColumns;
  /** Everything that the engine finds wrong with one parsed report. */
  check(parsed: Parsed): Promise<Problem[]>;
  close(): void;
}

/** Opens the empty marts of one contract, e.g. `marts@1`, from `<root>/marts@1.sql`. */
export async function openBench(root: string, contract: string): Promise<Bench> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', enable_external_access: 'false' });
  const connection = await instance.connect();
  await connection.run(await readFile(path.join(root, `${contract}.sql`), 'utf8'));
  const found = await connection.runAndReadAll(
    `select table_schema || '.' || table_name, column_name, data_type from information_schema.columns order by ordinal_position`,
  );
  const marts = new Map<string, Map<string, string>>();
  for (const [table, column, type] of found.getRows() as [string, string, string][]) {
    if (!marts.has(table)) marts.set(table, new Map());
    marts.get(table)!.set(column, type);
  }
  return {
    marts,
    check: (parsed) =>
      parsed.definition === null ? Promise.resolve([]) : check(connection, marts, parsed, parsed.definition),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function check(
  connection: DuckDBConnection,
  marts: MartColumns,
  parsed: Parsed,
  d: Definition,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const at = (line: number, key: string, message: string) =>
    problems.push({ file: d.file, line, key, message });
  const key = (keyPath: string[], message: string) => at(parsed.lineOf(keyPath), keyPath.join('.'), message);
  const shapeProblem = await checkShape(connection, marts, d, (position, message) =>
    at(parsed.sqlLine + lineBefore(d.sql, position), 'statement', message),
  );
  if (shapeProblem) return problems;
  let prepared: { parameters: string[]; columns: [string, string][] };
  try {
    prepared = await prepare(connection, d.sql);
  } catch (error) {
    const message = (error as Error).message;
    const line = /LINE (\d+):/.exec(message);
    at(parsed.sqlLine + (line === null ? 0 : Number(line[1]) - 1), 'statement', message.split('\n')[0]!);
    return problems;
  }
  const params = d.params.map((p) => p.name);
  for (const name of prepared.parameters) {
    if (!params.includes(name))
      key(
        ['params'],
        `the statement uses $${name}, which the header does not declare.${didYouMean(name, params)}`,
      );
  }
  for (const name of params) {
    if (!prepared.parameters.includes(name) && !usedByRecords(d, name) && !usedByWhen(d, name)) {
      key(['params', name], `the statement does not use $${name}.${didYouMean(name, prepared.parameters)}`);
    }
  }
  checkColumns(d.columns, prepared.columns, key);
  await checkRecords(connection, marts, d, key);
  return problems;
}

const usedByWhen = (d: Definition, name: string) => d.columns.some((c) => c.when !== null && name in c.when);
const usedByRecords = (d: Definition, name: string) => JSON.stringify(d.records).includes(`$${name}`);

async function checkShape(
  connection: DuckDBConnection,
  marts: MartColumns,
  d: Definition,
  at: (position: number, message: string) => void,
): Promise<boolean> {
  const before = { faults: 0 };
  const fault = (position: number, message: string) => {
    before.faults += 1;
    at(position, message);
  };
  const rows = (await connection.runAndReadAll('select json_serialize_sql($1::varchar)', [d.sql])).getRows();
  try {
    const shape = shapeOf(String(rows[0]![0]));
    if (shape.statements !== 1) fault(0, `holds ${shape.statements} statements; a report is one SELECT.`);
    for (const position of shape.stars)
      fault(position, 'a bare "select *" hides which columns are read; name them.');
    for (const name of shape.tableFunctions)
      fault(d.sql.indexOf(name), `calls ${name}(); a report reads tables of ${d.reads} only.`);
    for (const table of shape.tables) {
      if (table.startsWith('special.') && d.audience !== 'special')
        fault(d.sql.indexOf(table), `reads ${table}; say "audience: special" in the header.`);
      else if (!marts.has(table))
        fault(
          d.sql.indexOf(table),
          `reads ${table}, which ${d.reads} does not hold.${didYouMean(table, [...marts.keys()])}`,
        );
    }
    if (before.faults === 0) {
      const [statement] = parseTree(String(rows[0]![0]));
      for (const { position, message } of portableFaults(statement!, clickhouseDialect('marts')))
        fault(position, message);
    }
  } catch (error) {
    const message = (error as Error).message;
    const line = /LINE (\d+):/.exec(message);
    fault(
      line === null
        ? 0
        : d.sql
            .split('\n')
            .slice(0, Number(line[1]) - 1)
            .join('\n').length + 1,
      message.split('\n')[0]!,
    );
  }
  return before.faults > 0;
}

async function prepare(connection: DuckDBConnection, sql: string) {
  const statement = await connection.prepare(sql);
  const parameters = Array.from({ length: statement.parameterCount }, (_, i) =>
    statement.parameterName(i + 1),
  );
  const columns = Array.from({ length: statement.columnCount }, (_, i): [string, string] => [
    statement.columnName(i),
    String(statement.columnType(i)),
  ]);
  statement.destroySync();
  return { parameters, columns };
}

type Key = (path: string[], message: string) => void;

function checkColumns(columns: readonly Column[], actual: [string, string][], key: Key): void {
  const expected = columns.filter((c) => c.ratio === null);
  const names = expected.map((c) => c.name);
  for (const [name] of actual) {
    if (!names.includes(name))
      key(
        ['columns'],
        `the statement returns "${name}", which the header does not declare.${didYouMean(name, names)}`,
      );
  }
  for (const c of expected) {
    const found = actual.find(([name]) => name === c.name);
    if (found === undefined) {
      key(
        ['columns', c.name],
        `the statement does not return "${c.name}".${didYouMean(
          c.name,
          actual.map(([n]) => n),
        )}`,
      );
    } else if (!FAMILIES[c.type].test(found[1])) {
      key(
        ['columns', c.name, 'type'],
        `is declared as ${c.type}, but the statement returns ${found[1]}.${castHint(c.type, found[1])}`,
      );
    }
  }
  const order = actual.map(([name]) => name).filter((name) => names.includes(name));
  const wanted = names.filter((name) => order.includes(name));
  const first = wanted.findIndex((name, i) => order[i] !== name);
  if (first >= 0)
    key(
      ['columns', wanted[first]!],
      `stands here in the header, but the statement returns "${order[first]}" in its place.`,
    );
}

const INTEGER = /^(TINYINT|SMALLINT|INTEGER|BIGINT)$/;
const FAMILIES: Record<ColumnType, RegExp> = {
  text: /^VARCHAR$/,
  code: /^VARCHAR$/,
  date: /^DATE$/,
  month: /^DATE$/,
  instant: /^TIMESTAMP/,
  count: INTEGER,
  days: INTEGER,
  number: /^(TINYINT|SMALLINT|INTEGER|BIGINT|DOUBLE|DECIMAL.*)$/,
  percent: /^(INTEGER|BIGINT|DOUBLE|DECIMAL.*)$/,
  flag: /^BOOLEAN$/,
};

const castHint = (type: ColumnType, actual: string): string =>
  actual === 'HUGEINT' && (type === 'count' || type === 'days')
    ? ' A sum of whole numbers needs cast(… as bigint).'
    : '';

/** The row-level conditions must be SQL that the engine accepts over the mart that they name. */
async function checkRecords(
  connection: DuckDBConnection,
  marts: MartColumns,
  d: Definition,
  key: Key,
): Promise<void> {
  const records = d.records;
  if (records === null) return;
  const mart = marts.get(records.from);
  if (mart === undefined)
    return key(
      ['records', 'from'],
      `${records.from} is not in ${d.reads}.${didYouMean(records.from, [...marts.keys()])}`,
    );
  if (!mart.has('person_key'))
    return key(['records', 'from'], `${records.from} has no person_key, so it cannot name people.`);
  for (const name of Object.keys(records.show)) {
    if (!mart.has(name))
      key(
        ['records', 'show', name],
        `"${name}" is not a column of ${records.from}.${didYouMean(name, [...mart.keys()])}`,
      );
  }
  const parts = recordParts(records);
  // One statement of all of them is prepared in the time of one; each alone only when there is a fault to name.
  const wheres = parts.filter((p) => p.kind === 'where').map((p) => `(${p.sql})`);
  const texts = parts.filter((p) => p.kind === 'text').map((p) => `cast((${p.sql}) as varchar)`);
  const all = `select ${['person_key', ...texts].join(', ')} from ${records.from} as r${wheres.length > 0 ? ` where ${wheres.join(' and ')}` : ''}`;
  if (await isFine(connection, all)) return;
  for (const { path, kind, sql } of parts) {
    try {
      const alone = kind === 'where' ? `person_key from ${records.from} as r where (${sql})` : null;
      await prepare(connection, `select ${alone ?? `cast((${sql}) as varchar) from ${records.from} as r`}`);
    } catch (error) {
      key(path, (error as Error).message.split('\n')[0]!);
    }
  }
}

const isFine = (connection: DuckDBConnection, sql: string): Promise<boolean> =>
  prepare(connection, sql).then(
    () => true,
    () => false,
  );

/** The conditions and the texts of a report's records, each with the key that it stands at. */
function recordParts(records: Records): { path: string[]; kind: 'where' | 'text'; sql: string }[] {
  const grain = (path: string[], of: Readonly<Record<string, string>>) =>
    Object.entries(of).map(([name, sql]) => ({ path: [...path, name], kind: 'text' as const, sql }));
  const where = (path: string[], sql: string) => ({ path, kind: 'where' as const, sql });
  return [
    ...(records.where === null ? [] : [where(['records', 'where'], records.where)]),
    ...grain(['records', 'grain'], records.grain),
    ...Object.entries(records.columns).flatMap(([name, cell]) => [
      where(['records', 'columns', name], cell.where),
      ...grain(['records', 'columns', name, 'grain'], cell.grain),
    ]),
  ];
}

const lineBefore = (text: string, position: number): number =>
  text.slice(0, Math.max(0, position)).split('\n').length - 1;
