import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CasehouseError, UsageError } from '../../base/errors.ts';
import { snapshotId } from '../../base/ids.ts';
import type { Settings } from '../../base/settings.ts';
import type { ExportManifest } from '../../warehouse/export/manifest.ts';
import type { ClickHouseAddress } from '../../warehouse/servers/clickhouse.ts';
import type { Command, Given } from '../command.ts';
import type { Io } from '../io.ts';

export const warehouseLoadCommand: Command = {
  name: 'warehouse load',
  summary: 'fill a ClickHouse or Postgres server with the official marts, so that reports can run there',
  words: ['clickhouse|postgres'],
  options: {
    url: { value: 'URL', doc: 'http://host:8123 or postgres://user:password@host/database', required: true },
    from: { value: 'DIR', doc: 'a folder of "warehouse export" (default: exported on the way)' },
    snapshot: {
      value: 'ID',
      doc: 'snapshot to load when there is no such folder (default: the current one)',
    },
  },
  async run({ words, given, settings, io }) {
    const kind = words[0]!.toLowerCase();
    if (kind !== 'clickhouse' && kind !== 'postgres')
      throw new UsageError(`There is no server of kind "${words[0]}".`, 'Use clickhouse or postgres.');
    if (given.text('from') !== null && given.text('snapshot') !== null)
      throw new UsageError('--from and --snapshot exclude each other.', 'Give one of them.');
    const manifest = await withFolder(given, settings, io, (folder) =>
      kind === 'clickhouse'
        ? intoClickHouse({ ...settings.engine, url: given.required('url') }, folder, io)
        : intoPostgres(given.required('url'), folder, io),
    );
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    io.answer(
      { server: kind, manifest },
      `The server holds ${rows} rows of ${manifest.tables.length} marts of snapshot ${manifest.snapshot}, checked against the manifest.\nWith REPORT_ENGINE=${kind} and REPORT_ENGINE_URL the figures of reports are worked out there; the people behind a figure are listed from this machine only.`,
    );
    return 0;
  },
};

async function withFolder(
  given: Given,
  settings: Settings,
  io: Io,
  load: (folder: string) => Promise<ExportManifest>,
): Promise<ExportManifest> {
  const from = given.text('from');
  if (from !== null) return load(from);
  const snapshot = given.text('snapshot');
  const { exportMarts } = await import('../../warehouse/export/export.ts');
  const folder = await mkdtemp(join(tmpdir(), 'casehouse-export-'));
  try {
    await exportMarts({
      dataDir: settings.dataDir,
      out: folder,
      snapshot: snapshot === null ? 'current' : snapshotId(snapshot),
      onStep: (step) => io.progress(step),
    });
    return await load(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function intoClickHouse(address: ClickHouseAddress, folder: string, io: Io): Promise<ExportManifest> {
  const { clickHouse } = await import('../../warehouse/servers/clickhouse.ts');
  const { loadClickHouse } = await import('../../warehouse/export/load-clickhouse.ts');
  const loaded = await loadClickHouse(clickHouse(address), folder, (step) => io.progress(step));
  return loaded.manifest;
}

async function intoPostgres(url: string, folder: string, io: Io): Promise<ExportManifest> {
  if (!/^postgres(ql)?:\/\//.test(url)) {
    // the text is not shown: it may hold a password
    throw new UsageError(
      'That is no address of Postgres.',
      'Use postgres://user:password@host:5432/database.',
    );
  }
  const { default: pg } = await import('pg');
  const { loadPostgres } = await import('../../warehouse/export/load-postgres.ts');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 15_000 });
  client.on('error', () => {}); // told by the statement that fails
  await client.connect().catch((cause: unknown) => {
    throw new CasehouseError('server-unreachable', 'No Postgres server answers at that address.', {
      status: 503,
      next: 'See that it runs, that this machine may reach it, and that user and password are right.',
      cause,
    });
  });
  try {
    return await loadPostgres(client, folder, (step) => io.progress(step));
  } finally {
    await client.end().catch(() => {});
  }
}
