import { expect } from 'vitest';
import type { Indicator } from '../../nccis/edition.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import type { SnapshotReader } from '../../warehouse/query.ts';

/** Indicators by their id, at a month end or for the academic year that begins in `year`; a split one by its parts. */
export type ExpectedIndicators = { month?: string; year?: number } & Record<
  string,
  number | string | Record<string, number>
>;

/** Works each indicator out as its edition's pack defines it, from the snapshot, and holds it against the one worked by hand. */
export async function checkIndicators(
  official: SnapshotReader,
  expected: ExpectedIndicators[],
): Promise<void> {
  for (const { month, year, ...wanted } of expected) {
    const edition = editionOn(loadEditions(), month ?? `${year}-12-31`);
    for (const [id, value] of Object.entries(wanted)) {
      const indicator = edition.indicators.find((i) => i.id === id)!;
      const found = await shares(official, indicator, month ? [month] : monthsOf(indicator, year!));
      expect(typeof value === 'object' ? found : found.all, id).toEqual(value);
    }
  }
}

/** Last days of an indicator's months in an academic year. */
const monthsOf = ({ months }: Indicator, year: number): string[] =>
  months.map((m) => new Date(Date.UTC(m >= 9 ? year : year + 1, m, 0)).toISOString().slice(0, 10));

/** Percentages to one decimal, half up: of everybody, or of each part. The ratio of means is the ratio of sums. */
async function shares(
  official: SnapshotReader,
  { over, numerator, denominator, split }: Indicator,
  months: string[],
): Promise<Record<string, number>> {
  const list = months.map((m) => `date '${m}'`).join(', ');
  const { rows } = await official.run(
    `select ${split ?? "'all'"}, count(*) filter (where ${numerator}), sum(count(*) filter (where ${denominator})) over ()
     from ${over} where month_end in (${list}) group by 1`,
  );
  const share = (part: unknown, all: unknown) => Math.round((Number(part) * 1000) / Number(all)) / 10;
  return Object.fromEntries(
    rows
      .filter(([, part]) => split === null || Number(part) > 0)
      .map(([name, part, all]) => [String(name), share(part, all)]),
  );
}
