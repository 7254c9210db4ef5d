/** How one engine says what the portable subset means: see "The portable subset" in sql/reports/README.md. */
export interface Dialect {
  name: 'postgres' | 'clickhouse';
  /** A table of a schema, such as marts.person_month. */
  table(schema: string, name: string): string;
  /** A parameter by name; its value is text or null. */
  parameter(name: string): string;
  text(value: string): string;
  cast(expression: string, type: CastType): string;
  /** Always with a fraction; null for a divisor of nought. */
  divide(a: string, b: string): string;
  /** `a in (…)`, unknown where a is null. */
  isIn(a: string, values: readonly string[]): string;
  greatest(a: string, b: string): string;
  least(a: string, b: string): string;
  /** One of the functions of FUNCTIONS with its arguments. */
  call(name: string, args: readonly string[]): string;
  /** Whole months added to a date. */
  addMonths(date: string, months: number): string;
  /** Year, quarter, month or day of a date. */
  part(part: DatePart, date: string): string;
  /** First day of a year, quarter or month. */
  trunc(part: DatePart, date: string): string;
  /** `over` is empty for an aggregate, else the window in brackets. */
  aggregate(name: Aggregate, args: readonly string[], modifiers: Modifiers): string;
  percentile(fraction: string, of: string, filter: string | null): string;
  /** A condition on two columns that always holds, for engines that join by equality only; null for the others. */
  alwaysEqual(a: string, b: string): string | null;
  /** Days from the first date to the second. */
  daysBetween(from: string, to: string): string;
  window(name: string, args: readonly string[], over: string): string;
}

export type CastType = 'varchar' | 'integer' | 'bigint' | 'double' | 'date' | 'boolean';
export type DatePart = 'year' | 'quarter' | 'month' | 'day';
export type Aggregate = 'count_star' | 'count' | 'sum' | 'min' | 'max';
export interface Modifiers {
  distinct: boolean;
  filter: string | null;
  over: string;
}

/** A name of a table or column: the engines that read it keep capitals apart, DuckDB does not. */
export const quoted = (name: string): string => `"${name.toLowerCase().replaceAll('"', '""')}"`;

/** Half away from nought, from parts that every engine reckons alike; `x` is a fraction. */
export function roundOf(x: string, places: number): string {
  const scale = 10 ** places;
  const y = places === 0 ? x : `((${x}) * ${scale})`;
  const up = `floor(abs(${y})) + case when abs(${y}) - floor(abs(${y})) >= 0.5 then 1 else 0 end`;
  const whole = `case when ${y} < 0 then -(${up}) else ${up} end`;
  return places === 0 ? `(${whole})` : `((${whole}) / ${scale})`;
}
