import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import yazl from 'yazl';

/** Rewrites one part of an Office document, with right checksums, as someone who edits it by hand would. */
export async function editPart(file: string, part: string, edit: (text: string) => string): Promise<void> {
  const source = await yauzl.openPromise(file, { autoClose: false, lazyEntries: true });
  const target = new yazl.ZipFile();
  let changed = false;
  for await (const entry of source.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue; // LibreOffice keeps empty folders
    const blocks: Buffer[] = [];
    for await (const block of await source.openReadStreamPromise(entry)) blocks.push(block as Buffer);
    const whole = Buffer.concat(blocks);
    if (entry.fileName !== part) {
      target.addBuffer(whole, entry.fileName);
      continue;
    }
    const after = edit(whole.toString('utf8'));
    changed = after !== whole.toString('utf8');
    target.addBuffer(Buffer.from(after), entry.fileName);
  }
  source.close();
  if (!changed) throw new Error(`the edit of ${part} changed nothing`);
  target.end();
  await pipeline(target.outputStream, createWriteStream(`${file}.new`));
  await rename(`${file}.new`, file);
}

/** The name of the part that holds the table of figures. */
export const sheetOf = (sheet: number): string => `xl/worksheets/sheet${sheet}.xml`;
