import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Catalogue, loadCatalogue } from '../../reports/catalogue.ts';
import { parseReport } from '../../reports/definitions/parse.ts';
import { isSymbol } from '../../reports/result.ts';
import { addRatios, type Row_ } from '../../reports/run/table.ts';
import { chooseProfile, profile, thresholds } from '../../reports/suppress/profiles.ts';
import { range } from '../../reports/suppress/simplex.ts';
import { MOST_COUNTS, suppress, suppressInTurns } from '../../reports/suppress/suppress.ts';
import { extent, GaveUp, type Sum, type Unknown } from './attacker.ts';

let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await loadCatalogue();
});

const AS_AT = '2026-01-31';
type Ward = readonly [eet: number, neet: number, nk: number];

function table(wards: readonly Ward[]): Row_[] {
  const row = (ward_code: string, [eet, neet, nk]: Ward): Row_ => ({
    ward_code,
    ward_name: ward_code,
    cohort: eet + neet + nk,
    neet,
    nk,
    neet_nk: neet + nk,
    eet,
  });
  const sum = (k: 0 | 1 | 2) => wards.reduce((total, ward) => total + ward[k], 0);
  return [...wards.map((ward, i) => row(`W${i}`, ward)), row('All', [sum(0), sum(1), sum(2)])];
}

function suppressed(wards: readonly Ward[], name: string): { truth: Row_[]; shown: Row_[] } {
  const d = catalogue.find('ward-hotspots');
  const truth = table(wards);
  const shown = truth.map((row) => ({ ...row }));
  addRatios(d, shown);
  suppress(d, shown, { month: AS_AT }, profile(name), AS_AT);
  return { truth, shown };
}

/** The published part of a table as sums over eet, neet and nk of each ward (unknown 3·ward + 0, 1, 2). */
function knowledge(shown: readonly Row_[], wards: number): Sum[] {
  const parts: Record<string, number[]> = {
    eet: [0],
    neet: [1],
    nk: [2],
    neet_nk: [1, 2],
    cohort: [0, 1, 2],
  };
  const sums: Sum[] = [];
  shown.forEach((row, r) => {
    const rows = r === wards ? Array.from({ length: wards }, (_, i) => i) : [r];
    for (const [column, of] of Object.entries(parts)) {
      const value = row[column];
      if (typeof value === 'number') sums.push({ of: rows.flatMap((i) => of.map((k) => 3 * i + k)), value });
    }
  });
  return sums;
}

/** What the attacker finds out; the few tables that take too long to search are left out of the proof. */
function attack(unknowns: readonly Unknown[], sums: readonly Sum[], target: number): [number, number] {
  try {
    return extent(unknowns, sums, target)!;
  } catch (error) {
    if (error instanceof GaveUp) fc.pre(false);
    throw error;
  }
}

const small = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 12 }));
const ward = fc.tuple(fc.integer({ min: 0, max: 15 }), small, small);

