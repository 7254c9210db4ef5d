import { addMonths, type Day, isDay, monthEnd } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { Definition, Param } from '../definitions/definition.ts';
import { didYouMean } from '../definitions/suggest.ts';

/** What values are read against: the snapshot's latest month end, and the wards there are. */
export interface ParameterSetting {
  asAt: Day;
  /** Wards of one authority, or of all. */
  wards: (la: string | null) => Promise<readonly { code: string; name: string }[]>;
  /** Authorities that the marts hold people of; none where it is left out. */
  authorities?: () => Promise<readonly string[]>;
}

/** Name → canonical text; null is "all". Written into the stamp, and read back from it to run again. */
export type Parameters_ = Record<string, string | null>;

/** Fills defaults and puts each value into its one form. Throws `parameter-unknown` or `parameter-invalid`. */
export async function canonicalParameters(
  d: Definition,
  given: Readonly<Record<string, string>>,
  setting: ParameterSetting,
): Promise<Parameters_> {
  const names = d.params.map((p) => p.name);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    throw new CasehouseError(
      'parameter-unknown',
      `${d.id} has no parameter "${name}".${didYouMean(name, names)}`,
      {
        next: names.length === 0 ? 'Run it without parameters.' : `Use one of: ${names.join(', ')}.`,
      },
    );
  }
  const values: Parameters_ = {};
  // what others lie within comes first
  const outer = new Set(d.params.map((p) => p.within));
  const inTurn = [...d.params].sort((a, b) => Number(outer.has(b.name)) - Number(outer.has(a.name)));
  for (const param of d.params) values[param.name] = null;
  for (const param of inTurn) {
    const within = param.within === null ? null : (values[param.within] ?? null);
    values[param.name] = await canonical(d, param, given[param.name] ?? null, setting, within);
  }
  const { from, to } = values;
  if (from && to && isDay(from) && isDay(to) && from > to) {
    throw new CasehouseError('parameter-invalid', `From ${from} lies after to ${to}.`, {
      next: 'Give a "from" on or before "to".',
    });
  }
  return values;
}

/** Values as the statement's parameters want them: whole numbers as numbers, days as ISO text; only those that it uses. */
export function bindings(
  d: Definition,
  values: Parameters_,
  sql: string,
): Record<string, string | number | null> {
  const bound: Record<string, string | number | null> = {};
  for (const param of d.params) {
    if (!new RegExp(`\\$${param.name}\\b`).test(sql)) continue;
    const value = values[param.name] ?? null;
    bound[param.name] = value !== null && param.type === 'int' ? Number(value) : value;
  }
  return bound;
}

async function canonical(
  d: Definition,
  param: Param,
  given: string | null,
  setting: ParameterSetting,
  within: string | null,
): Promise<string | null> {
  const text = given === null || given.trim() === '' ? null : given.trim();
  if (text === null) {
    if (param.default === null) return null;
    return relative(String(param.default), param, setting.asAt) ?? String(param.default);
  }
  const value = relative(text, param, setting.asAt) ?? (await read(param, text, setting, within));
  if (value !== null) return withinYears(d, param, text, value);
  throw new CasehouseError(
    'parameter-invalid',
    `${d.id}: "${text}" is not a value of "${param.name}" (${param.label}).`,
    {
      next: HELP[param.type](param),
    },
  );
}

const YEARS = { first: 1990, last: 2199 };

/** Months, days and moments lie in years that a calendar of ours can hold; anything else is a slip of the keyboard. */
function withinYears(d: Definition, param: Param, text: string, value: string): string {
  if (param.type !== 'month' && param.type !== 'day' && param.type !== 'instant') return value;
  const year = Number(/^(\d{4})-/.exec(value)?.[1] ?? Number.NaN);
  if (year >= YEARS.first && year <= YEARS.last) return value;
  throw new CasehouseError(
    'parameter-invalid',
    `${d.id}: "${text}" of "${param.name}" (${param.label}) lies outside the years ${YEARS.first} to ${YEARS.last}.`,
    { next: HELP[param.type](param) },
  );
}

/** Far beyond every calendar, and still a number of months that can be reckoned with. */
const MOST_MONTHS = 12_000;

/** `latest` and `-24 months` stand for a month or day as seen from the snapshot. */
function relative(text: string, param: Param, asAt: Day): string | null {
  if (param.type !== 'month' && param.type !== 'day') return null;
  if (text === 'latest') return asAt;
  const months = /^([+-]\d+) months?$/.exec(text);
  if (months === null) return null;
  const by = Math.max(-MOST_MONTHS, Math.min(MOST_MONTHS, Number(months[1])));
  const day = addMonths(asAt, by);
  return param.type === 'month' ? monthEnd(day) : day;
}

/** The one form of a value, or null when it is none. Throws when a near miss has something better to say. */
async function read(
  param: Param,
  text: string,
  setting: ParameterSetting,
  within: string | null,
): Promise<string | null> {
  switch (param.type) {
    case 'month':
      // Years before 100 mean 1900 and later to the clock's arithmetic: left as they stand, to be refused.
      if (/^00\d\d-(0[1-9]|1[0-2])$/.test(text)) return `${text}-01`;
      if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return monthEnd(text);
      return isDay(text) && !text.startsWith('00') && monthEnd(text) === text ? text : null;
    case 'day':
      return isDay(text) ? text : null;
    case 'instant': {
      const instant = new Date(text);
      return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
    }
    case 'int':
      return /^-?\d{1,9}$/.test(text) ? String(Number(text)) : null;
    case 'text':
      return text;
    case 'choice':
      return choice(param, text);
    case 'ward':
      return ward(param, text, await setting.wards(within), within);
    case 'la':
      return authority(param, text, (await setting.authorities?.()) ?? []);
  }
}

function choice(param: Param, text: string): string {
  const options = Object.keys(param.options ?? {});
  const found = options.find((option) => option.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  throw new CasehouseError(
    'parameter-invalid',
    `"${text}" is not a value of "${param.name}" (${param.label}).${didYouMean(text, options)}`,
    {
      next: `Use one of: ${options.join(', ')}.`,
    },
  );
}

function authority(param: Param, text: string, known: readonly string[]): string {
  if (known.includes(text)) return text;
  throw new CasehouseError(
    'parameter-invalid',
    `"${text}" is not an authority that "${param.name}" can be.${didYouMean(text, known)}`,
    { next: 'Give the number of an authority, such as 336.' },
  );
}

function ward(
  param: Param,
  text: string,
  wards: readonly { code: string; name: string }[],
  within: string | null,
): string {
  const found = wards.find((w) => w.code === text || w.name.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found.code;
  const known = text.startsWith('E0') ? wards.map((w) => w.code) : wards.map((w) => w.name);
  throw new CasehouseError(
    'parameter-invalid',
    `"${text}" is not a ward ${within === null ? '' : `of ${within} `}that "${param.name}" can be.${didYouMean(text, known)}`,
    {
      next: 'Give the name of a ward or its code, such as E05001321.',
    },
  );
}

const HELP: Record<Param['type'], (param: Param) => string> = {
  month: () => 'Give a month as 2026-10, its last day as 2026-10-31, "latest", or "-12 months".',
  day: () => 'Give a day as 2026-10-31, "latest", or "-12 months".',
  instant: () => 'Give a moment as 2026-10-31T09:00:00Z.',
  int: () => 'Give a whole number.',
  text: () => 'Give some text.',
  choice: (param) => `Use one of: ${Object.keys(param.options ?? {}).join(', ')}.`,
  la: () => 'Give the number of an authority, such as 336.',
  ward: () => 'Give the name of a ward or its code, such as E05001321.',
};
