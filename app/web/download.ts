import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import type { formats } from '../../reports/render/formats.ts';
import type { Result } from '../../reports/result.ts';
import { currentSnapshot } from '../../warehouse/snapshots.ts';

/** A result as a file to save: written whole before the first byte leaves, then streamed, then gone. */
export async function download(
  c: Context,
  want: { result: Result; format: (typeof formats)[keyof typeof formats]; dataDir: string },
): Promise<Response> {
  const { result, format } = want;
  const folder = await mkdtemp(join(tmpdir(), 'casehouse-download-')); // readable by this user only
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const file = join(folder, `file.${format.extension}`);
    await format.write(result, file);
    const { size } = await stat(file);
    const body = createReadStream(file);
    body.once('close', remove); // also when the reader goes away
    const name = fileName(await bodyName(want.dataDir), result, format.extension);
    return c.body(Readable.toWeb(body) as ReadableStream, 200, {
      'content-type': format.mediaType,
      'content-length': String(size),
      'content-disposition': `attachment; filename="${name}"`,
    });
  } catch (error) {
    await remove();
    throw error;
  }
}

const bodyName = async (dataDir: string): Promise<string> =>
  (await currentSnapshot(dataDir))?.tenant.name ?? 'casehouse';

/** `wulfrun-metropolitan-borough_neet-by-month_2024-10-to-2026-10.xlsx`. */
export function fileName(body: string, { stamp }: Pick<Result, 'stamp'>, extension: string): string {
  const month = (text: string) => text.slice(0, 7);
  const { from, to } = stamp.parameters;
  const period = from && to ? `${month(from)}-to-${month(to)}` : month(to ?? from ?? stamp.asAt);
  return `${[body, stamp.report, period].map(plain).join('_')}.${extension}`;
}

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
