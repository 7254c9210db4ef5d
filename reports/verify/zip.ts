import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import * as yauzl from 'yauzl';
import { damaged } from './damaged.ts';

/** The parts of a zip file by name. */
export interface Zip {
  names: readonly string[];
  /** A part's text as a stream of bytes; null when there is no such part. */
  stream(name: string): Promise<Readable | null>;
  /** A whole part as text; '' when there is none. Throws when it is larger than 64 MB. */
  text(name: string): Promise<string>;
}

const LARGEST = 64 * 1024 * 1024;

/** Opens a zip file, checks every part against its checksum, and hands its parts to `use`. */
export async function withZip<T>(file: string, use: (zip: Zip) => Promise<T>): Promise<T> {
  let zip: yauzl.ZipFile;
  try {
    zip = await yauzl.openPromise(file, { autoClose: false, lazyEntries: true });
  } catch (cause) {
    throw damaged('it is no whole Office document', cause);
  }
  try {
    const entries = new Map<string, yauzl.Entry>();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
    const stream = async (name: string) => {
      const entry = entries.get(name);
      return entry === undefined ? null : zip.openReadStreamPromise(entry);
    };
    for (const [name, entry] of entries) await checkSum(name, entry, await stream(name));
    return await use({
      names: [...entries.keys()],
      stream,
      text: async (name) => textOf(name, entries.get(name), await stream(name)),
    });
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'CasehouseError') throw cause;
    throw damaged('a part of it can not be read', cause);
  } finally {
    zip.close();
  }
}

async function checkSum(name: string, entry: yauzl.Entry, stream: Readable | null): Promise<void> {
  let sum = 0;
  if (stream !== null) for await (const block of stream) sum = crc32(block as Buffer, sum);
  if (sum !== entry.crc32) throw damaged(`its part ${name} does not have the checksum that it should`);
}

async function textOf(
  name: string,
  entry: yauzl.Entry | undefined,
  stream: Readable | null,
): Promise<string> {
  if (entry === undefined || stream === null) return '';
  if (entry.uncompressedSize > LARGEST) throw damaged(`its part ${name} is too large`);
  const blocks: Buffer[] = [];
  for await (const block of stream) blocks.push(block as Buffer);
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(blocks));
}
