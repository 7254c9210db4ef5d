import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { CasehouseError } from '../base/errors.ts';
import type { Settings } from '../base/settings.ts';
import { checkDatabase, connect } from '../operational/database.ts';
import { migrate, pendingMigrations } from '../operational/migrations.ts';
import { startPostgres } from '../operational/postgres/start.ts';
import type { Io } from './io.ts';

export interface Store {
  pool: pg.Pool;
  url: string;
}

/** The case store: DATABASE_URL, or the embedded Postgres (started here unless it runs already). Closed when the verb ends. */
export async function openStore(settings: Settings, io: Io, options: { migrate: boolean }): Promise<Store> {
  const url = settings.databaseUrl ?? (await embedded(settings, io));
  const pool = connect(url);
  // an interrupted verb leaves queries behind; they end with their server or our process
  io.atEnd(() => Promise.race([pool.end(), sleep(1_000, undefined, { ref: false })]));
  await checkDatabase(pool, url);
  if (options.migrate) {
    await migrate(pool);
  } else if ((await pendingMigrations(pool)).length > 0) {
    throw new CasehouseError('store-not-ready', 'The case store has not been set up for this version.', {
      next: 'Run "casehouse init".',
    });
  }
  return { pool, url };
}

async function embedded(settings: Settings, io: Io): Promise<string> {
  const server = await startPostgres({ dataDir: settings.dataDir, log: io.log });
  io.atEnd(() => server.stop());
  return server.url;
}
