import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { CasehouseError } from '../base/errors.ts';

/** The oldest Postgres whose features the case store needs. */
export const MINIMUM_POSTGRES = 15;

const DATE = 1082;
const DATE_ARRAY = 1182;
const INT8 = 20;
const INT8_ARRAY = 1016;
const TEXT_ARRAY = 1009;

type Parser = (text: string) => unknown;
// pg's own types name only its scalar oids
const standard = pg.types.getTypeParser as unknown as (oid: number, format?: 'text' | 'binary') => Parser;
const textArray = standard(TEXT_ARRAY, 'text') as (text: string) => (string | null)[];

/** Days stay text (no time zone can move them), bigint becomes a number, numeric stays text, timestamptz is a Date. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): Parser {
    if (oid === DATE) return (text) => text;
    if (oid === INT8) return wholeNumber;
    if (oid === DATE_ARRAY) return textArray;
    if (oid === INT8_ARRAY) return (text) => textArray(text).map((n) => (n === null ? null : wholeNumber(n)));
    return standard(oid, format);
  },
} as unknown as pg.CustomTypesConfig;

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large for a number`);
  return value;
}

/** A pool of connections to the case store. Nothing is connected yet: see `checkDatabase`. */
export function connect(url: string, options: { max?: number } = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    connectionTimeoutMillis: 10_000,
    application_name: 'casehouse',
    types,
  });
  // An idle connection that the server closes must not end the process; the next query reports it.
  pool.on('error', () => {});
  // Nor must one that is in use: the query that waits on it fails, and says so to whoever asked.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Queries with types over the same pool. Destroying it ends the pool. */
export const kysely = <Tables>(pool: pg.Pool): Kysely<Tables> =>
  new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });

/** Connects once and checks the version; throws a CasehouseError that says what is wrong with the address. */
export async function checkDatabase(pool: pg.Pool, url: string, minimum = MINIMUM_POSTGRES): Promise<void> {
  try {
    const { rows } = await pool.query<{ n: string }>("select current_setting('server_version_num') as n");
    const major = Math.floor(Number(rows[0]!.n) / 10_000);
    if (major >= minimum) return;
    throw new CasehouseError('postgres-too-old', `The Postgres at ${where(url)} is version ${major}.`, {
      next: `Casehouse needs version ${minimum} or later: upgrade it, or unset DATABASE_URL to use the embedded one.`,
    });
  } catch (error) {
    throw error instanceof CasehouseError ? error : explain(error, url);
  }
}

function explain(error: unknown, url: string): CasehouseError {
  const code = String((error as { code?: unknown }).code ?? '');
  const problem = (key: string, message: string, next: string) =>
    new CasehouseError(key, message, { status: 503, next, cause: error });
  switch (code) {
    case '28P01':
    case '28000':
      return problem(
        'database-refused',
        `The Postgres at ${where(url)} refuses this user or password.`,
        'Correct the user and password in DATABASE_URL.',
      );
    case '3D000':
      return problem(
        'database-missing',
        `There is no such database at ${where(url)}.`,
        'Create it (createdb), or correct the name in DATABASE_URL.',
      );
    default:
      return problem(
        'database-unreachable',
        `No Postgres answers at ${where(url)}.`,
        'Start it or correct DATABASE_URL; unset DATABASE_URL to use the embedded one.',
      );
  }
}

/** Host, port and database of an address; never its password. */
export function where(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname || 'localhost'}:${port || 5432}${pathname}`;
  } catch {
    return 'the address in DATABASE_URL';
  }
}