describe('an attacker who knows all other cells and every total', () => {
  it('can narrow no hidden small count down to a telling span', () => {
    fc.assert(
      fc.property(
        fc.array(ward, { minLength: 2, maxLength: 3 }),
        fc.constantFrom('council', 'publication'),
        (wards, name) => {
          const { truth, shown } = suppressed(wards, name);
          const sums = knowledge(shown, wards.length);
          const most = 40;
          const blind: Unknown[] = wards.flatMap(() => [0, 1, 2].map(() => ({ least: 0, most })));
          wards.forEach((counts, w) => {
            counts.forEach((value, k) => {
              const column = ['eet', 'neet', 'nk'][k]!;
              if (value === 0 || value >= 5) return;
              expect([column, isSymbol(shown[w]![column] ?? null)]).toEqual([column, true]);
              const [least, greatest] = attack(blind, sums, 3 * w + k);
              expect([least, greatest].some((v) => v !== truth[w]![column])).toBe(true);
              expect(greatest - least).toBeGreaterThanOrEqual(5);
            });
          });
        },
      ),
      { numRuns: 150, interruptAfterTimeLimit: 10_000 },
    );
  });

  it('gains nothing by knowing that a nought would have been shown', () => {
    fc.assert(
      fc.property(fc.array(ward, { minLength: 2, maxLength: 3 }), (wards) => {
        const { truth, shown } = suppressed(wards, 'council');
        const sums = knowledge(shown, wards.length);
        // The reader knows it only as long as it is so: one hidden nought anywhere, or all below the total withheld, and it
        // is no knowledge any more.
        const columns = ['eet', 'neet', 'nk', 'neet_nk', 'cohort'];
        const withheld = shown.slice(0, -1).every((row) => columns.every((c) => isSymbol(row[c]!)));
        const noughts =
          withheld ||
          shown.some((row, r) =>
            ['eet', 'neet', 'nk', 'neet_nk', 'cohort'].some((c) => truth[r]![c] === 0 && isSymbol(row[c]!)),
          );
        const informed: Unknown[] = wards.flatMap((counts) =>
          counts.map((value) => ({ least: value === 0 || noughts ? 0 : 1, most: 40 })),
        );
        wards.forEach((counts, w) => {
          counts.forEach((value, k) => {
            if (value === 0 || value >= 5) return;
            const [least, greatest] = attack(informed, sums, 3 * w + k);
            expect(greatest - least).toBeGreaterThanOrEqual(3);
          });
        });
      }),
      { numRuns: 150, interruptAfterTimeLimit: 10_000 },
    );
  });

  it('finds the hidden count at once where only the small cell is hidden: the attacker is not blind', () => {
    const truth = table([
      [30, 2, 20],
      [30, 10, 20],
    ]);
    const shown = truth.map((row) => ({ ...row }));
    shown[0]!.neet = { symbol: 'c' };
    const blind: Unknown[] = Array.from({ length: 6 }, () => ({ least: 0, most: 40 }));
    expect(extent(blind, knowledge(shown, 2), 1)).toEqual([2, 2]);
  });
});

describe('what goes with a hidden count', () => {
  it('its rates, its interval and the words about it', () => {
    const { shown } = suppressed(
      [
        [90, 3, 20],
        [80, 30, 30],
        [80, 30, 30],
      ],
      'council',
    );
    for (const column of ['neet', 'neet_rate'])
      expect([column, shown[0]![column]]).toEqual([column, { symbol: 'c' }]);
    expect(shown[3]!.cohort).toBe(393);
  });

  it('the rest of a group when that is small: 97 of 100 tells of three', () => {
    const d = catalogue.find('september-guarantee');
    const rows: Row_[] = [
      {
        season: 2026,
        month_end: '2026-06-30',
        year_group: 'All',
        cohort: 100,
        offer: 97,
        not_appropriate: 0,
        no_offer: 3,
        not_recorded: 0,
      },
    ];
    addRatios(d, rows);
    suppress(d, rows, { season: null, to: null }, profile('council'), '2026-06-30');
    expect(rows[0]).toMatchObject({
      offer: { symbol: 'c' },
      offer_rate: { symbol: 'c' },
      no_offer: { symbol: 'c' },
    });
  });

  it('a rate over a group under ten, in the council; its size too, for publication', () => {
    const wards: Ward[] = [
      [9, 0, 0],
      [80, 30, 30],
      [80, 30, 30],
    ];
    expect(suppressed(wards, 'council').shown[0]).toMatchObject({
      cohort: 9,
      neet: 0,
      neet_rate: { symbol: 'c' },
    });
    expect(suppressed(wards, 'publication').shown[0]).toMatchObject({
      cohort: { symbol: 'c' },
      neet: { symbol: 'c' },
    });
  });

  it('a nought stays a nought, and profile none hides nothing', () => {
    expect(
      suppressed(
        [
          [90, 0, 20],
          [80, 30, 30],
        ],
        'council',
      ).shown[0],
    ).toMatchObject({ neet: 0, neet_rate: 0 });
    const { truth, shown } = suppressed([[1, 2, 3]], 'none');
    expect(shown[0]).toMatchObject(truth[0]!);
  });

  it('a start that equals the end of the month before is hidden with it', () => {
    const d = catalogue.find('joiners-and-leavers');
    const flow = (month_end: string, opening: number, joiners: number, leavers: number): Row_ => ({
      month_end,
      opening,
      joiners,
      from_education: joiners,
      from_employment: 0,
      from_training: 0,
      from_re_engagement: 0,
      from_not_known: 0,
      from_outside: 0,
      leavers,
      to_education: leavers,
      to_employment: 0,
      to_training: 0,
      to_re_engagement: 0,
      to_not_known: 0,
      to_outside: 0,
      closing: opening + joiners - leavers,
    });
    const rows = [flow('2026-01-31', 20, 9, 3), flow('2026-02-28', 26, 8, 7), flow('2026-03-31', 27, 6, 9)];
    suppress(d, rows, { show: 'summary' }, profile('council'), '2026-03-31');
    expect(rows[0]!.leavers).toEqual({ symbol: 'c' });
    const known = ['opening', 'joiners', 'closing'].every((column) => typeof rows[0]![column] === 'number');
    expect(known).toBe(false);
    if (isSymbol(rows[0]!.closing!)) expect(isSymbol(rows[1]!.opening!)).toBe(true);
  });
});

