import { settings } from '../base/settings.ts';
import { alone } from './alone.ts';
import { fillWithDemo, isEmpty, prepareStore } from './first-data.ts';
import type { Io } from './io.ts';
import { checkPort } from './listen.ts';
import { loadInChild } from './load.ts';
import { runProcess } from './main.ts';
import { openStore } from './store.ts';
import { serveUntilStopped } from './web.ts';
import { CasehouseError } from '../base/errors.ts';

/** What `npm start` does once everything is installed: database, demo when empty, first load, web. Returns the exit status. */
export const start = (size: { people: number | null; seed: number | null }): Promise<number> =>
  runProcess(false, async (io) => {
    const chosen = settings();
    await checkPort(chosen.host, chosen.port);
    // the web's modules are read while the database starts
    const [store] = await Promise.all([openStore(chosen, io, { migrate: true }), import('./server.ts')]);
    const { currentSnapshot } = await import('../warehouse/snapshots.ts');
    await alone(store.pool, io.log, async () => {
      await prepareStore(store.pool);
      if (await isEmpty(store.pool)) {
        io.log('Making the demo authority; this happens once.');
        await fillWithDemo(store.pool, size, io);
      }
      if ((await currentSnapshot(chosen.dataDir)) === null) await firstLoad(store.url, chosen.dataDir, io);
    });
    const snapshot = await currentSnapshot(chosen.dataDir);
    return serveUntilStopped(chosen, store, io, (url) => {
      const lines = [`Casehouse is at ${url}`];
      if (snapshot?.tenant.demo)
        lines.push('Sign in as manager@demo.example with the password casehouse-demo (made-up people).');
      if (snapshot !== null) lines.push(age(snapshot.asAt, snapshot.knownAt, io.clock()));
      lines.push('Ctrl-C stops everything.');
      io.answer({ url }, lines.join('\n'));
    });
  });

async function firstLoad(databaseUrl: string, dataDir: string, io: Io): Promise<void> {
  io.log('Loading the warehouse for the first time.');
  const fine = await loadInChild({ databaseUrl, dataDir, log: io.log, stop: io.stop });
  if (fine || io.stop.aborted) return;
  throw new CasehouseError(
    'first-load-failed',
    'The first load of the warehouse failed; the lines above say why.',
    {
      status: 500,
      next: 'Correct the cause and start again.',
    },
  );
}

/** How old the figures are, for the person who starts. */
export function age(asAt: string, knownAt: string, now: Date): string {
  const hours = Math.floor((now.getTime() - new Date(knownAt).getTime()) / 3_600_000);
  const ago =
    hours < 1
      ? 'less than an hour ago'
      : hours < 48
        ? `${hours} hours ago`
        : `${Math.floor(hours / 24)} days ago`;
  return `Data as at ${asAt}; last loaded ${ago}.`;
}
