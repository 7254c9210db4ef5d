import { basename } from 'node:path';
import type pg from 'pg';
import { explanations, keepComparison, mapReport } from '../operational/migrate/register.ts';
import { type Comparison, compareOld } from '../reports/migrate/compare.ts';
import { readOldTable } from '../reports/migrate/read-old.ts';
import type { Result } from '../reports/result.ts';
import type { RunContext } from '../reports/run/request.ts';
import { runReport } from '../reports/run/run.ts';
import { tenantOf } from './packs.ts';

/** What to lay beside each other. */
export interface OldReport {
  report: string;
  file: string;
  /** Name in the register; the file's own name without ending when null. */
  name: string | null;
  params: Record<string, string>;
  /** Old heading → name of our column. */
  columns: Record<string, string>;
}

/** Lays an old report beside ours and keeps the outcome in the register. */
export async function compareWithOld(
  pool: pg.Pool,
  context: RunContext,
  asked: OldReport,
): Promise<{ name: string; comparison: Comparison; result: Result }> {
  const name = asked.name ?? basename(asked.file).replace(/\.[a-z]+$/i, '');
  const result = await runReport(context, {
    id: asked.report,
    params: asked.params,
    snapshot: null,
    knownAt: null,
  });
  const known = [
    ...result.columns.flatMap(({ label, name: own }) => [label, own]),
    ...Object.keys(asked.columns),
  ];
  const old = await readOldTable(asked.file, new Set(known.map((text) => text.toLowerCase())));
  const { grain } = context.catalogue.find(asked.report, result.stamp.version);
  const id = await mapReport(pool, await tenantOf(pool), {
    oldName: name,
    report: asked.report,
    params: asked.params,
  });
  const comparison = compareOld(old, result, {
    grain,
    columns: asked.columns,
    explanations: await explanations(pool, id),
  });
  await keepComparison(pool, id, { ...comparison.counts, file: basename(asked.file), at: context.clock() });
  return { name, comparison, result };
}
