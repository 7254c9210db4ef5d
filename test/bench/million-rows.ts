/**
 * Writes a million rows in each streaming format and prints seconds, file size and the highest memory.
 * Run: npx tsx test/bench/million-rows.ts [rows] [format …]
 *
 * Not a timed test: a shared machine would make it fail for no reason. What it is for is the last column: each format
 * runs in a process of its own that may use 256 MB of heap, so a writer that keeps its rows dies here.
 * Last seen on 2 shared cores, Node 20, 1,000,000 rows of 6 columns: csv 3 s and 213 MB of resident memory at most,
 * json 5 s and 221 MB, xlsx 7 s and 218 MB, xml with every row validated 11 s and 248 MB.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resultHasher } from '../../reports/hash.ts';
import { type FormatName, formats } from '../../reports/render/formats.ts';
import type { Row } from '../../reports/result.ts';
import { many, manyRow } from '../render/fixtures.ts';

function* rows(count: number): Generator<Row> {
  for (let i = 0; i < count; i++) yield manyRow(i);
}

async function one(name: FormatName, count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'casehouse-bench-'));
  try {
    const shape = many(0);
    const hasher = resultHasher(shape.columns);
    for (const row of rows(count)) hasher.add(row);
    const stamp = { ...shape.stamp, rowCount: count, resultHash: hasher.digest() };
    const file = join(folder, `rows.${name}`);
    const start = performance.now();
    await formats[name].write({ ...shape, stamp, rows: rows(count) }, file);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const size = (statSync(file).size / 1e6).toFixed(0);
    const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0);
    console.log(`${name.padEnd(5)} ${count} rows  ${seconds} s  ${size} MB file  ${peak} MB peak memory`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [count = '1000000', ...names] = process.argv.slice(2);
if (process.env.BENCH_ONE) {
  await one(process.env.BENCH_ONE as FormatName, Number(count));
} else {
  for (const name of names.length > 0 ? names : ['csv', 'json', 'xlsx', 'xml']) {
    const self = fileURLToPath(import.meta.url);
    const run = spawnSync(process.execPath, ['--max-old-space-size=256', '--import', 'tsx', self, count], {
      env: { ...process.env, BENCH_ONE: name },
      stdio: 'inherit',
    });
    if (run.status !== 0) process.exitCode = 1;
  }
}
