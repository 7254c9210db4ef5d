import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { academicAge, yearGroup } from '../../../base/dates.ts';
import { checkText } from '../../../nccis/check/check.ts';
import { checkRecords } from '../../../nccis/check/record.ts';
import { dueToLapse } from '../../../nccis/currency.ts';
import type { Edition } from '../../../nccis/edition.ts';
import type { Values } from '../../../nccis/file/reader.ts';
import { returnText } from './xml.ts';

type Changes = Values & { of?: string };
/** A number's case: what fails it (and what else that brings along), what passes it. */
export interface CheckCase {
  of?: string;
  at?: string;
  passesAt?: string;
  also?: string[];
  fails?: Changes | Changes[];
  passes: Changes | Changes[];
  xml?: { cut?: string; replace?: string; with?: string };
}
interface ChecksFile {
  at: string;
  clean?: Record<string, Values & { like?: string }>;
  cases?: Record<string, CheckCase>;
}
interface DatesFile {
  ages?: { born: string; on: string; age: number; year: number }[];
  lapses?: { code: string; verified: string; review?: string; course_end?: string; due: string | null }[];
  headlines?: { code: string; is: string; lapsed?: string; participation?: string; duty?: string }[];
}
/** What an edition is held against: its own test pack over those of the editions before it, their days moved to its first winter. */
export interface PackTests {
  at: string;
  clean: Record<string, Values>;
  cases: Record<string, CheckCase>;
  dates: DatesFile;
}

export function packTests(root: string, editions: Edition[], edition: Edition): PackTests {
  const winter = (e: Edition) => Number(e.id.slice(0, 4)) + 1;
  const tests: PackTests = { at: `${winter(edition)}-01-31`, clean: {}, cases: {}, dates: {} };
  const known: Record<string, Values & { like?: string }> = {};
  const numbers = new Set(edition.checks.filter((c) => c.active).map((c) => c.no));
  for (const e of editions.slice(0, editions.indexOf(edition) + 1)) {
    const shift = winter(edition) - winter(e);
    const checks = read<ChecksFile>(root, e, 'checks.yaml', shift);
    Object.assign(known, checks?.clean);
    for (const [no, example] of Object.entries(checks?.cases ?? {}))
      if (numbers.has(no)) tests.cases[no] = example;
    const dates = read<DatesFile>(root, e, 'dates.yaml', shift) ?? {};
    const join = <T>(key: (item: T) => string, before: T[] = [], own: T[] = []): T[] => [
      ...new Map([...before, ...own].map((item) => [key(item), item])).values(),
    ];
    tests.dates = {
      ages: join(({ born, on }) => `${born} ${on}`, tests.dates.ages, dates.ages),
      lapses: join(({ due: _, ...l }) => JSON.stringify(l), tests.dates.lapses, dates.lapses),
      headlines: join((h) => h.code, tests.dates.headlines, dates.headlines),
    };
  }
  const values = (name: string): Values => {
    const { like, ...own } = known[name]!;
    return { ...(like === undefined ? {} : values(like as string)), ...own } as Values;
  };
  for (const name of Object.keys(known)) tests.clean[name] = values(name);
  return tests;
}

function read<T>(root: string, edition: Edition, file: string, shift: number): T | null {
  const path = join(root, 'reference', edition.id, 'tests', file);
  if (!existsSync(path)) return null;
  const moved = readFileSync(path, 'utf8').replace(
    /\b((?:19|20)\d\d)-(\d\d-\d\d)\b/g,
    (_, y, d) => `${Number(y) + shift}-${d}`,
  );
  return parse(moved, { schema: 'core' }) as T;
}

/** Every case of the checks: the failing records have the number and those that it brings along, and no other; the passing ones lack it. */
export async function holdChecks(editions: Edition[], edition: Edition, tests: PackTests): Promise<void> {
  const record = ({ of, ...changes }: Changes, example: CheckCase): Values =>
    ({ ...tests.clean[of ?? example.of ?? 'learner']!, ...changes }) as Values;
  const alone = new Map<string, { no: string; wanted: string[] | null; values: Values }[]>();
  for (const [no, example] of Object.entries(tests.cases)) {
    for (const side of ['fails', 'passes'] as const) {
      const at = (side === 'passes' ? example.passesAt : null) ?? example.at ?? tests.at;
      const wanted = side === 'fails' ? [no, ...(example.also ?? [])].sort() : null;
      const changes = [example[side] ?? {}].flat();
      const isFile =
        changes.length > 1 ||
        (side === 'fails' && example.xml) ||
        edition.checks.find((c) => c.no === no)!.when === null;
      if (!isFile)
        alone.set(at, [...(alone.get(at) ?? []), { no, wanted, values: record(changes[0]!, example) }]);
      else {
        let xml = await returnText(
          edition,
          at,
          changes.map((c) => record(c, example)),
        );
        if (side === 'fails' && example.xml) {
          const { cut, replace, with: to = '' } = example.xml;
          xml = xml.replace(new RegExp(cut ?? replace!), () => to);
        }
        const found = await checkText(xml, { editions, edition: edition.id });
        hold(
          edition,
          no,
          wanted,
          found.findings.map((f) => f.number),
        );
      }
    }
  }
  for (const [at, list] of alone) {
    const found = await checkRecords(
      edition,
      list.map((l) => l.values),
      { periodEnd: at, databases: ['901'], sourceLas: ['336'] },
    );
    for (const [i, { no, wanted }] of list.entries()) {
      hold(
        edition,
        no,
        wanted,
        found[i]!.map((f) => f.number),
      );
    }
  }
}

function hold(edition: Edition, no: string, wanted: string[] | null, found: string[]): void {
  const numbers = [...new Set(found)].sort();
  if (wanted) expect.soft(numbers, `${edition.id}: what fails ${no}`).toEqual(wanted);
  else expect.soft(numbers, `${edition.id}: what passes ${no}`).not.toContain(no);
}

/** Every clean record is clean. */
export async function holdClean(edition: Edition, tests: PackTests): Promise<void> {
  const context = { periodEnd: tests.at, databases: ['901'], sourceLas: ['336'] };
  const found = await checkRecords(edition, Object.values(tests.clean), context);
  const named = Object.keys(tests.clean).map((name, i) => [name, found[i]!.map((f) => f.number)]);
  expect(Object.fromEntries(named)).toEqual(
    Object.fromEntries(Object.keys(tests.clean).map((name) => [name, []])),
  );
}

/** Ages, due dates and headlines. */
export function holdDates(edition: Edition, { ages = [], lapses = [], headlines = [] }: DatesFile): void {
  for (const { born, on, age, year } of ages)
    expect([academicAge(born, on), yearGroup(born, on)], `${born} on ${on}`).toEqual([age, year]);
  const activity = (code: string) => edition.activities.find((a) => a.code === code)!;
  for (const { code, verified, review = null, course_end: courseEnd = null, due } of lapses) {
    const rule = edition.currency.find((r) => r.rule === activity(code).lapse) ?? null;
    expect(
      dueToLapse(rule, { verified, review, courseEnd }),
      `${edition.id}: ${code} verified ${verified}`,
    ).toBe(due);
  }
  for (const { code, is, lapsed, participation, duty } of headlines) {
    const a = activity(code);
    expect([code, a.headline]).toEqual([code, is]);
    if (lapsed)
      expect([code, a.headline === 'EET' && a.lapse !== null ? 'NK' : a.headline]).toEqual([code, lapsed]);
    if (participation) expect([code, a.participation]).toEqual([code, participation]);
    if (duty) expect([code, a.duty]).toEqual([code, duty]);
  }
}
