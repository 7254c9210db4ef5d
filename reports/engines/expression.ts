import { didYouMean } from '../definitions/suggest.ts';
import type { CastType, DatePart, Dialect } from './dialect.ts';
import { CALLS, INSTEAD } from './functions.ts';
import { child, list, type Node, type OnFault, positionOf, text } from './tree.ts';
import { writeAggregate, writePercentile, writeWindow } from './aggregate.ts';
import { writeSubquery } from './statement.ts';

/** What the writers of a statement share. */
export interface Writing {
  dialect: Dialect;
  onFault: OnFault;
  /** Names of the WITH clauses in sight. */
  own: ReadonlySet<string>;
  /** Tables in sight: names by which columns may be qualified. */
  tables: ReadonlySet<string>;
  /** The marts that are views, and what they are made of; none where a text is only checked. */
  views: Views;
}

/** Views among the marts, which no server has: each is written into the statement that reads it. */
export interface Views {
  /** Name of the view → its SELECT as the dialect says it. */
  written: ReadonlyMap<string, string>;
  /** Columns of a mart, for the `p.*` of a view. */
  columns: ReadonlyMap<string, readonly string[]>;
}

const COMPARE: Record<string, string> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHAN: '>',
  COMPARE_GREATERTHANOREQUALTO: '>=',
};

const CASTS: Record<string, CastType> = {
  VARCHAR: 'varchar',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  DOUBLE: 'double',
  DATE: 'date',
  BOOLEAN: 'boolean',
};

/** An expression as the dialect says it; a part that is not portable is told to `onFault` and left out. */
export function writeExpression(w: Writing, node: Node, around: number): string {
  const at = positionOf(node, around);
  const write = (inner: Node) => writeExpression(w, inner, at);
  const refuse = (message: string) => {
    w.onFault(at, message);
    return 'null';
  };
  switch (text(node, 'class')) {
    case 'COLUMN_REF':
      return columnName(w, node, at);
    case 'CONSTANT':
      return constant(w, node, refuse);
    case 'PARAMETER':
      return refuse(
        `$${text(node, 'identifier')} needs a type: write cast($${text(node, 'identifier')} as varchar), or as date or integer.`,
      );
    case 'COMPARISON': {
      const sign = COMPARE[text(node, 'type')];
      if (sign === undefined)
        return refuse('is distinct from is not portable: write a = b or (a is null and b is null).');
      return `(${write(child(node, 'left')!)} ${sign} ${write(child(node, 'right')!)})`;
    }
    case 'CONJUNCTION':
      return `(${list(node, 'children')
        .map(write)
        .join(text(node, 'type') === 'CONJUNCTION_OR' ? ' or ' : ' and ')})`;
    case 'BETWEEN':
      return `(${write(child(node, 'input')!)} between ${write(child(node, 'lower')!)} and ${write(child(node, 'upper')!)})`;
    case 'OPERATOR':
      return operator(w, node, write, refuse);
    case 'CASE':
      return caseOf(node, write);
    case 'CAST':
      return cast(w, node, at, write, refuse);
    case 'SUBQUERY':
      return writeSubquery(w, node, at);
    case 'FUNCTION':
      return functionOf(w, node, at, write, refuse);
    case 'WINDOW':
      return writeWindow(w, node, at, write, refuse);
    case 'STAR':
      return refuse('a star hides which columns are read; name them.');
    case 'COLLATE':
      return refuse('collate is not portable: text is compared by its bytes.');
    case 'LAMBDA':
      return refuse('lists and their functions are not portable.');
    default:
      return refuse(`${text(node, 'type').toLowerCase().replaceAll('_', ' ')} is not portable.`);
  }
}

type Write = (node: Node) => string;
type Refuse = (message: string) => string;

/** What DuckDB reads as a call of the clock though it looks like a column. */
const CLOCK = /^(current_date|current_time|current_timestamp|localtime|localtimestamp)$/;

