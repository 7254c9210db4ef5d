import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A zip file being written part by part, each part streamed, so that memory stays constant. */
export interface ZipWriter {
  /** Adds a part and resolves when all of it is read. */
  add(name: string, text: Iterable<string> | AsyncIterable<string>): Promise<void>;
  /** Adds a short part without compression and without extra fields, as the first part of an OpenDocument must be. */
  store(name: string, text: string): void;
}

/** Creates a zip file and fills it; rejects with the first error of the parts or of the disk. `mtime` goes on every part. */
export async function writeZip(
  file: string,
  mtime: Date,
  fill: (zip: ZipWriter) => Promise<void>,
): Promise<void> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const written = pipeline(output, createWriteStream(file, { flags: 'wx' }));
  written.catch(() => undefined);
  zip.on('error', (error: Error) => output.destroy(error));
  const add = (name: string, text: Iterable<string> | AsyncIterable<string>) =>
    new Promise<void>((resolve, reject) => {
      const stream = Readable.from(blocks(text), { objectMode: false });
      stream.once('end', resolve).once('error', reject);
      written.catch(reject);
      zip.addReadStream(stream, name, { mtime, compressionLevel: 4 });
    });
  const store = (name: string, text: string) =>
    zip.addBuffer(Buffer.from(text), name, { mtime, compress: false, forceDosTimestamp: true });
  try {
    await fill({ add, store });
    zip.end();
  } catch (error) {
    output.destroy(error as Error);
    await written.catch(() => undefined);
    throw error;
  }
  await written;
}

/** Joins small pieces of text to UTF-8 blocks of about 64 KB. */
async function* blocks(text: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Buffer> {
  let pieces: string[] = [];
  let size = 0;
  for await (const piece of text) {
    pieces.push(piece);
    size += piece.length;
    if (size < 65_536) continue;
    yield Buffer.from(pieces.join(''), 'utf8');
    pieces = [];
    size = 0;
  }
  if (size > 0) yield Buffer.from(pieces.join(''), 'utf8');
}
