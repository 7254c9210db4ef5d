import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Catalogue, loadCatalogue } from '../../reports/catalogue.ts';
import type { Definition } from '../../reports/definitions/definition.ts';
import { catalogueEntries, entriesOf } from '../../reports/entries.ts';
import { isSymbol } from '../../reports/result.ts';
import { canonicalParameters, type Parameters_ } from '../../reports/run/parameters.ts';
import { runRecords } from '../../reports/run/records.ts';
import { computeRows, runReport } from '../../reports/run/run.ts';
import { isShown, type Row_ } from '../../reports/run/table.ts';
import { totalRows } from '../../reports/suppress/cells.ts';
import { parameterSets } from '../../reports/versions/measure.ts';
import { openDatasets } from '../../reports/versions/datasets.ts';
import type { Dataset } from '../../reports/versions/probe.ts';
import { type DemoSnapshot, demoSnapshot } from '../support/demo-snapshot.ts';
import { holdCells } from '../support/report-cells.ts';

let demo: DemoSnapshot;
let catalogue: Catalogue;
let data: Dataset;
let wards: { code: string; name: string }[];

beforeAll(async () => {
  demo = await demoSnapshot(60);
  catalogue = await loadCatalogue();
  data = (await openDatasets(demo.dataDir, [], 1))[0]!;
  const { rows } = await data.run('select distinct ward_code, ward_name from marts.ward', {});
  wards = rows.map(([code, name]) => ({ code: String(code), name: String(name) }));
}, 180_000);

afterAll(async () => {
  data?.close();
  await demo?.drop();
});

const published = (await loadCatalogue()).reports().map((d) => d.id as string);
const manager = (role = 'manager') => ({
  dataDir: demo.dataDir,
  catalogue,
  clock: () => new Date(),
  person: { name: 'A Manager', role },
});

/** Every run that a definition offers: each choice with every other or alone, each other parameter moved. */
async function* runs(d: Definition): AsyncGenerator<{ parameters: Parameters_; rows: Row_[] }> {
  for (const given of await parameterSets(d, data)) {
    const parameters = await canonicalParameters(d, given, { asAt: data.asAt, wards: async () => wards });
    yield { parameters, rows: await computeRows(d, parameters, data) };
  }
}

/** Figures whose people other reports list. */
const WITHOUT_LISTS = ['indicators'];

describe('every count cell of every report', () => {
  it.each(published)(
    '%s: equals the number of its records, in every split and period',
    async (id) => {
      const d = catalogue.find(id);
      let cells = 0;
      for await (const { parameters, rows } of runs(d)) {
        const held = await holdCells(d, parameters, rows, data);
        expect({ id, parameters, faults: held.faults.slice(0, 5) }).toEqual({ id, parameters, faults: [] });
        cells += held.cells;
      }
      if (d.records !== null) expect(cells).toBeGreaterThan(0);
      for (const c of d.columns) {
        const counts = c.type === 'count' && !c.hidden && c.suppress.small;
        if (counts && !WITHOUT_LISTS.includes(id))
          expect([id, c.name, c.name in (d.records?.columns ?? {})]).toEqual([id, c.name, true]);
      }
    },
    120_000,
  );

  it('opens as a list of as many people, through the door that readers use', async () => {
    for (const id of published) {
      const d = catalogue.find(id);
      if (d.records === null) continue;
      const result = await runReport(manager(), { id, params: {} });
      const row = result.rows.at(-1);
      if (row === undefined) continue;
      const named = Object.fromEntries(result.columns.map((c, i) => [c.name, row[i]!]));
      const column = Object.keys(d.records.columns).find((name) => typeof named[name] === 'number')!;
      const keys = Object.fromEntries(
        d.grain.filter((g) => named[g] !== undefined).map((g) => [g, String(named[g])]),
      );
      const list = await runRecords(manager(), { id, params: {}, cell: { row: keys, column } });
      expect([id, column, list.rows.length]).toEqual([id, column, named[column]]);
    }
  }, 60_000);
});