describe('a grid with totals in both directions', () => {
  const header = `/*---
id: grid
title: A grid
version: 1.0.0
purpose: local
requirement: [000.9.1.1]
reads: marts@1
grain: [school, status]
columns:
  school: { type: text, label: School }
  status: { type: text, label: Status }
  people: { type: count, label: People }
totals: [{ column: school, value: All }, { column: status, value: All }]
definition: People by school and status.
access: staff
---*/
select 'a' as school, 'b' as status, 1 as people`;

  it('hides a square around one small cell, and no total', () => {
    const d = parseReport('grid/1.0.0.sql', header).definition!;
    const counts = [
      [40, 3, 20],
      [50, 12, 30],
      [60, 25, 40],
    ];
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
    const rows: Row_[] = [];
    counts.forEach((row, r) => {
      for (const [k, people] of row.entries()) rows.push({ school: `S${r}`, status: `T${k}`, people });
      rows.push({ school: `S${r}`, status: 'All', people: sum(row) });
    });
    for (const k of [0, 1, 2])
      rows.push({ school: 'All', status: `T${k}`, people: sum(counts.map((row) => row[k]!)) });
    rows.push({ school: 'All', status: 'All', people: sum(counts.flat()) });
    suppress(d, rows, {}, profile('council'), AS_AT);
    const hidden = rows.filter((row) => isSymbol(row.people!)).map((row) => `${row.school} ${row.status}`);
    expect(hidden.sort()).toEqual(['S0 T1', 'S0 T2', 'S1 T1', 'S1 T2']);
  });
});

describe('profiles', () => {
  it('match DfE: groups under 6 hidden for 2022 to 2024, under 10 from 2025', () => {
    expect(thresholds(profile('dfe-match'), 2024)).toEqual({ minCount: 0, minGroup: 6 });
    expect(thresholds(profile('dfe-match'), 2025)).toEqual({ minCount: 0, minGroup: 10 });
  });

  it('no role gets a less strict one than its own, anybody a stricter', () => {
    expect(chooseProfile('manager', null).name).toBe('none');
    expect(chooseProfile('report-reader', null).name).toBe('council');
    expect(chooseProfile('report-reader', 'publication').name).toBe('publication');
    expect(() => chooseProfile('report-reader', 'none')).toThrow(/council/);
    expect(() => chooseProfile('manager', 'counsil')).toThrow(/Did you mean "council"/);
  });
});

