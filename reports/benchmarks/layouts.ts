import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { CasehouseError } from '../../base/errors.ts';

const Layout = z.strictObject({
  id: z.string(),
  title: z.string(),
  when: z.array(z.string()).min(1),
  split: z.array(z.strictObject({ column: z.string(), all: z.array(z.string()) })),
  measures: z.record(
    z.string(),
    z.strictObject({
      columns: z.array(z.string()).min(1),
      unit: z.enum(['people', 'percent']).default('percent'),
    }),
  ),
});

/** How one of the Department's published files is laid out: see sql/reference/benchmark-layouts.yaml. */
export type BenchmarkLayout = z.infer<typeof Layout>;

const FILE = new URL('../../sql/reference/benchmark-layouts.yaml', import.meta.url);

/** The layouts that are known. */
export function benchmarkLayouts(): BenchmarkLayout[] {
  return z.array(Layout).parse(parse(readFileSync(FILE, 'utf8')));
}

/** The layout of a file by its headings. Throws `CasehouseError` when none fits. */
export function layoutOf(headings: readonly string[], layouts: readonly BenchmarkLayout[]): BenchmarkLayout {
  const has = new Set(headings.map((name) => name.toLowerCase()));
  const found = layouts.find(({ when }) => when.every((name) => has.has(name.toLowerCase())));
  if (found !== undefined) return found;
  const known = layouts.map(({ id, when }) => `${id} (${when.join(', ')})`).join('; ');
  throw new CasehouseError('benchmark-layout', 'The headings are of no published file that is known here.', {
    next: `Nothing was taken in. Known layouts and the columns that tell them: ${known}.`,
  });
}
