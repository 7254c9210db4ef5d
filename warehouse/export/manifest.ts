import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CasehouseError } from '../../base/errors.ts';

const column = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  /** DuckDB's type: VARCHAR, DATE, INTEGER, BIGINT, DOUBLE, BOOLEAN or TIMESTAMP. */
  type: z.enum(['VARCHAR', 'DATE', 'INTEGER', 'BIGINT', 'DOUBLE', 'BOOLEAN', 'TIMESTAMP']),
  /** Rows in which it has no value. */
  nulls: z.number().int().min(0),
});

const file = z.object({
  /** Below the export's folder: `person_month/month_end=2026-10-31/rows.parquet`. */
  path: z.string().regex(/^[a-z0-9_]+(\/month_end=\d{4}-\d{2}-\d{2})?\/rows\.parquet$/),
  rows: z.number().int().min(0),
  bytes: z.number().int().min(0),
  /** SHA-256 (hex) of its bytes. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const table = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  rows: z.number().int().min(0),
  /** Order-free digest of all its cells, the same on every engine: see digest.ts. */
  digest: z.string(),
  columns: z.array(column).min(1),
  files: z.array(file),
});

export const exportManifestShape = z.object({
  format: z.literal('casehouse-marts-1'),
  /** Whose eyes it is for: `official` holds no names, birth dates or postcodes. */
  audience: z.literal('official'),
  snapshot: z.string().regex(/^\d{8}-\d{6}(-\d+)?$/),
  knownAt: z.string(),
  builtAt: z.string(),
  asAt: z.string(),
  months: z.object({ from: z.string(), to: z.string() }),
  contract: z.string(),
  engine: z.string(),
  tenant: z.object({ name: z.string(), laCodes: z.array(z.string()), demo: z.boolean() }),
  tables: z.array(table).min(1),
});

/** What an exported folder holds: `manifest.json`, written last. */
export type ExportManifest = z.infer<typeof exportManifestShape>;
export type ExportTable = z.infer<typeof table>;
export type ExportColumn = z.infer<typeof column>;

/** File beside the manifest that holds its SHA-256. */
export const MANIFEST_HASH = 'manifest.sha256';

/** Reads the manifest of an exported folder; throws `no-export` or `export-damaged`. */
export async function readExport(folder: string): Promise<ExportManifest> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => null);
  if (text === null) {
    throw new CasehouseError(
      'no-export',
      `${folder} holds no exported marts: its manifest.json is missing.`,
      {
        next: 'Export them: casehouse warehouse export --to parquet --out DIR.',
      },
    );
  }
  try {
    return exportManifestShape.parse(JSON.parse(text));
  } catch (cause) {
    throw damagedExport('manifest.json', cause);
  }
}

/** The error that a file of an export is not what its manifest says. */
export const damagedExport = (name: string, cause?: unknown): CasehouseError =>
  new CasehouseError('export-damaged', `${name} of this export was altered or cut off.`, {
    next: 'Export the marts again: casehouse warehouse export --to parquet --out DIR.',
    cause,
  });
