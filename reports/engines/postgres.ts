import pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import type { EngineSettings } from '../../base/settings.ts';
import type { SnapshotReader } from '../../warehouse/query.ts';
import { servedByPostgres } from '../../warehouse/servers/postgres.ts';
import type { Cell } from '../result.ts';
import type { ServerMarts } from './engine.ts';
import { otherSnapshot } from './other-snapshot.ts';
import { postgresDialect } from './postgres-dialect.ts';
import { asText, translator } from './translate.ts';

/** Postgres's numbers of the types whose text is turned into something else: whole numbers, fractions, flags. */
const NUMBERS = new Set([20, 21, 23, 700, 701, 1700]);
const FLAG = 16;

/** Cells as the runner wants them: numbers and flags as such, dates and moments as the text that Postgres gives. */
const types = {
  getTypeParser(type: number) {
    if (NUMBERS.has(type)) return Number;
    if (type === FLAG) return (text: string) => text === 't';
    return (text: string) => text;
  },
} as unknown as pg.CustomTypesConfig;

/** The marts that a Postgres server serves, if they are of the reader's snapshot. */
export async function openPostgres(settings: EngineSettings, reader: SnapshotReader): Promise<ServerMarts> {
  const client = new pg.Client({ connectionString: settings.url!, types, connectionTimeoutMillis: 15_000 });
  await client.connect().catch((cause: unknown) => {
    throw new CasehouseError('server-unreachable', 'No Postgres server answers at REPORT_ENGINE_URL.', {
      status: 503,
      next: 'See that it runs, that this machine may reach it, and that user and password are right.',
      cause,
    });
  });
  client.on('error', () => {}); // told by the query that fails
  try {
    // one frozen view of the marts for the whole request, whatever is loaded meanwhile
    await client.query(
      "begin isolation level repeatable read read only; set local datestyle = 'ISO, YMD'; set local timezone = 'UTC'",
    );
    const snapshot = await servedByPostgres(client);
    if (snapshot !== reader.id) throw otherSnapshot('Postgres', snapshot, reader.id, 'postgres');
    const version = (await client.query('show server_version')).rows[0] as { server_version: string };
    const translate = translator(reader, `${reader.id} postgres`, (names) => postgresDialect(names));
    return {
      engine: `Postgres ${version.server_version}`,
      async run(sql, params) {
        const { sql: own, names } = await translate(sql);
        const values = names.map((name) => asText(params[name]));
        const found = await client.query<Cell[]>({ text: own, values, rowMode: 'array' });
        return { columns: found.fields.map(({ name }) => ({ name })), rows: found.rows };
      },
      close: () => client.end(),
    };
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}
