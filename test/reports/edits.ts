import { parseDocument, stringify } from 'yaml';
import type { VersionClass } from '../../reports/versions/class.ts';

/** A made edit: the new text and the least class that it must be published under, where that follows from what was done. */
export interface Edit {
  what: string;
  text: string;
  least: VersionClass;
}

// biome-ignore lint/suspicious/noExplicitAny: a header is edited as plain data, whatever it holds
type Header = any;
export type Pick = <T>(of: readonly T[]) => T;

/** Numbers from 0 to 1 that are the same each time for a seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type HeaderEdit = (h: Header, pick: Pick) => string | null;
const visible = (h: Header, type?: string): string[] =>
  Object.keys(h.columns).filter((n) => !h.columns[n].hidden && (!type || h.columns[n].type === type));
const ratios = (h: Header): string[] => Object.keys(h.columns).filter((n) => h.columns[n].ratio);
const withOptions = (h: Header): string[] => Object.keys(h.params ?? {}).filter((n) => h.params[n].options);

const HEADER: Record<VersionClass, Record<string, HeaderEdit>> = {
  patch: {
    'rename a label': (h, pick) => {
      const name = pick(visible(h));
      h.columns[name].label += ' (renamed)';
      return name;
    },
    'rename a parameter’s label': (h, pick) => {
      const name = pick(Object.keys(h.params));
      h.params[name].label += ' (renamed)';
      return name;
    },
    'reword the definition': (h) => {
      h.definition += ' In other words.';
      return 'definition';
    },
    'add a note': (h) => {
      h.notes = [...(h.notes ?? []), 'A note more.'];
      return 'note';
    },
    'take the chart away': (h) => {
      if (!h.chart) return null;
      h.chart = null;
      return 'chart';
    },
    'raise another metric': (h, pick) => {
      const name = pick(visible(h, 'count'));
      h.columns[name].metric = 'participation.eet';
      return name;
    },
  },
  minor: {
    'add a rate': (h, pick) => {
      const [n, m] = [pick(visible(h, 'count')), pick(visible(h, 'count'))];
      h.columns.added_rate = { type: 'number', label: 'Added', ratio: [n, m], decimals: 2 };
      return `${n} / ${m}`;
    },
    'add an option': (h, pick) => {
      const names = withOptions(h);
      if (names.length === 0) return null;
      const name = pick(names);
      h.params[name].options.added = 'Added';
      return name;
    },
  },
  major: {
    'drop a column': (h, pick) => {
      const name = pick(visible(h).filter((n) => !h.grain.includes(n)));
      h.columns[name].hidden = true;
      return name;
    },
    'change a type': (h, pick) => {
      const name = pick(visible(h, 'count'));
      Object.assign(h.columns[name], { type: 'number', suppress: 'small' });
      return name;
    },
    'print more places': (h, pick) => {
      const names = ratios(h);
      if (names.length === 0) return null;
      const name = pick(names);
      h.columns[name].decimals = (h.columns[name].decimals ?? 1) + 1;
      return name;
    },
    'change a default': (h, pick) => {
      const names = Object.keys(h.params).filter((n) =>
        /^(latest|-\d+ months)$/.test(h.params[n].default ?? ''),
      );
      if (names.length === 0) return null;
      const name = pick(names);
      h.params[name].default = '-7 months';
      return name;
    },
    'take an option away': (h, pick) => {
      const names = withOptions(h);
      if (names.length === 0) return null;
      const name = pick(names);
      const gone = pick(Object.keys(h.params[name].options).filter((o) => o !== h.params[name].default));
      delete h.params[name].options[gone];
      return gone;
    },
    'show small numbers': (h, pick) => {
      const name = pick(visible(h, 'count'));
      h.columns[name].suppress = 'none';
      return name;
    },
    'forget an identity': (h, pick) => {
      if (!h.identities?.length) return null;
      const gone = pick(h.identities as string[]);
      h.identities = h.identities.filter((i: string) => i !== gone);
      return gone;
    },
    'close it to staff': (h) => {
      if (h.access !== 'staff') return null;
      h.access = 'managers';
      return 'access';
    },
    'forget the people': (h) => {
      if (!h.records) return null;
      h.records = null;
      return 'all';
    },
    'list fewer counts': (h, pick) => {
      const names = Object.keys(h.records?.columns ?? {});
      if (names.length < 2) return null;
      const gone = pick(names);
      delete h.records.columns[gone];
      return gone;
    },
    'show a column less often': (h, pick) => {
      const names = withOptions(h);
      if (names.length === 0) return null;
      const name = pick(names);
      const columns = visible(h).filter((n) => !h.columns[n].when);
      if (columns.length === 0) return null;
      const column = pick(columns);
      h.columns[column].when = { [name]: [h.params[name].default] };
      return column;
    },
  },
};

/** Edits of the statement; what class they are is found by running both. */
const STATEMENT: Record<string, (sql: string, pick: Pick) => string | null> = {
  'count another flag': (sql, pick) =>
    swapOne(
      sql,
      /\bis_(neet|nk|eet|participating|joiner|leaver)\b/g,
      ['is_neet', 'is_nk', 'is_eet', 'is_vulnerable'],
      pick,
    ),
  'narrow a filter': (sql, pick) =>
    swapOne(
      sql,
      /\bwhere\b(?!\s+is_\w+\))/g,
      [
        "where gender = 'F' and",
        'where academic_age = 16 and',
        'where la_code is not null and',
        'where 1 = 2 and',
        "where sen <> 'E' and",
      ],
      pick,
    ),
  'turn a comparison': (sql, pick) => swapOne(sql, / (>=|<=|<|>|=) /g, [' >= ', ' < ', ' <> ', ' > '], pick),
  'change a number': (sql, pick) => swapOne(sql, /(?<=[ (,])\d+(?=[ ),])/g, ['0', '1', '2', '5', '13'], pick),
  'round otherwise': (sql, pick) => swapOne(sql, /, 1\)/g, [', 0)'], pick),
  'say another text': (sql, pick) =>
    swapOne(sql, /'(Ward not known|Not recorded|No team|above|All wards)'/g, ["'Other'"], pick),
  'or instead of and': (sql, pick) => swapOne(sql, / and /g, [' or '], pick),
  'count each once': (sql, pick) =>
    swapOne(sql, /count\(\*\)/g, ['count(distinct person_key)', 'count(gender)', 'count(ward_code)'], pick),
  'lay it out otherwise': (sql) => sql.replaceAll('\n', '\n  '),
  'say it in a comment': (sql) => `${sql}\n-- the same as before`,
  'say what is always true': (sql, pick) => swapOne(sql, /\bwhere\b/g, ['where 1 = 1 and'], pick),
};

