import { UsageError } from '../../base/errors.ts';
import { snapshotId } from '../../base/ids.ts';
import type { Command } from '../command.ts';

export const warehouseExportCommand: Command = {
  name: 'warehouse export',
  summary: 'write the official marts of a snapshot as Parquet files, by month, with a manifest',
  words: [],
  options: {
    to: { value: 'parquet', doc: 'form of the files', required: true },
    out: { value: 'DIR', doc: 'a new folder, which appears whole or not at all', required: true },
    snapshot: { value: 'ID', doc: 'snapshot to write (default: the current one)' },
  },
  async run({ given, settings, io }) {
    if (given.required('to').toLowerCase() !== 'parquet')
      throw new UsageError(`There is no form "${given.required('to')}".`, 'Use --to parquet.');
    const snapshot = given.text('snapshot');
    const { exportMarts } = await import('../../warehouse/export/export.ts');
    const out = given.required('out');
    const manifest = await exportMarts({
      dataDir: settings.dataDir,
      out,
      snapshot: snapshot === null ? 'current' : snapshotId(snapshot),
      onStep: (step) => io.progress(step),
    });
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    const files = manifest.tables.reduce((sum, table) => sum + table.files.length, 0);
    io.answer(
      { out, manifest },
      `Wrote ${rows} rows of ${manifest.tables.length} marts of snapshot ${manifest.snapshot} as ${files} files to ${out}\nNo names, birth dates or postcodes are in them; the people behind a figure are listed from this machine only.`,
    );
    return 0;
  },
};
