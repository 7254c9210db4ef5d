import { mkdir, readdir, rename, rm, stat, writeFile, open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CasehouseError } from '../../base/errors.ts';
import type { SnapshotId } from '../../base/ids.ts';
import { fileHash } from '../build/fingerprint.ts';
import { openSnapshot, type SnapshotReader } from '../query.ts';
import { digestOf, digestSql } from './digest.ts';
import {
  type ExportColumn,
  type ExportManifest,
  exportManifestShape,
  type ExportTable,
  MANIFEST_HASH,
} from './manifest.ts';

export interface ExportOptions {
  dataDir: string;
  /** Folder that is made; it must not be there yet, or be empty. */
  out: string;
  snapshot?: SnapshotId | 'current';
  onStep?: (step: string) => void;
}

/**
 * Writes the official marts of a snapshot as Parquet, the monthly ones a folder for each month, and a manifest, into a folder that
 * appears whole or not at all. Memory does not grow with the rows: DuckDB streams from file to file.
 */
export async function exportMarts(options: ExportOptions): Promise<ExportManifest> {
  const out = resolve(options.out);
  await refuseTaken(out);
  const building = `${out}.building-${process.pid}`;
  await rm(building, { recursive: true, force: true });
  await mkdir(building, { recursive: true, mode: 0o700 });
  const reader = await openSnapshot(options.dataDir, options.snapshot ?? 'current', 'official');
  try {
    const tables: ExportTable[] = [];
    for (const name of await tableNames(reader)) {
      options.onStep?.(`export ${name}`);
      tables.push(await exportTable(reader, name, building));
    }
    const { id, knownAt, builtAt, asAt, months, contract, tenant } = reader.manifest;
    const manifest = exportManifestShape.parse({
      format: 'casehouse-marts-1',
      audience: 'official',
      snapshot: id,
      knownAt,
      builtAt,
      asAt,
      months,
      contract,
      engine: reader.engine,
      tenant,
      tables,
    });
    await writeFile(join(building, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await writeFile(join(building, MANIFEST_HASH), `${await fileHash(join(building, 'manifest.json'))}\n`);
    await syncAll(building);
    await rm(out, { recursive: true, force: true });
    await rename(building, out);
    await sync(dirname(out));
    return manifest;
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    throw error;
  } finally {
    reader.close();
  }
}

async function refuseTaken(out: string): Promise<void> {
  const found = await readdir(out).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? [] : null,
  );
  if (found !== null && found.length === 0) return;
  throw new CasehouseError('folder-taken', `${out} is there already and is not an empty folder.`, {
    next: 'Name a new folder: an export is never mixed with what is there.',
  });
}

async function tableNames(reader: SnapshotReader): Promise<string[]> {
  const { rows } = await reader.run(
    "select table_name from duckdb_tables() where schema_name = 'marts' order by table_name",
  );
  return rows.map(([name]) => String(name));
}

async function exportTable(reader: SnapshotReader, name: string, folder: string): Promise<ExportTable> {
  const { columns } = await reader.describe(`select * from marts."${name}"`);
  const counts = (
    await reader.run(
      `select ${columns.map((c) => `count(*) - count("${c.name}")`).join(', ')} from marts."${name}"`,
    )
  ).rows[0]!;
  const described = columns.map((c, i) => ({ ...c, nulls: Number(counts[i]) })) as ExportColumn[];
  const { rows, digest } = digestOf(
    (await reader.run(digestSql('duckdb', `marts."${name}"`, described))).rows[0]!,
  );
  const files: ExportTable['files'] = [];
  await mkdir(join(folder, name), { recursive: true });
  for (const month of await monthsOf(reader, name, described)) {
    const path = month === null ? `${name}/rows.parquet` : `${name}/month_end=${month}/rows.parquet`;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    const where = month === null ? '' : ` where month_end = date '${month}'`;
    const target = join(folder, path).replaceAll("'", "''");
    await reader.run(
      `copy (select * from marts."${name}"${where}) to '${target}' (format parquet, compression zstd, row_group_size 100000)`,
    );
    const part = (await reader.run(`select count(*) from marts."${name}"${where}`)).rows[0]!;
    const { size } = await stat(join(folder, path));
    files.push({ path, rows: Number(part[0]), bytes: size, sha256: await fileHash(join(folder, path)) });
  }
  return { name, rows, digest, columns: described, files };
}

/** The months by which a table is divided; one null for a table that has none. */
async function monthsOf(
  reader: SnapshotReader,
  name: string,
  columns: readonly ExportColumn[],
): Promise<(string | null)[]> {
  const divided = columns.some((c) => c.name === 'month_end' && c.type === 'DATE' && c.nulls === 0);
  if (!divided || name === 'month') return [null];
  const { rows } = await reader.run(`select distinct month_end from marts."${name}" order by month_end`);
  return rows.length === 0 ? [null] : rows.map(([month]) => String(month));
}

async function syncAll(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    await (entry.isDirectory() ? syncAll(path) : sync(path));
  }
  await sync(folder);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
