import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { CasehouseError } from '../../base/errors.ts';
import { settings } from '../../base/settings.ts';

/**
 * Streams what is sent to a file below the data folder, hands its path to `use`, and takes it away again, however that ended. Throws
 * `too-large`, 413, past `largest` bytes.
 */
export async function withUpload<T>(
  dataDir: string,
  body: ReadableStream<Uint8Array> | null,
  use: (file: string) => Promise<T>,
  largest = settings().largestUpload,
): Promise<T> {
  if (body === null)
    throw new CasehouseError('no-file', 'Nothing was sent.', { next: 'Send the file as the body.' });
  const uploads = join(dataDir, 'uploads');
  await mkdir(uploads, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(uploads, 'file-'));
  try {
    const file = join(folder, 'file');
    await pipeline(Readable.fromWeb(body), bounded(largest), createWriteStream(file, { mode: 0o600 }));
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rmdir(uploads).catch(() => {}); // others may be using it
  }
}

const bounded = (largest: number) =>
  async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > largest)
        throw new CasehouseError('too-large', `The file is larger than ${largest / 1024 / 1024} MB.`, {
          status: 413,
          next: 'Split it, load it on the server itself with "casehouse import", or raise CASEHOUSE_LARGEST_UPLOAD.',
        });
      yield chunk;
    }
  };
