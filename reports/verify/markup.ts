import { SaxesParser } from 'saxes';
import { damaged } from './damaged.ts';

/** What a reader of markup is told, in document order. */
export interface MarkupReader {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(text: string): void;
  close(name: string): void;
}

/** Reads XML piece by piece. Entities other than XML's own five are an error. Throws `result-damaged`. */
export async function readMarkup(
  source: AsyncIterable<Buffer> | string,
  reader: MarkupReader,
): Promise<void> {
  const parser = new SaxesParser({ xmlns: false });
  parser.on('opentag', ({ name, attributes }) => reader.open(name, attributes as Record<string, string>));
  parser.on('text', (text) => reader.text(text));
  parser.on('cdata', (text) => reader.text(text));
  parser.on('closetag', ({ name }) => reader.close(name));
  parser.on('error', (error) => {
    throw error;
  });
  try {
    if (typeof source === 'string') {
      parser.write(source).close();
      return;
    }
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for await (const block of source) parser.write(decoder.decode(block, { stream: true }));
    parser.write(decoder.decode()).close();
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'CasehouseError') throw cause;
    throw damaged('it is not well-formed XML', cause);
  }
}