function swapOne(sql: string, what: RegExp, by: readonly string[], pick: Pick): string | null {
  const found = [...sql.matchAll(what)];
  if (found.length === 0) return null;
  const one = pick(found);
  return `${sql.slice(0, one.index)}${pick(by)}${sql.slice(one.index + one[0].length)}`;
}

/** One edit of a report file, by chance; null when it does not apply to this one. */
export function anEdit(text: string, next: () => number): Edit | null {
  const pick: Pick = (of) => of[Math.floor(next() * of.length)]!;
  const [, head, sql] = /^\/\*---\n([\s\S]*?)\n---\*\/\n([\s\S]*)$/.exec(text)!;
  if (next() < 0.45) {
    const what = pick(Object.keys(STATEMENT));
    const changed = STATEMENT[what]!(sql!, pick);
    if (changed === null || changed === sql) return null;
    return { what, text: `/*---\n${head}\n---*/\n${changed}`, least: 'patch' };
  }
  const least = pick(['patch', 'minor', 'major', 'major'] as const);
  const what = pick(Object.keys(HEADER[least]));
  const header = parseDocument(head!).toJS() as Header;
  if (visible(header, 'count').length === 0) return null;
  const where = HEADER[least][what]!(header, pick);
  if (where === null) return null;
  const yaml = stringify(header, { lineWidth: 0 }).trimEnd();
  return { what: `${what}: ${where}`, text: `/*---\n${yaml}\n---*/\n${sql}`, least };
}
