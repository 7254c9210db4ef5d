import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Edition } from '../../../nccis/edition.ts';
import type { Values } from '../../../nccis/file/reader.ts';
import { writeReturn } from '../../../nccis/file/writer.ts';
import { header } from './records.ts';

/** The text of a return with these records, as our writer makes it. */
export async function returnText(edition: Edition, periodEnd: string, records: Values[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'casehouse-xml-'));
  try {
    const file = join(folder, 'return.xml');
    await writeReturn(file, edition, header(periodEnd), records);
    return await readFile(file, 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}
