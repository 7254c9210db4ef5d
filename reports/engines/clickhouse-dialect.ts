import { type CastType, type Dialect, quoted, roundOf } from './dialect.ts';

const TYPES: Record<CastType, string> = {
  varchar: 'String',
  integer: 'Int32',
  bigint: 'Int64',
  double: 'Float64',
  date: 'Date32',
  boolean: 'Bool',
};

const CALLS: Record<string, (args: readonly string[]) => string> = {
  round: ([x, places]) => roundOf(`toFloat64(${x})`, Number(places ?? 0)),
  substr: (args) => `substringUTF8(${args.join(', ')})`,
  left: (args) => `leftUTF8(${args.join(', ')})`,
  right: (args) => `rightUTF8(${args.join(', ')})`,
  length: ([x]) => `toInt64(lengthUTF8(${x}))`,
  replace: (args) => `replaceAll(${args.join(', ')})`,
  trim: ([x]) => `trimBoth(${x})`,
  last_day: ([d]) => `toLastDayOfMonth(${d})`,
  make_date: (args) => `makeDate32(${args.join(', ')})`,
};

const PARTS = { year: 'toYear', quarter: 'toQuarter', month: 'toMonth', day: 'toDayOfMonth' };
const STARTS = { year: 'toStartOfYear', quarter: 'toStartOfQuarter', month: 'toStartOfMonth', day: '' };

/** What is switched on with every statement, so that joins, empty groups and names mean what standard SQL says. */
export const CLICKHOUSE_SETTINGS: Readonly<Record<string, string>> = {
  join_use_nulls: '1',
  prefer_column_name_to_alias: '1',
  aggregate_functions_null_for_empty: '1',
  enable_extended_results_for_datetime_functions: '1',
  output_format_json_quote_64bit_integers: '0',
  output_format_json_quote_denormals: '1',
  date_time_output_format: 'simple',
};

/** ClickHouse 24 and later, over the tables of one database. */
export function clickhouseDialect(database: string): Dialect {
  const over = (window: string) => (window === '' ? '' : ` over ${window}`);
  const filtered = (filter: string | null) => (filter === null ? '' : ` filter (where ${filter})`);
  /** Of two, the one that the sign says; the other where one is null. */
  const choose = (a: string, b: string, sign: string) =>
    `case when ${a} is null then ${b} when ${b} is null then ${a} when ${a} ${sign} ${b} then ${a} else ${b} end`;
  return {
    name: 'clickhouse',
    table: (_, name) => `${quoted(database)}.${quoted(name)}`,
    parameter: (name) => `{${name}:Nullable(String)}`,
    text: (value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
    cast: (x, type) => `cast(${x} as Nullable(${TYPES[type]}))`,
    divide: (a, b) => `toFloat64(${a}) / nullif(toFloat64(${b}), 0)`,
    isIn: (a, values) => `(${values.map((value) => `${a} = ${value}`).join(' or ')})`,
    greatest: (a, b) => choose(a, b, '>='),
    least: (a, b) => choose(a, b, '<='),
    call: (name, args) => CALLS[name]?.(args) ?? `${name}(${args.join(', ')})`,
    addMonths: (d, months) => `addMonths(${d}, ${months})`,
    part: (part, d) => `toInt64(${PARTS[part]}(${d}))`,
    trunc: (part, d) => `${STARTS[part]}(${d})`,
    aggregate: (name, args, m) => {
      const tail = `${filtered(m.filter)}${over(m.over)}`;
      if (name === 'count_star') return `toInt64(count(*)${tail})`;
      if (name === 'count')
        return `toInt64(${m.distinct ? 'uniqExact' : 'count'}(${args.join(', ')})${tail})`;
      return `${name}OrNull(${m.distinct ? 'distinct ' : ''}${args.join(', ')})${tail}`;
    },
    percentile: (fraction, of, filter) =>
      `quantileExactInclusiveOrNull(${fraction})(${of})${filtered(filter)}`,
    alwaysEqual: (a, b) => `ignore(${a}) = ignore(${b})`,
    daysBetween: (from, to) => `dateDiff('day', ${from}, ${to})`,
    window: (name, args, window) => {
      if (name !== 'lag' && name !== 'lead') return `toInt64(${name}() over ${window})`;
      const whole = window.replace(/\)$/, ' rows between unbounded preceding and unbounded following)');
      return `${name}InFrame(toNullable(${args[0]}), ${args[1] ?? 1}) over ${whole}`;
    },
  };
}
