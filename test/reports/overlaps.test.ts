import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Catalogue, loadCatalogue } from '../../reports/catalogue.ts';
import type { Definition } from '../../reports/definitions/definition.ts';
import { isSymbol } from '../../reports/result.ts';
import { hide } from '../../reports/run/hide.ts';
import { computeRows } from '../../reports/run/run.ts';
import type { Row_ } from '../../reports/run/table.ts';
import { profile } from '../../reports/suppress/profiles.ts';
import { suppress } from '../../reports/suppress/suppress.ts';
import { type Dataset, openProbe } from '../../reports/versions/probe.ts';
import { extent, GaveUp, type Sum, type Unknown } from './attacker.ts';

let catalogue: Catalogue;
let snapshot: Dataset;
beforeAll(async () => {
  catalogue = await loadCatalogue();
  snapshot = await openProbe();
});
afterAll(() => snapshot?.close());

const MONTHS = ['2025-03-31'];

interface Table {
  open: Row_[];
  shown: Row_[];
}

async function table(d: Definition, parameters: Record<string, string | null>, name: string): Promise<Table> {
  const rows = await computeRows(d, parameters, snapshot);
  const open = rows.map((row) => ({ ...row }));
  await hide({ d, rows, parameters, profile: profile(name), asAt: snapshot.asAt, catalogue, snapshot });
  return { open, shown: rows };
}

const stock = (by: string, month: string, name: string, version: string | null = null) =>
  table(
    catalogue.find('neet-by-month', version),
    { from: month, to: month, period: 'month', by, ward: null },
    name,
  );

/** The same count in two reports, by the words of the condition that the people behind it meet. */
const COUNTS = ['cohort', 'neet', 'nk', 'neet_nk', 'eet', 'participating'];
const BY_GROUP = [
  'participation-by-group',
  'not-known-by-group',
  'neet-duration-by-group',
  'neet-by-activity-and-group',
  'neet-hotspots',
];

describe.each(['council', 'publication'])('a count that several reports show, under %s,', (name) => {
  it('is hidden in all of them or in none, split by split', async () => {
    let compared = 0;
    let hidden = 0;
    for (const month of MONTHS) {
      for (const by of ['gender', 'ward', 'ethnicity']) {
        const first = await stock(by, month, name);
        for (const id of BY_GROUP) {
          const d = catalogue.find(id);
          const other = await table(d, { month, by }, name);
          for (const [r, row] of other.shown.entries()) {
            const mine = first.open.findIndex((candidate) => candidate.group_name === row.group_name);
            for (const column of COUNTS.filter((c) => c in row && d.records!.columns[c] !== undefined)) {
              if (other.open[r]![column] !== first.open[mine]?.[column]) continue;
              const where = [id, by, month, row.group_name, column];
              const isHidden = isSymbol(first.shown[mine]![column]!);
              expect([...where, isSymbol(row[column]!)]).toEqual([...where, isHidden]);
              compared++;
              if (isHidden) hidden++;
            }
          }
        }
      }
    }
    expect(compared).toBeGreaterThan(250);
    expect(hidden).toBeGreaterThan(50);
  }, 120_000);

  it('is so in ward-hotspots, in neet-duration’s total and in an older version too', async () => {
    let hidden = 0;
    for (const month of MONTHS) {
      const wards = await stock('ward', month, name);
      const spots = await table(catalogue.find('ward-hotspots'), { month }, name);
      const pairs: [Row_, Row_][] = spots.shown
        .filter((row) => row.ward_code !== 'All')
        .map((row) => [row, wards.shown.find((ward) => ward.group_name === row.ward_name)!]);
      const old = await stock('ethnic-group', month, name, '1.0.0');
      const young = await stock('ethnic-group', month, name);
      pairs.push(
        ...old.shown.map((row, r): [Row_, Row_] => [
          row,
          young.shown.find((other) => other.group_name === old.open[r]!.group_name) ?? {},
        ]),
      );
      for (const [row, other] of pairs) {
        for (const column of COUNTS.filter((c) => c in row && c in other)) {
          expect([month, row.ward_name ?? row.group_name, column, row[column]]).toEqual([
            month,
            row.ward_name ?? row.group_name,
            column,
            other[column],
          ]);
          if (isSymbol(row[column]!)) hidden++;
        }
      }
      const whole = (await stock('none', month, name)).shown[0]!;
      const bands = (await table(catalogue.find('neet-duration'), { month }, name)).shown;
      expect(bands.find((row) => row.band === 'All')!.people).toEqual(whole.neet);
    }
    expect(hidden).toBeGreaterThan(10);
  }, 120_000);
});

