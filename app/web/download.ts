import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { sidecar } from '../../reports/render/csv.ts';
import type { formats } from '../../reports/render/formats.ts';
import type { Result } from '../../reports/result.ts';
import { currentSnapshot } from '../../warehouse/snapshots.ts';
import { kebab, kebabChosen } from '../kebab.ts';

export interface Wanted {
  result: Result;
  format: (typeof formats)[keyof typeof formats];
  dataDir: string;
  /** Send the stamp that is written beside the file (a CSV's JSON) instead of the file. */
  stamp: boolean;
}

/** A result as a file to save: written whole before the first byte leaves, then streamed, then gone. */
export async function download(c: Context, want: Wanted): Promise<Response> {
  const { result, format } = want;
  const folder = await mkdtemp(join(tmpdir(), 'casehouse-download-')); // readable by this user only
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    // Under the name that it gets, because a stamp beside a file says which file it belongs to.
    const written = join(folder, fileName(await bodyName(want.dataDir), result, format.extension));
    await format.write(result, written);
    const file = want.stamp ? sidecar(written) : written;
    const { size } = await stat(file);
    const body = createReadStream(file);
    body.once('close', remove); // also when the reader goes away
    return c.body(Readable.toWeb(body) as ReadableStream, 200, {
      'content-type': want.stamp ? 'application/json' : format.mediaType,
      'content-length': String(size),
      'content-disposition': `attachment; filename="${basename(file)}"`,
    });
  } catch (error) {
    await remove();
    throw error;
  }
}

const bodyName = async (dataDir: string): Promise<string> =>
  (await currentSnapshot(dataDir))?.tenant.name ?? 'casehouse';

/** `wulfrun-metropolitan-borough_neet-by-month_bilston-south-by-academic-age_2024-10-to-2026-10.xlsx`. */
export function fileName(
  body: string,
  { stamp, chosen }: Pick<Result, 'stamp' | 'chosen'>,
  extension: string,
): string {
  const month = (text: string) => text.slice(0, 7);
  const { from, to } = stamp.parameters;
  const period = from && to ? `${month(from)}-to-${month(to)}` : month(to ?? from ?? stamp.asAt);
  const parts = [kebab(body), kebab(stamp.report), kebabChosen(chosen), kebab(period)];
  return `${parts.filter((part) => part !== '').join('_')}.${extension}`;
}