function columnName(w: Writing, node: Node, at: number): string {
  const names = (node.column_names as string[]).map((name) => name.toLowerCase());
  const instead = names.length === 1 && CLOCK.test(names[0]!) ? INSTEAD.current_date : undefined;
  if (instead !== undefined) w.onFault(at, `${names[0]} is not portable: ${instead}`);
  if (names.length > 2) w.onFault(at, 'qualify a column by the alias of its table: give the table one.');
  if (names.length === 2 && !w.tables.has(names[0]!))
    w.onFault(
      at,
      `${names.join('.')} reaches out of its subquery, or ${names[0]} is no table of this select: join instead.${didYouMean(names[0]!, [...w.tables])}`,
    );
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.');
}

function constant(w: Writing, node: Node, refuse: Refuse): string {
  const value = child(node, 'value')!;
  const type = text(child(value, 'type')!, 'id');
  if (value.is_null === true) return 'null';
  if (type === 'VARCHAR') return w.dialect.text(String(value.value));
  if (type === 'INTEGER' || type === 'BIGINT')
    return Number(value.value) < 0 ? `(${value.value})` : String(value.value);
  const number = decimalOf(value);
  if (number === null) return refuse(`a literal of type ${type.toLowerCase()} is not portable.`);
  if (!Number.isInteger(number))
    return refuse(
      `${number} is an exact decimal here and a fraction elsewhere: write cast(${number} as double precision).`,
    );
  return w.dialect.cast(String(number), 'double');
}

/** The number of a decimal or double literal; null for another. */
export function decimalOf(value: Node): number | null {
  const type = child(value, 'type')!;
  if (text(type, 'id') === 'DOUBLE') return Number(value.value);
  if (text(type, 'id') !== 'DECIMAL') return null;
  const scale = Number(child(type, 'type_info')?.scale ?? 0);
  const digits = String(value.value);
  return Number(`${digits}e-${scale}`);
}

/** A fraction where the dialect makes one of it anyway: beside a division, or in a cast. */
function asDouble(w: Writing, node: Node, write: Write): string {
  const value = text(node, 'class') === 'CONSTANT' ? child(node, 'value') : null;
  const number = value === null || value.is_null === true ? null : decimalOf(value);
  return number === null ? write(node) : w.dialect.cast(String(number), 'double');
}

function operator(w: Writing, node: Node, write: Write, refuse: Refuse): string {
  const inner = list(node, 'children');
  const type = text(node, 'type');
  switch (type) {
    case 'OPERATOR_NOT':
      if (text(inner[0]!, 'class') === 'SUBQUERY' && text(inner[0]!, 'subquery_type') === 'ANY')
        return refuse('not in (select …) is not portable: left join, and ask for "is null".');
      return `(not ${write(inner[0]!)})`;
    case 'OPERATOR_IS_NULL':
      return `(${write(inner[0]!)} is null)`;
    case 'OPERATOR_IS_NOT_NULL':
      return `(${write(inner[0]!)} is not null)`;
    case 'OPERATOR_COALESCE':
      return `coalesce(${inner.map(write).join(', ')})`;
    case 'COMPARE_IN':
    case 'COMPARE_NOT_IN': {
      const [first, ...values] = inner.map(write);
      const is = `(${w.dialect.isIn(first!, values)})`;
      return type === 'COMPARE_IN' ? is : `(not ${is})`;
    }
    default:
      return refuse(
        `${type
          .toLowerCase()
          .replace(/^operator_/, '')
          .replaceAll('_', ' ')} is not portable.`,
      );
  }
}

function caseOf(node: Node, write: Write): string {
  const checks = list(node, 'case_checks').map(
    (check) => ` when ${write(child(check, 'when_expr')!)} then ${write(child(check, 'then_expr')!)}`,
  );
  const otherwise = child(node, 'else_expr');
  return `(case${checks.join('')}${otherwise === null ? '' : ` else ${write(otherwise)}`} end)`;
}

