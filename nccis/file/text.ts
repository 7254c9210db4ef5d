import { createReadStream } from 'node:fs';
import { CasehouseError } from '../../base/errors.ts';

const CHUNK = 64 * 1024;

/** A file that can't be a return at all; `no` is our number of the file error that says so. */
export class UnreadableReturn extends CasehouseError {
  readonly no: string;
  readonly line: number | null;

  constructor(no: string, message: string, next: string, line: number | null = null) {
    super('unreadable-return', message, { next });
    this.no = no;
    this.line = line;
  }
}

/** A file's path, or bytes as they come. */
export type Source = string | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** The characters of an XML file as they come, decoded as its first bytes say; refuses what can't be XML. */
export async function* textOf(source: Source): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  for await (const chunk of typeof source === 'string' ? bytesOf(source) : source) {
    decoder ??= decoderFor(chunk);
    yield decode(decoder, chunk);
  }
  if (!decoder) throw new UnreadableReturn('F01', 'The file is empty.', 'Make or copy the file again.');
  yield decode(decoder);
}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file, { highWaterMark: CHUNK }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    const why = code === 'ENOENT' ? 'There is no such file' : `The file can't be read (${code})`;
    throw new CasehouseError('no-file', `${why}: ${file}`, { next: 'Check the path and its permissions.' });
  }
}

function decode(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    throw new UnreadableReturn(
      'F01',
      `The file holds bytes that are not ${decoder.encoding} text.`,
      'Save it as UTF-8, or name its true encoding in its first line.',
    );
  }
}

function decoderFor(start: Uint8Array): TextDecoder {
  const at = (...bytes: number[]) => bytes.every((b, i) => start[i] === b);
  if (at(0x50, 0x4b) || at(0x1f, 0x8b)) {
    throw new UnreadableReturn(
      'F01',
      'The file is an archive, not XML.',
      'Unpack it first and give the XML file inside.',
    );
  }
  if (at(0xff, 0xfe)) return new TextDecoder('utf-16le', { fatal: true });
  if (at(0xfe, 0xff)) return new TextDecoder('utf-16be', { fatal: true });
  const head = Buffer.from(start.subarray(0, 200))
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '');
  if (!/^\s*</.test(head)) {
    throw new UnreadableReturn(
      'F01',
      'The file is not XML: it does not begin with <.',
      'Give the XML file of a return.',
    );
  }
  const named = /^<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(head)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(named, { fatal: true });
  } catch {
    throw new UnreadableReturn(
      'F01',
      `The file's encoding, ${named}, is not known.`,
      'Save the file as UTF-8.',
    );
  }
}
