import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { deflateSync, inflateSync } from 'node:zlib';

const MARK = '%casehouse-sha256 ';

/** Rewrites the JSON that is attached to a PDF, as someone would who knows the format. */
export async function editAttachment(file: string, edit: (text: string) => string): Promise<void> {
  const bytes = await readFile(file);
  const found = /(\/Type \/EmbeddedFile[\s\S]*?\/Length )(\d+)([\s\S]*?\nstream\n)/.exec(
    bytes.toString('latin1'),
  )!;
  const from = found.index + found[0].length;
  const to = from + Number(found[2]);
  const before = inflateSync(bytes.subarray(from, to)).toString('utf8');
  const after = edit(before);
  if (after === before) throw new Error('the edit of the attachment changed nothing');
  const packed = deflateSync(Buffer.from(after));
  const head = Buffer.from(found[1]! + packed.length + found[3]!, 'latin1');
  await writeFile(file, Buffer.concat([bytes.subarray(0, found.index), head, packed, bytes.subarray(to)]));
}

/** Writes the seal that fits the bytes as they are now. */
export async function resealPdf(file: string): Promise<void> {
  const bytes = await readFile(file);
  const at = bytes.lastIndexOf(MARK);
  const end = bytes.indexOf('\n', at) + 1;
  const rest = Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
  const line = Buffer.from(`${MARK}${createHash('sha256').update(rest).digest('hex')}\n`);
  await writeFile(file, Buffer.concat([bytes.subarray(0, at), line, bytes.subarray(end)]));
}