function cast(w: Writing, node: Node, at: number, write: Write, refuse: Refuse): string {
  const type = CASTS[text(child(node, 'cast_type')!, 'id')];
  const inner = child(node, 'child')!;
  if (node.try_cast === true)
    return refuse('try_cast is not portable: reports read what the marts have made sure of.');
  if (type === undefined)
    return refuse('casts go to varchar, integer, bigint, double precision, date or boolean only.');
  if (text(inner, 'class') === 'PARAMETER')
    return w.dialect.cast(w.dialect.parameter(text(inner, 'identifier')), type);
  const value = text(inner, 'class') === 'CONSTANT' ? child(inner, 'value') : null;
  if (type === 'boolean' && (value?.value === 't' || value?.value === 'f'))
    return value.value === 't' ? 'true' : 'false';
  if (type === 'double') return `(${w.dialect.cast(asDouble(w, inner, write), type)})`;
  if (type === 'date') {
    const start = text(inner, 'function_name') === 'date_trunc' ? truncated(w, inner, write, refuse) : null;
    if (start !== null) return start;
    const moved = monthsMoved(inner);
    if (moved !== null) return `(${w.dialect.addMonths(write(moved.date), moved.months)})`;
  }
  const made = text(inner, 'class') === 'FUNCTION' ? text(inner, 'function_name') : '';
  if ((type === 'integer' || type === 'bigint') && (made === '/' || made === 'sqrt'))
    return refuse(
      'a fraction becomes a whole number by floor, ceil or round first; engines cut or round as they like.',
    );
  if (
    type === 'varchar' &&
    (['/', 'sqrt', 'round', 'floor', 'ceil'].includes(made) ||
      ['COMPARISON', 'CONJUNCTION'].includes(text(inner, 'class')))
  )
    return refuse(
      'engines print fractions and flags each in its own way: cast whole numbers, dates and text only.',
    );
  return `(${w.dialect.cast(writeExpression(w, inner, at), type)})`;
}

const MONTHS: Record<string, number> = { to_months: 1, to_quarters: 3, to_years: 12 };

/** `d + interval '1 month'` and `d - interval 2 year` as whole months on a date; null for anything else. */
function monthsMoved(node: Node): { date: Node; months: number } | null {
  const sign = { '+': 1, '-': -1 }[text(node, 'function_name')];
  const [date, interval] = list(node, 'children');
  if (sign === undefined || date === undefined || interval === undefined) return null;
  const months = intervalMonths(interval);
  return months === null ? null : { date, months: sign * months };
}

function intervalMonths(node: Node): number | null {
  const unit = MONTHS[text(node, 'function_name')];
  let inner: Node | null = unit === undefined ? node : (list(node, 'children')[0] ?? null);
  while (inner !== null && (text(inner, 'class') === 'CAST' || text(inner, 'function_name') === 'trunc'))
    inner = child(inner, 'child') ?? list(inner, 'children')[0] ?? null;
  const value = inner === null ? null : child(inner, 'value');
  if (value === null) return null;
  if (unit !== undefined) return Number.isInteger(Number(value.value)) ? unit * Number(value.value) : null;
  const words = /^\s*(-?\d+)\s+(month|quarter|year)s?\s*$/i.exec(String(value.value));
  return words === null
    ? null
    : Number(words[1]) *
        { month: 1, quarter: 3, year: 12 }[words[2]!.toLowerCase() as 'month' | 'quarter' | 'year'];
}

/** First day of a date's month, quarter or year. */
function truncated(w: Writing, node: Node, write: Write, refuse: Refuse): string {
  const [unit, date] = list(node, 'children') as [Node, Node];
  const part = String(child(unit, 'value')?.value ?? '').toLowerCase();
  if (!PARTS.includes(part) || part === 'day') return refuse(notPart(part));
  return `(${w.dialect.trunc(part as DatePart, write(date))})`;
}

const notPart = (part: string): string =>
  `"${part}" is not a part of a date that reports use: year, quarter, month, or in extract day.`;

