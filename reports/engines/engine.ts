import type { EngineSettings } from '../../base/settings.ts';
import type { SnapshotReader } from '../../warehouse/query.ts';
import type { Cell } from '../result.ts';
import { openClickHouse } from './clickhouse.ts';
import { openPostgres } from './postgres.ts';

/** Marts that a report's statement can be run over, whichever engine holds them. Dates come as ISO text. */
export interface Marts {
  run(
    sql: string,
    params: Record<string, string | number | null>,
  ): Promise<{ columns: { name: string }[]; rows: Cell[][] }>;
}

/** The marts of one snapshot on a server, open for the length of one request. */
export interface ServerMarts extends Marts {
  /** For the stamp: `ClickHouse 26.7.2.1`. */
  engine: string;
  close(): Promise<void>;
}

/**
 * Opens the server that REPORT_ENGINE names, for the figures of this snapshot; null for DuckDB, which is the snapshot itself.
 * Throws `other-snapshot` when the server holds another one: figures of two moments never stand under one stamp.
 */
export async function openMarts(
  settings: EngineSettings | null,
  reader: SnapshotReader,
): Promise<ServerMarts | null> {
  if (settings?.kind === 'clickhouse') return openClickHouse(settings, reader);
  if (settings?.kind === 'postgres') return openPostgres(settings, reader);
  return null;
}
