import { chmodSync, closeSync, mkdirSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CasehouseError } from '../../base/errors.ts';
import { isAlive, markOf, readMark, writeMark } from './running.ts';

/** `<dataDir>/postgres`, made when missing and closed to others; throws `data-folder` when it cannot be written to. */
export function makeFolder(dataDir: string): string {
  const folder = join(dataDir, 'postgres');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const probe = join(folder, `.write-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
    chmodSync(folder, 0o700);
    return folder;
  } catch (cause) {
    throw new CasehouseError('data-folder', `Casehouse cannot write to the data folder ${dataDir}.`, {
      next: 'Give this user the right to write there, or choose another folder with CASEHOUSE_DATA.',
      cause,
    });
  }
}

/** One start at a time on a folder: the second waits for the first and then joins its server. */
export async function lock(file: string): Promise<() => void> {
  for (;;) {
    try {
      closeSync(openSync(file, 'wx', 0o600));
      writeMark(file, markOf(process.pid));
      return () => rmSync(file, { force: true });
    } catch {
      await sleep(50);
      const holder = readMark(file);
      // An empty file is one that is being written; it counts as left behind after a moment.
      if (holder === null ? isOld(file) : !isAlive(holder)) rmSync(file, { force: true });
    }
  }
}

function isOld(file: string): boolean {
  try {
    return Date.now() - statSync(file).mtimeMs > 2_000;
  } catch {
    return false;
  }
}
