import { join } from 'node:path';
import { CasehouseError } from '../../base/errors.ts';
import type { Schedule } from '../../operational/schedules/store.ts';
import { type FormatName, formats } from '../../reports/render/formats.ts';
import { runReport } from '../../reports/run/run.ts';
import { fillPack, writePack } from '../packs.ts';
import type { Round } from './deliver.ts';

/** Makes the files of a schedule for a period in a folder; their names are the same each time. */
export async function produce(
  round: Round,
  { name, what }: Schedule,
  period: string,
  folder: string,
): Promise<string[]> {
  if ('pack' in what) {
    const filled = await fillPack(round.pool, round.context, { pack: what.pack, run: null });
    return writePack({ ...filled, run: null }, folder, `${name}-${period}`);
  }
  const format = formats[what.format as FormatName];
  if (format === undefined)
    throw new CasehouseError('bad-format', `There is no format ${what.format}.`, {
      next: `Use one of ${Object.keys(formats).join(', ')}.`,
    });
  const result = await runReport(round.context, {
    id: what.report,
    params: what.params,
    snapshot: null,
    knownAt: null,
  });
  const file = join(folder, `${name}-${period}.${format.extension}`);
  await format.write(result, file);
  return what.format === 'csv' ? [file, `${file}.json`] : [file];
}