describe('sums', () => {
  it.each(published)(
    '%s: those that its header promises hold in every row, split and period',
    async (id) => {
      const d = catalogue.find(id);
      for await (const { parameters, rows } of runs(d)) {
        const sums = totalRows(d, rows);
        for (const identity of d.identities) {
          if (identity.parts.some((part) => part.of === 'previous')) continue;
          rows.forEach((row, r) => {
            const parts = identity.parts.map((p) => {
              const from = p.of === 'total' ? rows[sums[r] ?? -1] : row;
              return p.sign * Number(from?.[p.column] ?? 0);
            });
            expect([id, identity.text, parameters, row[identity.total] ?? 0]).toEqual([
              id,
              identity.text,
              parameters,
              parts.reduce((a, b) => a + b, 0),
            ]);
          });
        }
      }
    },
    60_000,
  );

  it('groups that give everybody one value add up to the total', async () => {
    for (const id of published) {
      const d = catalogue.find(id);
      if (d.totals.length !== 1 || d.records === null) continue;
      const { column, value } = d.totals[0]!;
      for await (const { parameters, rows } of runs(d)) {
        const rest = d.grain.filter((name) => name !== column);
        for (const sum of rows.filter((row) => row[column] === value)) {
          const parts = rows.filter((row) => row[column] !== value && rest.every((g) => row[g] === sum[g]));
          if (parts.length === 0) continue;
          for (const name of Object.keys(d.records.columns)) {
            const c = d.columns.find((one) => one.name === name)!;
            if (!isShown({ ...c, hidden: false }, parameters)) continue;
            const added = parts.reduce((a, row) => a + Number(row[name] ?? 0), 0);
            expect([id, parameters, name, sum[name]]).toEqual([id, parameters, name, added]);
          }
        }
      }
    }
  }, 120_000);
});

describe('people with several characteristics', () => {
  it('count once in each group and once in the total, and the report says so', async () => {
    let several = 0;
    for (const month of ['2024-11-30', '2025-05-31', '2026-01-31', data.asAt]) {
      const result = await runReport(manager(), { id: 'vulnerable-groups', params: { month } });
      const at = (name: string) => result.columns.findIndex((c) => c.name === name);
      const people = (row: readonly unknown[]) => Number(row[at('people')]);
      const any = result.rows.find((row) => row[at('group_name')] === 'Any of these')!;
      const groups = result.rows.filter(
        (row) => row !== any && !String(row[at('group_name')]).endsWith('(derived)'),
      );
      const added = groups.reduce((sum, row) => sum + people(row), 0);
      const { rows } = await data.run(
        `select count(*), count(distinct t.person_key) from special.person_month_by t
         where t.dimension = 'characteristic' and t.group_sort = 1 and t.is_base and t.month_end = cast($month as date)`,
        { month },
      );
      expect([added, people(any)]).toEqual(rows[0]!.map(Number));
      several += added - people(any);
      expect(result.notes.join(' ')).toContain('counts once in each group');
    }
    expect(several).toBeGreaterThan(0);
  });

  it('are not for every role', async () => {
    const ask = (role: string) => runReport(manager(role), { id: 'vulnerable-groups', params: {} });
    await expect(ask('caseworker')).rejects.toMatchObject({ code: 'report-refused' });
    await expect(ask('report-reader')).rejects.toMatchObject({ code: 'report-refused' });
    expect((await ask('analyst')).rows.length).toBeGreaterThan(0);
  });

  it('and their special needs lie in a file of their own, not in the official one', async () => {
    const { openSnapshot } = await import('../../warehouse/query.ts');
    const official = await openSnapshot(demo.dataDir, 'current');
    const found = await official.run(
      "select count(*) from information_schema.columns where table_schema = 'special' or column_name in ('sen_need', 'characteristic')",
    );
    await expect(official.run('select * from special.person_month_by')).rejects.toThrow();
    official.close();
    expect(found.rows[0]![0]).toBe(0);
  });
});

describe('the catalogue', () => {
  it('has a hundred entries and more, each with a title and an address of its own that runs', async () => {
    const entries = catalogueEntries(catalogue.reports());
    expect(entries.length).toBeGreaterThan(100);
    expect(new Set(entries.map((e) => e.title)).size).toBe(entries.length);
    expect(new Set(entries.map((e) => e.url)).size).toBe(entries.length);
    for (const d of catalogue.reports()) {
      const some = entriesOf(d).slice(-1)[0]!;
      const result = await runReport(manager(), { id: d.id, params: some.params });
      expect(result.columns.length).toBeGreaterThan(1);
    }
  }, 120_000);

  it('hides small counts in each report from a reader who may not see them, and leaves no figure of a hidden count', async () => {
    let hidden = 0;
    for (const d of catalogue.reports()) {
      const result = await runReport(manager(), { id: d.id, params: {}, profile: 'council' });
      const at = (name: string) => result.columns.findIndex((c) => c.name === name);
      for (const row of result.rows) {
        for (const c of d.columns) {
          const cell = row[at(c.name)];
          if (cell === undefined) continue;
          if (c.suppress.small && typeof cell === 'number' && c.mean_over === null)
            expect([d.id, c.name, cell === 0 || cell >= 5]).toEqual([d.id, c.name, true]);
          if (isSymbol(cell)) hidden++;
          const numerator = c.ratio === null ? undefined : row[at(c.ratio[0])];
          if (numerator !== undefined && isSymbol(numerator))
            expect([d.id, c.name, cell === null || isSymbol(cell)]).toEqual([d.id, c.name, true]);
        }
      }
    }
    expect(hidden).toBeGreaterThan(100);
  }, 120_000);
});
