import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { REPORTS_ROOT } from '../../reports/catalogue.ts';
import type { Definition } from '../../reports/definitions/definition.ts';
import { handMadeSnapshot } from '../support/marts.ts';

/** A data folder whose one snapshot holds the made-up rows of probe.sql: every code, flag and gap that a report could look at. */
export async function probeSnapshot(
  id = '20261120-021000',
): Promise<{ dataDir: string; drop(): Promise<void> }> {
  const made = await handMadeSnapshot({ months: ['2024-08-31', '2026-10-31'], tables: {}, id });
  const file = path.join(made.dataDir, 'warehouse', 'snapshots', id, 'official.duckdb');
  await rm(file);
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  for (const name of ['marts@1.sql', 'probe.sql'])
    await connection.run(await readFile(path.join(REPORTS_ROOT, name), 'utf8'));
  // a snapshot's official file holds no special marts
  await connection.run('drop schema if exists special cascade');
  connection.closeSync();
  instance.closeSync();
  return made;
}

/** Requests for one report: as it stands, each choice of each parameter, wide and narrow months, one ward, one year. */
export function requestsFor(d: Definition): Record<string, string>[] {
  const requests: Record<string, string>[] = [{}];
  for (const param of d.params) {
    if (param.type === 'choice')
      for (const option of Object.keys(param.options ?? {})) requests.push({ [param.name]: option });
    else if (param.type === 'ward') requests.push({ [param.name]: 'E05001323' });
    else if (param.type === 'month')
      requests.push({ [param.name]: param.name === 'from' ? '2024-09' : '2026-03' });
    else if (param.type === 'day') requests.push({ [param.name]: '2026-03-17' });
    else if (param.type === 'int') requests.push({ [param.name]: '2025' });
  }
  const choices = d.params.filter((p) => p.type === 'choice');
  // all first and all last choices together
  for (const pick of [0, -1] as const) {
    const every = choices.map((p) => [p.name, Object.keys(p.options ?? {}).at(pick)!]);
    if (every.length > 1) requests.push(Object.fromEntries(every));
  }
  return spread(requests, MOST);
}

/** At most so many of a report's requests are run: the statement is the same, and each costs a run on every engine. */
const MOST = 4;

/** The first, the last, and others at even steps between. */
function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  const step = (all.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => all[Math.round(i * step)]!);
}
