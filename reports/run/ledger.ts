import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { CasehouseError } from '../../base/errors.ts';
import { type ChainFault, FIRST, link, type Linked, readChain } from '../chain.ts';

/** One run of one report: who, what, on which data, with what outcome. */
export interface RunEntry {
  runId: string;
  ranAt: string;
  person: string;
  role: string;
  report: string;
  version: string;
  definitionHash: string;
  parameters: Record<string, string | null>;
  snapshot: string;
  profile: string;
  rows: number;
  resultHash: string;
}

const fileOf = (dataDir: string): string => path.join(dataDir, 'reports', 'runs.jsonl');
const WAIT_MS = 5000;
const STALE_MS = 10_000;

/** Appends a run to `<dataDir>/reports/runs.jsonl`. Several processes may do so at once. */
export async function recordRun(dataDir: string, entry: RunEntry): Promise<void> {
  const file = fileOf(dataDir);
  await mkdir(path.dirname(file), { recursive: true });
  const unlock = await lock(`${file}.lock`);
  try {
    const handle = await open(file, 'a+');
    try {
      const { previous, cut } = await lastHash(handle);
      await handle.appendFile(`${cut ? '\n' : ''}${link(entry, previous).line}\n`);
    } finally {
      await handle.close();
    }
  } finally {
    await unlock();
  }
}

/** Every run so far and the first broken line, if the ledger was tampered with or cut off in mid-line. */
export async function readRuns(
  dataDir: string,
): Promise<{ entries: (RunEntry & Linked)[]; fault: ChainFault | null }> {
  const text = await readFile(fileOf(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return readChain<RunEntry>(text);
}

type Handle = Awaited<ReturnType<typeof open>>;

/** Hash of the last line, read from the end of the file; `cut` when a power cut left that line unfinished. */
async function lastHash(handle: Handle): Promise<{ previous: string; cut: boolean }> {
  const { size } = await handle.stat();
  if (size === 0) return { previous: FIRST, cut: false };
  const length = Math.min(size, 64 * 1024);
  const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
  const text = buffer.toString('utf8');
  const cut = !text.endsWith('\n');
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  const { hash } = readLine(last);
  return { previous: hash ?? FIRST, cut };
}

function readLine(line: string): { hash: string | null } {
  try {
    return { hash: (JSON.parse(line) as Linked).hash ?? null };
  } catch {
    return { hash: null };
  }
}

/** A lock file, waited for and taken over when its holder died. */
async function lock(file: string): Promise<() => Promise<void>> {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    try {
      await (await open(file, 'wx')).close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const held = await stat(file).catch(() => null);
      if (held !== null && Date.now() - held.mtimeMs > STALE_MS) await rm(file, { force: true });
      if (Date.now() > end) {
        throw new CasehouseError(
          'run-ledger-busy',
          'The ledger of report runs is in use by another program.',
          {
            status: 503,
            next: `Try again. If nothing else is running, remove ${file}.`,
          },
        );
      }
      await new Promise((done) => setTimeout(done, 5 + Math.random() * 20));
    }
  }
}