/** Is this to be seen to be a date: by its cast, its function, or the name that the marts give to columns of days? */
function isDate(node: Node): boolean {
  if (text(node, 'class') === 'CAST') return text(child(node, 'cast_type')!, 'id') === 'DATE';
  if (text(node, 'class') === 'FUNCTION')
    return ['last_day', 'make_date'].includes(text(node, 'function_name'));
  if (text(node, 'class') !== 'COLUMN_REF') return false;
  return /(_on|_end|_day)$|^(as_at|valid_from|valid_to|published)$/.test(
    (node.column_names as string[]).at(-1)!.toLowerCase(),
  );
}

const PARTS: readonly string[] = ['year', 'quarter', 'month', 'day'];

function functionOf(w: Writing, node: Node, at: number, write: Write, refuse: Refuse): string {
  const name = text(node, 'function_name').toLowerCase();
  const args = list(node, 'children');
  const [a, b] = args as [Node, Node];
  if (node.filter || node.distinct === true || name === 'count_star')
    return writeAggregate(w, node, at, write, refuse);
  switch (name) {
    case '/':
      return `(${w.dialect.divide(asDouble(w, a, write), asDouble(w, b, write))})`;
    case '+':
    case '-':
      if (args.length === 1) return `(-${write(a)})`;
      if (
        args.some((arg) => intervalMonths(arg) !== null && text(arg, 'class') !== 'CONSTANT' && !isWhole(arg))
      )
        return refuse("adding months needs cast(d + interval '1 month' as date).");
      if (name === '-' && isDate(a) && isDate(b))
        return refuse("the days between two dates are date_diff('day', from, to).");
      return `(${write(a)} ${name} ${write(b)})`;
    case '*':
    case '||':
      return `(${write(a)} ${name} ${write(b)})`;
    case '~~':
      return `(${write(a)} like ${write(b)})`;
    case '!~~':
      return `(not (${write(a)} like ${write(b)}))`;
    case 'nullif':
      return `nullif(${write(a)}, ${write(b)})`;
    case 'greatest':
    case 'least':
      if (args.length !== 2) return refuse(`${name} takes two values: put one into the other.`);
      return `(${w.dialect[name](write(a), write(b))})`;
    case 'date_part': {
      const part = String(child(a, 'value')?.value ?? '').toLowerCase();
      if (!PARTS.includes(part)) return refuse(notPart(part));
      return w.dialect.part(part as DatePart, write(b));
    }
    case 'date_trunc':
      return refuse("date_trunc gives a moment: write cast(date_trunc('month', d) as date).");
    case 'date_diff':
    case 'datediff':
      if (String(child(a, 'value')?.value) !== 'day' || args.length !== 3)
        return refuse(
          "it is date_diff('day', from, to); months are reckoned from extract(year from d) * 12 + extract(month from d).",
        );
      return `(${w.dialect.daysBetween(write(b), write(args[2]!))})`;
    case 'quantile_cont':
      return writePercentile(w, node, write, refuse);
    case 'count':
    case 'sum':
    case 'min':
    case 'max':
      return writeAggregate(w, node, at, write, refuse);
  }
  const known = CALLS[name];
  if (known === undefined) return refuse(notPortable(name));
  if (args.length < known.least || args.length > known.most)
    return refuse(
      `${name} takes ${known.least === known.most ? known.least : `${known.least} or ${known.most}`} values here.`,
    );
  if (name === 'round' && b !== undefined && !/^[0-6]$/.test(String(child(b, 'value')?.value)))
    return refuse('round takes its places as a number from 0 to 6.');
  return w.dialect.call(known.name ?? name, args.map(write));
}

/** A whole-number literal, which is no interval. */
const isWhole = (node: Node): boolean =>
  text(node, 'class') === 'CAST' && text(child(node, 'cast_type')!, 'id') !== 'INTERVAL';

const notPortable = (name: string): string => {
  const instead = INSTEAD[name];
  if (instead !== undefined) return `${name} is not portable: ${instead}`;
  return `${name}() is not in the portable subset (sql/reports/README.md).${didYouMean(name, Object.keys(CALLS))}`;
};
