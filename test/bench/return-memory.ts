/**
 * Writes, validates and checks returns of 10,000 and of a million records, and prints seconds and the highest resident memory of each
 * step with the ratio between the two sizes. Run: npx tsx test/bench/return-memory.ts [records …]
 *
 * Not a timed test: a shared machine would make it fail for no reason. Each step runs in a process of its own, so that its highest memory
 * is its own; the ratio says whether a step keeps records. The case store is left out: its rows come as a stream from DuckDB.
 * Last seen on 2 cores that others used too, Node 20, 10,000 and 1,000,000 records (1.5 GB): write 311 and 326 MB, validate 331 and 435 MB,
 * check 407 and 848 MB of resident memory at most (an empty process with the loader has 300 MB).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkFile } from '../../nccis/check/check.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import type { Values } from '../../nccis/file/reader.ts';
import { writeReturn } from '../../nccis/file/writer.ts';
import { validateReturn } from '../../reports/returns/nccis/validate.ts';
import { header, randomFrom, validRecord } from '../nccis/support/records.ts';

const PERIOD_END = '2026-01-31';
const STEPS = ['write', 'validate', 'check'] as const;
/** People made at random, of whom each is written many times with numbers of its own: making a person costs more than writing one. */
const SEEDS = 5_000;

function* records(count: number): Generator<Values> {
  const edition = editionOn(loadEditions(), PERIOD_END);
  const random = randomFrom(7);
  const seeds = Array.from({ length: Math.min(SEEDS, count) }, (_, i) =>
    validRecord(edition, PERIOD_END, i + 1, random),
  );
  for (let n = 1; n <= count; n++) {
    const seed = seeds[n % seeds.length]!;
    const digits = n.toString(26).replace(/\d/g, (d) => String.fromCharCode(65 + Number(d)));
    yield {
      ...seed,
      ypid: `901${String(n).padStart(10, '0')}`,
      family_name: `Testcase ${digits}`,
      uln: seed.uln ? String(3_000_000_000 + n) : null,
    };
  }
}

async function step(name: (typeof STEPS)[number], file: string, count: number): Promise<void> {
  const edition = editionOn(loadEditions(), PERIOD_END);
  if (name === 'write') await writeReturn(file, edition, header(PERIOD_END), records(count));
  if (name === 'validate') await validateReturn(file, edition);
  if (name !== 'check') return;
  const { records: read, totals } = await checkFile(file);
  if (read !== count || totals.some((t) => ['902', '907'].includes(t.number)))
    throw new Error(`read ${read} of ${count}: ${totals.map((t) => `${t.number} ${t.count}`).join(', ')}`);
}

const [name, file, count] = process.argv.slice(2);
if (process.env.BENCH_STEP) {
  const start = performance.now();
  await step(name as (typeof STEPS)[number], file!, Number(count));
  const seconds = (performance.now() - start) / 1000;
  console.log(JSON.stringify({ seconds, peak: process.resourceUsage().maxRSS / 1024 }));
} else {
  const sizes = process.argv.slice(2).map(Number);
  const peaks = new Map<string, number[]>();
  for (const size of sizes.length > 0 ? sizes : [10_000, 1_000_000]) {
    const folder = mkdtempSync(join(tmpdir(), 'casehouse-bench-'));
    try {
      const made = join(folder, 'return.xml');
      for (const one of STEPS) {
        const self = fileURLToPath(import.meta.url);
        const run = spawnSync(process.execPath, ['--import', 'tsx', self, one, made, String(size)], {
          env: { ...process.env, BENCH_STEP: '1' },
          stdio: ['ignore', 'pipe', 'inherit'],
          encoding: 'utf8',
        });
        if (run.status !== 0) process.exit(1);
        const { seconds, peak } = JSON.parse(run.stdout) as { seconds: number; peak: number };
        peaks.set(one, [...(peaks.get(one) ?? []), peak]);
        const mb = (statSync(made).size / 1e6).toFixed(0);
        console.log(
          `${one.padEnd(8)} ${size} records  ${seconds.toFixed(1)} s  ${mb} MB file  ${peak.toFixed(0)} MB peak memory`,
        );
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  for (const [one, [first, ...others]] of peaks)
    for (const peak of others) console.log(`${one.padEnd(8)} ratio ${(peak / first!).toFixed(2)}`);
}
