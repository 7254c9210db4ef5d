import { userInfo } from 'node:os';
import type { Settings } from '../base/settings.ts';
import type { RunContext } from '../reports/run/request.ts';
import type { Io } from './io.ts';

/** What reports need when they are run at the terminal: the operator of this machine runs them. */
export async function runContext(settings: Settings, io: Io, folder?: string): Promise<RunContext> {
  const { loadCatalogue } = await import('../reports/catalogue.ts');
  const { dataDir } = settings;
  return {
    dataDir,
    catalogue: await loadCatalogue(folder),
    clock: io.clock,
    engine: settings.engine,
    person: { name: accountName(), role: 'operator' },
    async resolveKnownAt(knownAt) {
      const { snapshotAt } = await import('../warehouse/nightly.ts');
      const onStep = (step: string) => io.progress(step);
      return (await snapshotAt(dataDir, new Date(knownAt), { clock: io.clock, onStep })).id;
    },
  };
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // an account without a name, as in some containers
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}
