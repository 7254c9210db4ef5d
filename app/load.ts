import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../bin/casehouse.js', import.meta.url));

/**
 * Runs `casehouse nightly` in a process of its own, so that the web stays quick and a crash of the load is only that.
 * Resolves to whether it went well; aborting `stop` ends it.
 */
export function loadInChild(options: {
  databaseUrl: string;
  dataDir: string;
  log: (line: string) => void;
  stop: AbortSignal;
}): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, 'nightly'], {
      env: { ...process.env, DATABASE_URL: options.databaseUrl, CASEHOUSE_DATA: options.dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => options.log(line));
    }
    const end = () => child.kill('SIGTERM');
    if (options.stop.aborted) end();
    options.stop.addEventListener('abort', end, { once: true });
    child.once('error', () => resolve(false));
    child.once('close', (status) => {
      options.stop.removeEventListener('abort', end);
      resolve(status === 0);
    });
  });
}
