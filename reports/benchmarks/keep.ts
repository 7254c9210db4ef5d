import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDay } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import { editionLas } from './las.ts';
import { writeWhole } from '../render/file.ts';
import { type Published, readBenchmark } from './read.ts';

/** Where a file came from, printed with every figure of it. */
export interface Origin {
  /** ISO day of publication: which vintage of the figures this is. */
  published: string;
  /** Who published what; the layout's title when left out. */
  source: string | null;
  licence: string | null;
}

/** What came of taking a file in. */
export interface Kept {
  layout: string;
  file: string;
  figures: number;
  symbols: number;
  areas: number;
  periods: string[];
  /** False when the same file of the same vintage had been taken in before; nothing changes then. */
  fresh: boolean;
}

const COLUMNS = [
  'measure',
  'period',
  'period_label',
  'area_level',
  'area_code',
  'area_name',
  'value',
  'symbol',
  'unit',
  'source',
  'published',
  'licence',
  'as_published',
  'file_sha256',
] as const;

/**
 * Takes a file of published figures into the folder that the nightly build reads; the figures are in the next snapshot.
 * Taking the same file in again changes nothing. Throws `CasehouseError`; the folder is as before then.
 */
export async function keepBenchmark(
  file: string,
  { folder, origin, clock }: { folder: string; origin: Origin; clock: () => Date },
): Promise<Kept> {
  if (!isDay(origin.published)) {
    throw new CasehouseError('benchmark-published', `"${origin.published}" is not a day.`, {
      next: 'Give the day of publication, such as 2026-07-02.',
    });
  }
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new CasehouseError('no-file', `There is no file ${file}.`, {
      next: 'Check the name and the folder.',
      cause,
    });
  });
  const { layout, figures } = readBenchmark(decoded(bytes), editionLas());
  const source = origin.source ?? `Department for Education, ${layout.title}, published ${origin.published}`;
  const licence = origin.licence ?? 'Open Government Licence v3.0';
  const hash = createHash('sha256')
    .update(JSON.stringify([origin.published, source, licence]))
    .update(bytes)
    .digest('hex');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const before = (await readdir(folder)).find((name) => name.endsWith(`-${hash.slice(0, 16)}.csv`));
  const about = {
    layout: layout.id,
    figures: figures.length,
    symbols: figures.filter(({ symbol }) => symbol !== null).length,
    areas: new Set(figures.map(({ areaCode }) => areaCode)).size,
    periods: [...new Set(figures.map(({ period }) => period))].sort(),
  };
  if (before !== undefined) return { ...about, file: before, fresh: false };
  const loaded = clock().toISOString();
  // The name sorts by the time of taking in, and says it: a rebuild "as known at" leaves out what came later.
  const name = `${loaded.replace(/[-:]/g, '').replace(/\.(\d+)Z$/, '$1Z')}-${hash.slice(0, 16)}.csv`;
  const hashOfFile = createHash('sha256').update(bytes).digest('hex');
  const text = `${COLUMNS.join(',')}\n${figures.map((figure) => line(figure, source, origin.published, licence, hashOfFile)).join('')}`;
  await writeWhole(join(folder, name), (part) => writeFile(part, text, { flag: 'wx', mode: 0o600 }));
  return { ...about, file: name, fresh: true };
}

function line(f: Published, source: string, published: string, licence: string, hash: string): string {
  const value = f.value === null ? '' : String(f.value);
  const cells = [
    f.measure,
    f.period,
    f.periodLabel,
    f.areaLevel,
    f.areaCode,
    f.areaName,
    value,
    f.symbol ?? '',
    f.unit,
    source,
    published,
    licence,
    f.asPublished,
    hash,
  ];
  return `${cells.map(quoted).join(',')}\n`;
}

const quoted = (text: string): string => (/[",\r\n#]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
