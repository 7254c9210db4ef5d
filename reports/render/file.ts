import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file under a temporary name beside its place, flushes it to disk and only then gives it its name, so
 * that a crash leaves either the old file or the whole new one. Whatever `write` throws, no part file stays.
 */
export async function writeWhole(file: string, write: (part: string) => Promise<void>): Promise<void> {
  const part = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.part`);
  try {
    await write(part);
    await flush(part);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** Appends text in blocks of about 64 KB; the caller awaits `add`, which keeps memory constant. */
export interface TextFile {
  add(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a new UTF-8 text file for writing. */
export async function openText(file: string): Promise<TextFile> {
  const handle = await open(file, 'wx');
  let block: string[] = [];
  let size = 0;
  const empty = async () => {
    const text = block.join('');
    block = [];
    size = 0;
    await handle.writeFile(text, 'utf8');
  };
  return {
    async add(text) {
      block.push(text);
      size += text.length;
      if (size > 65_536) await empty();
    },
    async close() {
      try {
        await empty();
      } finally {
        await handle.close();
      }
    },
  };
}

/** Runs `fill` with an open text file and closes it whatever happens. */
export async function withText(file: string, fill: (out: TextFile) => Promise<void>): Promise<void> {
  const out = await openText(file);
  let done = false;
  try {
    await fill(out);
    done = true;
  } finally {
    if (done) await out.close();
    else await out.close().catch(() => undefined);
  }
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
