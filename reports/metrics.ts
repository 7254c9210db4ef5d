import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CasehouseError } from '../base/errors.ts';

const metricSchema = z.strictObject({
  label: z.string(),
  unit: z.enum(['people', 'percent', 'days', 'months', 'files', 'rows', 'changes']),
  /** For a rate: the metric counted; for a flag: null. */
  numerator: z.string().nullable().default(null),
  denominator: z.string().nullable().default(null),
  /** Flag or column of the mart that makes it. */
  from: z.string().nullable().default(null),
  /** Which way is better, or neither. */
  direction: z.enum(['up', 'down', 'none']),
  definition: z.string(),
  source: z.string(),
});

export type Metric = z.infer<typeof metricSchema>;

/** Metrics by `file.key`, e.g. `participation.neet`, from a folder of YAML files. */
export async function loadMetrics(root: string): Promise<ReadonlyMap<string, Metric>> {
  const metrics = new Map<string, Metric>();
  for (const file of (await readdir(root)).filter((f) => f.endsWith('.yaml')).sort()) {
    const content = z
      .record(z.string(), metricSchema)
      .safeParse(parse(await readFile(path.join(root, file), 'utf8')));
    if (!content.success) {
      const issue = content.error.issues[0]!;
      throw new CasehouseError('metric-invalid', `${file} (${issue.path.join('.')}): ${issue.message}.`, {
        status: 500,
        next: 'Correct the entry; the keys are label, unit, numerator, denominator, from, direction, definition and source.',
      });
    }
    for (const [key, metric] of Object.entries(content.data))
      metrics.set(`${file.slice(0, -'.yaml'.length)}.${key}`, metric);
  }
  return metrics;
}
