import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import { type EmbeddedPostgres, startPostgres } from './start.ts';

interface Options {
  dataDir: string;
  log: (line: string) => void;
  /** Connections to the server that is watched. */
  pool: pg.Pool;
  /** Connection string that the pool uses; a server that comes back must answer to it. */
  url: string;
  stop: AbortSignal;
  /** Milliseconds between two looks. */
  every?: number;
}

/**
 * Keeps the embedded Postgres up for as long as the web runs: a server that was killed, or whose owner has ended, is started
 * again here. Resolves when `stop` is given; rejects when the server can't be had back under its address.
 */
export async function keepPostgres(options: Options): Promise<void> {
  const { dataDir, log, pool, url, stop, every = 3_000 } = options;
  const started: EmbeddedPostgres[] = [];
  try {
    while (await pause(every, stop)) {
      if (await answers(pool)) continue;
      log('the database does not answer; starting it again');
      const server = await startPostgres({ dataDir, log });
      started.push(server);
      if (server.url !== url) {
        throw new CasehouseError('postgres-moved', 'The database came back under another port.', {
          status: 503,
          next: 'Start Casehouse again: something else took the port that its database had.',
        });
      }
      log('the database is back');
    }
  } finally {
    for (const server of started) await server.stop();
  }
}

const answers = (pool: pg.Pool): Promise<boolean> =>
  pool.query('select 1').then(
    () => true,
    () => false,
  );

/** Waits; false when it was stopped meanwhile. */
const pause = (milliseconds: number, stop: AbortSignal): Promise<boolean> =>
  sleep(milliseconds, undefined, { signal: stop }).then(
    () => true,
    () => false,
  );
