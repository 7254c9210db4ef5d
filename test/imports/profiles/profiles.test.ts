import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { undoBatch } from '../../../operational/imports/intake.ts';
import { loadProfiles } from '../../../operational/imports/profile.ts';
import { reconciliation } from '../../../operational/imports/reconciliation.ts';
import { saveMapping } from '../../../operational/imports/mappings.ts';
import type { CasePeople } from '../../support/people.ts';
import { type Desk, desk } from '../support.ts';
import { facts } from './facts.ts';

/** A list and what must become of it, worked by hand: each line's outcome and how its reason begins, and which facts go (-) and come (+). */
interface Expected {
  /** Requirements that the case proves. */
  proves: string;
  /** Encoding of input.csv beside the line ends and delimiter that stand in it. */
  encoding: 'windows-1252' | 'utf-8' | 'utf-8 with mark' | 'utf-16le';
  read_as: string;
  as_at: string;
  /** People whose activity was not known and is by this list. */
  settled?: number;
  lines: Record<string, string>;
  facts: string[];
  mapping?: { headings: Record<string, string>; words?: Record<string, Record<string, string>> };
}

const HERE = import.meta.dirname;
const cases = readdirSync(HERE, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const people = parse(readFileSync(join(HERE, 'people.yaml'), 'utf8')) as CasePeople;

const read = (name: string) => ({
  input: readFileSync(join(HERE, name, 'input.csv')),
  expected: parse(readFileSync(join(HERE, name, 'expected.yaml'), 'utf8')) as Expected,
});

describe.each(cases)('%s', (name) => {
  const { input, expected } = read(name);

  test(`${expected.proves} ${name}: every line ends as worked by hand, again changes nothing, undone all is as before`, async () => {
    const d = await desk(people);
    try {
      const before = await facts(d.db.pool);
      const whole = await d.dump();
      if (expected.mapping) await keepMapping(d, name, expected.mapping);
      const options = { asAt: expected.as_at, ...(expected.mapping ? { mapping: 'case' } : {}) };
      const batch = await d.take(name, input, options);
      expect(batch.read_as).toBe(expected.read_as);
      const outcomes = await d.outcomes(batch);
      const wanted = Object.entries(expected.lines).map(([line, words]) => `${line} ${words}`);
      expect(outcomes.map((o, i) => (wanted[i] && o.startsWith(wanted[i]) ? wanted[i] : o))).toEqual(wanted);
      const count = (outcome: string) => wanted.filter((w) => w.split(' ')[1] === outcome).length;
      expect([
        batch.rows_read,
        batch.rows_applied,
        batch.rows_unchanged,
        batch.rows_queried,
        batch.rows_rejected,
      ]).toEqual([wanted.length, count('applied'), count('unchanged'), count('queried'), count('rejected')]);
      if (expected.settled !== undefined) expect(batch.rows_settled).toBe(expected.settled);
      expect(await reconciled(d, batch.id)).toEqual([
        wanted.length,
        ...['applied', 'unchanged', 'queried', 'rejected'].map(count),
      ]);
      const after = await facts(d.db.pool);
      expect(changes(before, after)).toEqual([...expected.facts].sort());

      const again = await d.take(name, input, options);
      expect([again.rows_applied, again.rows_queried, again.rows_rejected]).toEqual([
        0,
        count('queried'),
        count('rejected'),
      ]);
      expect(await facts(d.db.pool)).toEqual(after);
      await undoBatch(d.db.pool, d.who, again.id);
      await undoBatch(d.db.pool, d.who, batch.id);
      expect(await d.dump()).toBe(whole);
    } finally {
      await d.close();
    }
  });
});

/** The sums at the end of a batch's reconciliation: rows read, and the four that add up to them. */
async function reconciled(d: Desk, batch: number): Promise<number[]> {
  let text = '';
  for await (const part of reconciliation(d.db.pool, 1, batch)) text += part;
  const sums = ['rows read', 'applied', 'unchanged', 'queried', 'rejected'].map((name) =>
    Number(new RegExp(`^,${name},(\\d+)\r$`, 'm').exec(text)?.[1]),
  );
  expect(sums[0]).toBe(sums[1]! + sums[2]! + sums[3]! + sums[4]!);
  return sums;
}

async function keepMapping(
  d: Desk,
  profile: string,
  mapping: NonNullable<Expected['mapping']>,
): Promise<void> {
  const client = await d.db.pool.connect();
  try {
    await saveMapping(client, d.who, loadProfiles().get(profile)!, { name: 'case', words: {}, ...mapping });
  } finally {
    client.release();
  }
}

function changes(before: string[], after: string[]): string[] {
  const less = (from: string[], what: string[]) => {
    const rest = [...what];
    return from.filter((line) => {
      const at = rest.indexOf(line);
      if (at >= 0) rest.splice(at, 1);
      return at < 0;
    });
  };
  return [...less(before, after).map((l) => `- ${l}`), ...less(after, before).map((l) => `+ ${l}`)].sort();
}

test('every profile has its case, but those of neighbours, whose files go round', () => {
  const profiles = [...loadProfiles().keys()].filter((id) => !id.startsWith('transfer-'));
  expect([...cases].sort()).toEqual(profiles.sort());
});

test('the cases come in the encodings that councils send', () => {
  const kinds = new Set(cases.map((name) => read(name).expected.read_as));
  for (const kind of ['Windows-1252', 'UTF-8', 'semicolon', 'comma', 'tab'])
    expect(
      [...kinds].some((k) => k.toLowerCase().includes(kind.toLowerCase())),
      kind,
    ).toBe(true);
});

test('the table of profiles names each of them', () => {
  const table = readFileSync(join(HERE, '../../../sql/imports/README.md'), 'utf8');
  const named = [...table.matchAll(/^\| `([a-z-]+)` \| .*\*\*|^\| `(generic)` \|/gm)].map(
    (m) => m[1] ?? m[2]!,
  );
  expect(named.sort()).toEqual([...loadProfiles().keys()].sort());
});
