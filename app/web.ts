import { mailSettings, type Settings } from '../base/settings.ts';
import { keepPostgres } from '../operational/postgres/keep.ts';
import type { Io } from './io.ts';
import { listen } from './listen.ts';
import { loadInChild } from './load.ts';
import { runContext } from './run-context.ts';
import type { Store } from './store.ts';
import { timetable } from './timetable.ts';

/** Serves the web and loads at the set time until stopped; resolves to exit status 0 after a clean stop. */
export async function serveUntilStopped(
  settings: Settings,
  store: Store,
  io: Io,
  ready: (url: string) => void,
): Promise<number> {
  const { createServer } = await import('./server.ts');
  const app = await createServer({
    pool: store.pool,
    dataDir: settings.dataDir,
    engine: settings.engine,
    clock: io.clock,
    log: io.log,
  });
  const web = await listen(app, settings.host, settings.port);
  io.atEnd(() => web.close());
  const load = () => loadNightly(settings, store, io);
  const times = settings.nightlyAt === null ? null : timetable(settings.nightlyAt, load);
  io.atEnd(async () => times?.stop());
  const rounds = timetable('*/5 * * * *', () => deliver(settings, store, io));
  io.atEnd(async () => rounds.stop());
  ready(web.url);
  await Promise.race([stopped(io.stop), keepStore(settings, store, io)]);
  io.log('stopping');
  return 0;
}

/** The embedded server is started again when it dies or its owner ends; one of DATABASE_URL is others' to keep. */
async function keepStore(settings: Settings, store: Store, io: Io): Promise<void> {
  if (settings.databaseUrl !== null) return stopped(io.stop);
  const kept = keepPostgres({
    dataDir: settings.dataDir,
    log: io.log,
    pool: store.pool,
    url: store.url,
    stop: io.stop,
  });
  io.atEnd(() => kept.catch(() => {}));
  return kept;
}

/** One round of scheduled deliveries; a fault is told in the log and the next round tries again. */
async function deliver(settings: Settings, store: Store, io: Io): Promise<void> {
  try {
    const { deliverDue } = await import('./schedule/deliver.ts');
    const context = await runContext(settings, io);
    const round = { pool: store.pool, context, mail: mailSettings(), now: io.clock(), log: io.log };
    for (const { schedule, period, receiver, state } of await deliverDue(round)) {
      io.log(`schedule: ${schedule} ${period} to ${receiver}: ${state}`);
    }
  } catch (error) {
    if (!io.stop.aborted) io.log(`schedule: ${error instanceof Error ? error.message : String(error)}`);
  }
}

let running: Promise<void> = Promise.resolve();

/** One nightly load in a child; the clean-up waits for it, so that the database outlives it. */
async function loadNightly(settings: Settings, store: Store, io: Io): Promise<void> {
  const { dataDir } = settings;
  const log = (line: string) => io.log(`nightly: ${line}`);
  running = loadInChild({ databaseUrl: store.url, dataDir, log, stop: io.stop }).then((fine) => {
    if (!fine && !io.stop.aborted) io.log('nightly: failed; the snapshot that served goes on serving');
  });
  io.atEnd(() => running);
  await running;
}

const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    // the listening port keeps the process alive until then
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