describe('groups that lie within other groups', () => {
  /** Parts of a row that add up to each count: participating, other EET, NEET, not known. */
  const PARTS: Record<string, number[]> = {
    cohort: [0, 1, 2, 3],
    eet: [0, 1],
    participating: [0],
    neet: [2],
    nk: [3],
    neet_nk: [2, 3],
  };

  /** What two tables of a month tell: sums over the four parts of each ethnicity in detail. */
  function told(fine: Row_[], coarse: Row_[], wholes: ReadonlyMap<string, string>): Sum[] {
    const leaves = [...wholes.keys()];
    return [...fine, ...coarse].flatMap((row) => {
      const group = String(row.group_name);
      const under =
        group === 'All'
          ? leaves
          : wholes.has(group)
            ? [group]
            : leaves.filter((l) => wholes.get(l) === group);
      return Object.entries(PARTS).flatMap(([column, parts]): Sum[] => {
        const value = row[column];
        if (typeof value !== 'number') return [];
        return [{ of: under.flatMap((leaf) => parts.map((k) => 4 * leaves.indexOf(leaf) + k)), value }];
      });
    });
  }

  /** How often an attacker narrows a hidden small count of either table down to less than the rule says. */
  async function breaches(protectedTogether: boolean): Promise<{ tried: number; found: string[] }> {
    const found: string[] = [];
    let tried = 0;
    const { rows } = await snapshot.run(
      "select distinct ethnicity_label, coalesce(ethnic_group, 'Not recorded') from marts.person_month",
      {},
    );
    const wholes = new Map(rows.map((row) => [String(row[0]), String(row[1])]));
    const leaves = [...wholes.keys()];
    const months = await snapshot.run('select cast(month_end as varchar) from marts.month order by 1', {});
    for (const [month] of months.rows.slice(6, 8)) {
      const fine = await stock('ethnicity', String(month), 'council');
      const coarse = await stock('ethnic-group', String(month), 'council');
      if (!protectedTogether) {
        // Each safe by itself, as if the other had never been seen.
        const d = catalogue.find('neet-by-month');
        fine.shown = fine.open.map((row) => ({ ...row }));
        suppress(d, fine.shown, { by: 'ethnicity', period: 'month' }, profile('council'), String(month));
      }
      const sums = told(fine.shown, coarse.shown, wholes);
      const unknowns: Unknown[] = leaves.flatMap(() => [0, 1, 2, 3].map(() => ({ least: 0, most: 90 })));
      for (const [r, row] of fine.shown.entries()) {
        for (const [column, k] of [
          ['neet', 2],
          ['nk', 3],
        ] as const) {
          const value = fine.open[r]![column];
          if (row.group_name === 'All' || typeof value !== 'number' || value === 0 || value >= 5) continue;
          try {
            const span = extent(unknowns, sums, 4 * leaves.indexOf(String(row.group_name)) + k);
            expect(span).not.toBeNull();
            tried++;
            if (span![1] - span![0] < 5) found.push(`${month} ${row.group_name} ${column}: ${span}`);
          } catch (error) {
            if (!(error instanceof GaveUp)) throw error;
          }
        }
      }
    }
    return { tried, found };
  }

  it('tell nothing of them: both tables together leave each hidden small count its room', async () => {
    const { tried, found } = await breaches(true);
    expect(tried).toBeGreaterThan(3);
    expect(found).toEqual([]);
  }, 120_000);

  it('would tell, were each table protected by itself: the attacker is not blind', async () => {
    expect((await breaches(false)).found.length).toBeGreaterThan(0);
  }, 120_000);
});
