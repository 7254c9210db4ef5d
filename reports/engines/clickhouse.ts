import type { EngineSettings } from '../../base/settings.ts';
import type { SnapshotReader } from '../../warehouse/query.ts';
import { clickHouse, servedByClickHouse } from '../../warehouse/servers/clickhouse.ts';
import { CLICKHOUSE_SETTINGS, clickhouseDialect } from './clickhouse-dialect.ts';
import type { ServerMarts } from './engine.ts';
import { otherSnapshot } from './other-snapshot.ts';
import { asText, translator } from './translate.ts';

/** The marts that a ClickHouse server serves, if they are of the reader's snapshot. */
export async function openClickHouse(settings: EngineSettings, reader: SnapshotReader): Promise<ServerMarts> {
  const { url, user, password } = settings;
  const server = clickHouse({ url: url!, user, password });
  const served = await servedByClickHouse(server);
  if (served?.snapshot !== reader.id)
    throw otherSnapshot('ClickHouse', served?.snapshot ?? null, reader.id, 'clickhouse');
  const { database } = served;
  const { rows } = await server.query('select version()');
  const translate = translator(reader, `${reader.id} ${url} ${database}`, () => clickhouseDialect(database));
  return {
    engine: `ClickHouse ${rows[0]![0]}`,
    async run(sql, params) {
      const { sql: own, names } = await translate(sql);
      const values = Object.fromEntries(names.map((name) => [name, asText(params[name])]));
      return server.query(own, values, CLICKHOUSE_SETTINGS);
    },
    close: async () => {},
  };
}
