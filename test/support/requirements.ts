import { readFileSync } from 'node:fs';
import type { Outcome } from './reporter.ts';

export interface Requirement {
  id: string;
  requirement: string;
  kind: string;
  evidence: string;
  priority: string;
}

/** What the tests' names say of the requirements. */
export interface Ledger {
  requirements: readonly Requirement[];
  /** A test that names it passed and none that names it failed. */
  proven: ReadonlySet<string>;
  /** Ids in test names that no requirement has, with the test. */
  unknown: readonly { id: string; test: string }[];
}

/** Reads test/requirements.csv. */
export function readRequirements(
  file: string | URL = new URL('../requirements.csv', import.meta.url),
): Requirement[] {
  const [head, ...rows] = parseCsv(readFileSync(file, 'utf8'));
  return rows.map(
    (row) => Object.fromEntries(head!.map((name, i) => [name, row[i]])) as unknown as Requirement,
  );
}

/** The requirement ids that a name begins with: `000.9.1.2 001.4.3 counts each person once` → two. */
export function idsOf(name: string): string[] {
  const ids: string[] = [];
  for (const word of name.split(/\s+/)) {
    const id = word.replace(/[,:;]$/, '');
    if (!/^\d{3}\.[\dx]\S*$/.test(id)) break;
    ids.push(id);
  }
  return ids;
}

/** Holds the outcomes of a run against the requirements. */
export function ledger(requirements: readonly Requirement[], outcomes: readonly Outcome[]): Ledger {
  const known = new Set(requirements.map(({ id }) => id));
  const passed = new Set<string>();
  const failed = new Set<string>();
  const unknown: { id: string; test: string }[] = [];
  for (const { names, state } of outcomes) {
    for (const id of names.flatMap(idsOf)) {
      if (!known.has(id)) unknown.push({ id, test: names.join(' > ') });
      if (state === 'passed') passed.add(id);
      if (state === 'failed') failed.add(id);
    }
  }
  const proven = new Set([...passed].filter((id) => known.has(id) && !failed.has(id)));
  return { requirements, proven, unknown };
}

function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  // a cell: quoted with doubled quotes, or plain; then what ends it
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    if (end === '' && plain === '') break;
    rows.at(-1)!.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === '\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}
