import type { ExportColumn } from './manifest.ts';

type Engine = 'duckdb' | 'postgres' | 'clickhouse';

/**
 * The digest of a table: for each row the MD5 of its cells as text, joined by the character 2, with the character 1 for no value;
 * the first and the second 32 bits of all rows are added up, so that the order of rows does not matter. Flags are 1 and 0, moments
 * are microseconds since 1970, fractions are rounded to millionths, so that the text is the same on every engine.
 */
export function digestSql(
  engine: Engine,
  table: string,
  columns: readonly Pick<ExportColumn, 'name' | 'type'>[],
): string {
  const cells = columns.map((c) => `coalesce(${TEXT[engine](`"${c.name}"`, c.type)}, ${char(engine, 1)})`);
  const row = cells.join(` || ${char(engine, 2)} || `);
  const half = (start: number) => `coalesce(sum(${HALF[engine]('hash', start)}), 0)`;
  return `select count(*) as n, ${half(1)} as a, ${half(9)} as b from (select ${MD5[engine](row)} as hash from ${table}) as hashed`;
}

/** The digest from the three numbers that the statement returns. */
export const digestOf = (row: readonly unknown[]): { rows: number; digest: string } => ({
  rows: Number(row[0]),
  digest: `${row[0]}-${BigInt(String(row[1])).toString(16)}-${BigInt(String(row[2])).toString(16)}`,
});

const char = (engine: Engine, n: number): string => (engine === 'clickhouse' ? `char(${n})` : `chr(${n})`);

type Cell = (name: string, type: ExportColumn['type']) => string;

const TEXT: Record<Engine, Cell> = {
  duckdb: (name, type) => {
    if (type === 'BOOLEAN') return `case when ${name} then '1' when not ${name} then '0' end`;
    if (type === 'TIMESTAMP') return `cast(epoch_us(${name}) as varchar)`;
    if (type === 'DOUBLE') return `cast(cast(floor(${name} * 1000000 + 0.5) as bigint) as varchar)`;
    return `cast(${name} as varchar)`;
  },
  postgres: (name, type) => {
    if (type === 'BOOLEAN') return `case when ${name} then '1' when not ${name} then '0' end`;
    if (type === 'TIMESTAMP') return `cast(cast(extract(epoch from ${name}) * 1000000 as bigint) as text)`;
    if (type === 'DOUBLE') return `cast(cast(floor(${name} * 1000000 + 0.5) as bigint) as text)`;
    return `cast(${name} as text)`;
  },
  clickhouse: (name, type) => {
    if (type === 'BOOLEAN') return `case when ${name} then '1' when not ${name} then '0' end`;
    if (type === 'TIMESTAMP') return `toString(toUnixTimestamp64Micro(${name}))`;
    if (type === 'DOUBLE') return `toString(toInt64(floor(${name} * 1000000 + 0.5)))`;
    return `toString(${name})`;
  },
};

const MD5: Record<Engine, (text: string) => string> = {
  duckdb: (text) => `md5(${text})`,
  postgres: (text) => `md5(${text})`,
  clickhouse: (text) => `lower(hex(MD5(assumeNotNull(${text}))))`,
};

/** Eight hexadecimal digits as a whole number. */
const HALF: Record<Engine, (hash: string, start: number) => string> = {
  duckdb: (hash, start) => `cast(('0x' || substr(${hash}, ${start}, 8)) as bigint)`,
  postgres: (hash, start) =>
    `cast(cast(('x' || lpad(substr(${hash}, ${start}, 8), 16, '0')) as bit(64)) as bigint)`,
  clickhouse: (hash, start) =>
    `toInt64(reinterpretAsUInt32(reverse(unhex(substring(${hash}, ${start}, 8)))))`,
};
