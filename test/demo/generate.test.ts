import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dayNumber } from '../../operational/demo/calendar.ts';
import { type DemoOptions, generateDemo } from '../../operational/demo/generate.ts';
import type { Version } from '../../operational/demo/journal.ts';

const UNTIL = '2026-11-20';
const versions = (options: Partial<DemoOptions> = {}): Version[] => [
  ...generateDemo({ people: 40, until: UNTIL, ...options }),
];
const hash = (all: Iterable<Version>): string => {
  const sum = createHash('sha256');
  for (const version of all) sum.update(JSON.stringify(version));
  return sum.digest('hex');
};
const key = ({ table, id, number }: Version): string => `${table}/${id}/${number}`;
const text = ({ row, knownAt }: Version): string => JSON.stringify([row, knownAt]);

describe('the same question has the same answer', () => {
  test('seed, size and day make the rows; another seed makes others', () => {
    expect(hash(versions())).toBe(hash(versions()));
    expect(hash(versions({ seed: 337 }))).not.toBe(hash(versions()));
  });

  test('a larger authority holds the smaller one, person by person', () => {
    const large = new Map(versions({ people: 60 }).map((v) => [key(v), text(v)]));
    const small = versions({ people: 30 });
    expect(small.length).toBeGreaterThan(5000);
    expect(small.filter((v) => large.get(key(v)) !== text(v))).toEqual([]);
  });

  test('a later day adds to what was known, and changes none of it', () => {
    const later = new Map(versions().map((v) => [key(v), text(v)]));
    const earlier = versions({ until: '2024-07-10' });
    expect(earlier.length).toBeGreaterThan(3000);
    expect(earlier.filter((v) => later.get(key(v)) !== text(v))).toEqual([]);
  });

  test('no other source of chance or time is used', () => {
    const folder = new URL('../../operational/demo/', import.meta.url);
    const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'demo.ts');
    expect(sources.length).toBeGreaterThan(15);
    for (const name of sources) {
      expect(readFileSync(new URL(name, folder), 'utf8'), name).not.toMatch(
        /Math\.random|Date\.now|new Date\(\)/,
      );
    }
  });
});

describe('what is known', () => {
  const all = versions();

  test('nothing is known on the day itself or later, nor before the case store was opened', () => {
    const until = dayNumber(UNTIL) * 86_400;
    const opened = dayNumber('2021-08-31') * 86_400;
    expect(all.every(({ knownAt }) => knownAt < until && knownAt >= opened)).toBe(true);
  });

  test('each row is numbered from 1, grows in time, and says which version is its last', () => {
    const rows = groupsOf(all, ({ table, id }) => `${table}/${id}`);
    for (const [name, states] of rows) {
      expect(
        states.map(({ number }) => number),
        name,
      ).toEqual(states.map((_, i) => i + 1));
      expect(
        states.map(({ last }) => last),
        name,
      ).toEqual(states.map((_, i) => i === states.length - 1));
      for (let i = 1; i < states.length; i++)
        expect(states[i]!.knownAt).toBeGreaterThan(states[i - 1]!.knownAt);
    }
  });

  test('a fact is never known before the day that it tells of', () => {
    const early = all.filter(({ table, row, knownAt }) => {
      const day =
        table === 'verification' ? row.verified_on : table === 'situation' ? row.ascertained_on : null;
      return day !== null && dayNumber(String(day)) * 86_400 > knownAt;
    });
    expect(early).toEqual([]);
  });

  test('some facts come in late and some are put right long after', () => {
    const late = all.filter(
      ({ table, number, row, knownAt }) =>
        table === 'situation' &&
        number === 1 &&
        knownAt - dayNumber(String(row.started_on)) * 86_400 > 60 * 86_400,
    );
    const corrected = all.filter(({ table, number }) => table === 'situation' && number > 1);
    expect(late.length).toBeGreaterThan(20);
    expect(corrected.length).toBeGreaterThan(100);
  });
});

describe('numbers and names that belong to nobody', () => {
  const all = versions();
  const values = (kind: string) =>
    all
      .filter(({ table, row }) => table === 'person_identifier' && row.kind === kind)
      .map(({ row }) => String(row.value));

  test('pupil numbers are of LA 336, establishments from 9000, and pass their check letter', () => {
    const numbers = values('UPN');
    expect(numbers.length).toBeGreaterThan(300);
    for (const upn of numbers) {
      expect(upn).toMatch(/^[A-HJ-NP-RT-Z]3369\d{8}$/);
      const sum = [...upn.slice(1)].reduce((total, digit, i) => total + Number(digit) * (i + 2), 0);
      expect('ABCDEFGHJKLMNPQRTUVWXYZ'[sum % 23]).toBe(upn[0]);
    }
  });

  test('learner numbers start with 3, pass their check digit, and none is given twice', () => {
    const numbers = values('ULN');
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const uln of numbers) {
      expect(uln).toMatch(/^3\d{9}$/);
      const sum = [...uln].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0);
      expect(sum % 11).toBe(10);
    }
  });

  test('telephones are those kept for drama, email ends in example.org', () => {
    for (const { table, row } of all) {
      if (table !== 'contact_point') continue;
      expect(String(row.value)).toMatch(row.kind === 'email' ? /@example\.org$/ : /^07700 900\d{3}$/);
    }
  });

  test('no school or college bears the name of one in the city that the demo stands on', () => {
    // Distinctive words of the real ones (Get Information about Schools, April 2025, OGL v3.0).
    const real =
      /Ormiston|Highfields|St Regis|Smestow|Coppice|Wednesfield|SWB|Heath Park|Moreton|Collegiate|St Edmund|St Chad|Wolverhampton|Moseley|Aldersley|Royal School|Matthias|Colton|Tettenhall|Penn Fields|Green Park|Westcroft|Broadmeadow|Evergreen|Vireo|Khalsa|Thomas Telford|Deansfield/i;
    const schools = all.filter(
      ({ table, row }) => table === 'organisation' && row.urn !== undefined && row.urn !== null,
    );
    expect(schools.length).toBeGreaterThan(20);
    for (const { row } of schools) {
      expect(String(row.name)).not.toMatch(real);
      expect(Number(row.urn)).toBeGreaterThan(900_000);
      expect(String(row.establishment_no)).toMatch(/^3\d{2}9\d{3}$/);
    }
  });
});

test.each([
  [{ people: 5, until: UNTIL }, /people a year group/],
  [{ people: 40, until: '2020-01-01' }, /can't live until/],
  [{ people: 40, until: 'tomorrow' }, /can't live until/],
  [{ people: 40, seed: 1.5, until: UNTIL }, /no whole number/],
])('%o is refused with what to do next', (options, message) => {
  expect(() => [...generateDemo(options)]).toThrow(message);
});

function groupsOf<T>(items: readonly T[], by: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(by(item), [...(groups.get(by(item)) ?? []), item]);
  return groups;
}
