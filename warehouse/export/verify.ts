import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileHash } from '../build/fingerprint.ts';
import { damagedExport, type ExportManifest, MANIFEST_HASH, readExport } from './manifest.ts';

/** The files of an export that are not what its manifest says: altered, missing, or not of it. */
export async function alteredExport(folder: string): Promise<string[]> {
  const manifest = await readExport(folder);
  const wrong: string[] = [];
  const known = new Set(['manifest.json', MANIFEST_HASH]);
  const kept = await readFile(join(folder, MANIFEST_HASH), 'utf8').catch(() => null);
  if (kept !== `${await fileHash(join(folder, 'manifest.json'))}\n`) wrong.push('manifest.json');
  for (const file of manifest.tables.flatMap((t) => t.files)) {
    known.add(file.path);
    if ((await fileHash(join(folder, file.path)).catch(() => null)) !== file.sha256) wrong.push(file.path);
  }
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of found) {
    const path = relative(folder, join(entry.parentPath, entry.name));
    if (entry.isFile() && !known.has(path)) wrong.push(path);
  }
  return wrong.sort();
}

/** The manifest of an export whose every file is as it was written; throws `export-damaged`. */
export async function intactExport(folder: string): Promise<ExportManifest> {
  const [wrong] = await alteredExport(folder);
  if (wrong !== undefined) throw damagedExport(wrong);
  return readExport(folder);
}