describe('the range of an unknown', () => {
  it('is what linear reasoning says', () => {
    // x + y = 10, x − z = 2, all at least nought: x from 2 to 10.
    const equations = [
      {
        terms: [
          { variable: 0, coefficient: 1 },
          { variable: 1, coefficient: 1 },
        ],
        constant: 10,
      },
      {
        terms: [
          { variable: 0, coefficient: 1 },
          { variable: 2, coefficient: -1 },
        ],
        constant: 2,
      },
    ];
    expect(range(equations, [0, 0, 0], 0)).toEqual([2, 10]);
    expect(range(equations, [0, 3, 0], 0)).toEqual([2, 7]);
    expect(range([equations[1]!], [0, 0, 0], 0)).toEqual([2, Infinity]);
    expect(range([{ terms: [{ variable: 0, coefficient: 1 }], constant: -1 }], [0], 0)).toBeNull();
  });
});

describe('a long table', () => {
  /** Months of 21 wards and All, with many small counts; the same each time. */
  function long(months: number): Row_[] {
    let state = 7;
    const chance = (n: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % n;
    };
    const rows: Row_[] = [];
    for (let m = 0; m < months; m++) {
      const month_end = `${1990 + Math.floor(m / 12)}-${String((m % 12) + 1).padStart(2, '0')}-28`;
      const sum: Record<string, number> = { cohort: 0, neet: 0, nk: 0, neet_nk: 0, eet: 0, participating: 0 };
      for (let w = 0; w < 21; w++) {
        const [neet, nk, eet] = [chance(5), chance(4), 8 + chance(40)] as const;
        const counts = {
          cohort: eet + neet + nk,
          neet,
          nk,
          neet_nk: neet + nk,
          eet,
          participating: eet - chance(3),
        };
        for (const [name, n] of Object.entries(counts)) sum[name]! += n;
        rows.push({ month_end, group_name: `W${w}`, months: 1, ...counts });
      }
      rows.push({ month_end, group_name: 'All', months: 1, ...sum });
    }
    return rows;
  }
  const input = (rows: Row_[]) => ({
    d: catalogue.find('neet-by-month'),
    rows,
    parameters: { period: 'month', by: 'ward' },
    profile: profile('council'),
    asAt: AS_AT,
  });

  it('is done month by month, and others have their turn meanwhile', async () => {
    const rows = long(40);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const before = process.cpuUsage();
    await suppressInTurns(input(rows));
    clearInterval(timer);
    const { user } = process.cpuUsage(before);
    expect(turns).toBeGreaterThan(10);
    expect(user / 1e6).toBeLessThan(5);
    expect(rows.some((row) => isSymbol(row.neet!))).toBe(true);
  }, 20_000);

  it('hides in each month what it hides in that month alone', async () => {
    const rows = long(3);
    const alone = rows.slice(22, 44).map((row) => ({ ...row }));
    await suppressInTurns(input(rows));
    await suppressInTurns(input(alone));
    expect(rows.slice(22, 44)).toEqual(alone);
  });

  it('is refused in plain words when it is too long', async () => {
    await expect(suppressInTurns(input(long(400)))).rejects.toMatchObject({
      code: 'too-large-to-suppress',
      status: 400,
      message: `NEET and not known, by month would hold 52800 counts here; small numbers are hidden in tables of up to ${MOST_COUNTS} only.`,
      next: 'Choose fewer months, or a split into fewer groups.',
    });
  });

  it('keeps a total as the unsplit table shows it, and hides more of the parts instead', async () => {
    const rows = long(40);
    const totals = rows.filter((row) => row.group_name === 'All').map((row) => ({ ...row }));
    await suppressInTurns({ ...input(totals), parameters: { period: 'month', by: 'none' } });
    await suppressInTurns(input(rows));
    expect(rows.filter((row) => row.group_name === 'All')).toEqual(totals);
    // Six people in two wards, one of each kind in each: even the noughts that aren't there say nothing.
    const { shown } = suppressed(
      [
        [1, 1, 1],
        [1, 1, 1],
      ],
      'council',
    );
    const whole = suppressed([[2, 2, 2]], 'council').shown[1]!;
    expect(shown[2]!.cohort).toEqual(whole.cohort);
    for (const ward of shown.slice(0, 2))
      expect([ward.neet, ward.nk, ward.eet, ward.cohort].every((c) => isSymbol(c!))).toBe(true);
  });
});
