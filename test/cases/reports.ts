import { expect } from 'vitest';
import { loadCatalogue } from '../../reports/catalogue.ts';
import { isSymbol } from '../../reports/result.ts';
import { runReport } from '../../reports/run/run.ts';

/** A run of a report and rows that it must give; the keys of a row are columns, `c` in square brackets is a hidden cell. */
export interface ExpectedReport {
  id: string;
  params: Record<string, string | number>;
  profile?: string;
  /** All the rows, in order. */
  rows?: Record<string, unknown>[];
  /** How many of a row's first columns find it; 1 when left out. */
  keyColumns?: number;
  /** Rows that must be among them. */
  contains?: Record<string, unknown>[];
  /** By column: in how many rows the cell must be hidden at least. */
  hiddenInAtLeast?: Record<string, number>;
}

/** Runs each report on the current snapshot of a data folder and holds its rows against those worked by hand. */
export async function checkReports(dataDir: string, reports: ExpectedReport[]): Promise<void> {
  const catalogue = await loadCatalogue();
  for (const { id, params, profile, rows, contains, keyColumns, hiddenInAtLeast } of reports) {
    const result = await runReport(
      { dataDir, catalogue, clock: () => new Date(), person: { name: 'Case', role: 'manager' } },
      {
        id,
        params: Object.fromEntries(Object.entries(params).map(([k, v]) => [k, String(v)])),
        profile: profile ?? 'none',
      },
    );
    const found = result.rows.map((row) =>
      Object.fromEntries(
        result.columns.map((c, i) => [c.name, isSymbol(row[i]!) ? `[${row[i].symbol}]` : row[i]]),
      ),
    );
    if (rows)
      expect(
        found.map((row, i) => pick(row, rows[i] ?? {})),
        id,
      ).toEqual(rows);
    for (const wanted of contains ?? []) {
      const keys = Object.entries(wanted).slice(0, keyColumns ?? 1);
      const row = found.find((r) => keys.every(([key, value]) => r[key] === value));
      expect(row && pick(row, wanted), `${id}: ${keys.join(', ')}`).toEqual(wanted);
    }
    for (const [column, least] of Object.entries(hiddenInAtLeast ?? {})) {
      expect(found.filter((row) => row[column] === '[c]').length, column).toBeGreaterThanOrEqual(least);
    }
  }
}

const pick = (row: Record<string, unknown>, like: Record<string, unknown>) =>
  Object.fromEntries(Object.keys(like).map((key) => [key, row[key]]));
