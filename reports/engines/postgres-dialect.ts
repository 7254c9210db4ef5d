import { type CastType, type Dialect, quoted, roundOf } from './dialect.ts';

const TYPES: Record<CastType, string> = {
  varchar: 'text',
  integer: 'integer',
  bigint: 'bigint',
  double: 'double precision',
  date: 'date',
  boolean: 'boolean',
};

const CALLS: Record<string, (args: readonly string[]) => string> = {
  round: ([x, places]) => roundOf(`cast(${x} as double precision)`, Number(places ?? 0)),
  sqrt: ([x]) => `sqrt(cast(${x} as double precision))`,
  trim: ([x]) => `btrim(${x})`,
  length: ([x]) => `cast(char_length(${x}) as bigint)`,
  last_day: ([d]) => `cast(date_trunc('month', ${d}) + interval '1 month - 1 day' as date)`,
};

/** Postgres 15 and later. Parameters are numbered in the order of `names`. */
export function postgresDialect(names: readonly string[], schema = 'marts'): Dialect {
  const over = (window: string) => (window === '' ? '' : ` over ${window}`);
  const filtered = (filter: string | null) => (filter === null ? '' : ` filter (where ${filter})`);
  return {
    name: 'postgres',
    table: (_, name) => `${quoted(schema)}.${quoted(name)}`,
    parameter: (name) => `$${names.indexOf(name) + 1}::text`,
    text: (value) => `'${value.replaceAll("'", "''")}'`,
    // text that comes from a cast is compared by its bytes, as the marts' own is
    cast: (x, type) => `cast(${x} as ${TYPES[type]})${type === 'varchar' ? ' collate "C"' : ''}`,
    divide: (a, b) => `cast(${a} as double precision) / nullif(cast(${b} as double precision), 0)`,
    isIn: (a, values) => `${a} in (${values.join(', ')})`,
    greatest: (a, b) => `greatest(${a}, ${b})`,
    least: (a, b) => `least(${a}, ${b})`,
    call: (name, args) => CALLS[name]?.(args) ?? `${name}(${args.join(', ')})`,
    addMonths: (d, months) => `cast(${d} + interval '${months} month' as date)`,
    part: (part, d) => `cast(extract(${part} from ${d}) as bigint)`,
    trunc: (part, d) => `cast(date_trunc('${part}', ${d}) as date)`,
    aggregate: (name, args, m) => {
      const called =
        name === 'count_star' ? 'count(*)' : `${name}(${m.distinct ? 'distinct ' : ''}${args.join(', ')})`;
      return `${called}${filtered(m.filter)}${over(m.over)}`;
    },
    percentile: (fraction, of, filter) =>
      `percentile_cont(${fraction}) within group (order by ${of})${filtered(filter)}`,
    alwaysEqual: () => null,
    daysBetween: (from, to) => `cast(${to} - ${from} as bigint)`,
    window: (name, args, window) => `${name}(${args.join(', ')}) over ${window}`,
  };
}
