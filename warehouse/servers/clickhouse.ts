import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { CasehouseError } from '../../base/errors.ts';

/** Where a ClickHouse server answers over HTTP, and as whom. The password is never printed. */
export interface ClickHouseAddress {
  /** `http://host:8123` or https. */
  url: string;
  user: string | null;
  password: string | null;
}

export type ServerValue = string | number | boolean | null;

/** A ClickHouse server spoken to over its HTTP interface. */
export interface ClickHouse {
  /** Runs one statement that returns rows. `params` stand in the text as {name:Type}. */
  query(
    sql: string,
    params?: Readonly<Record<string, string | null>>,
    settings?: Readonly<Record<string, string>>,
  ): Promise<{ columns: { name: string; type: string }[]; rows: ServerValue[][] }>;
  /** Runs one statement that returns nothing. */
  run(sql: string): Promise<void>;
  /** Sends a file's bytes as the rows of an INSERT. */
  insert(sql: string, file: string): Promise<void>;
}

/** How long one statement may take, in milliseconds. */
const PATIENCE = 600_000;

/** Opens nothing yet: each call is one request. Throws `server-unreachable`, `server-refused` or `server-failed`. */
export function clickHouse(address: ClickHouseAddress): ClickHouse {
  const base = addressOf(address.url);
  const send = async (search: Record<string, string>, body: BodyInit | ReadableStream): Promise<string> => {
    const url = new URL(base);
    for (const [name, value] of Object.entries(search)) url.searchParams.set(name, value);
    const response = await fetch(url, {
      method: 'POST',
      headers: credentials(address),
      body: body as BodyInit,
      signal: AbortSignal.timeout(PATIENCE),
      redirect: 'error',
      ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
    } as RequestInit).catch((cause: unknown) => {
      throw unreachable(base, cause);
    });
    const text = await response.text();
    if (response.ok) return text;
    throw failed(base, response.status, text);
  };
  return {
    async query(sql, params = {}, settings = {}) {
      const search: Record<string, string> = { default_format: 'JSONCompact', ...settings };
      for (const [name, value] of Object.entries(params)) search[`param_${name}`] = escaped(value);
      const answer = JSON.parse(await send(search, sql)) as {
        meta: { name: string; type: string }[];
        data: ServerValue[][];
      };
      return { columns: answer.meta, rows: answer.data };
    },
    async run(sql) {
      await send({}, sql);
    },
    async insert(sql, file) {
      await send({ query: sql }, Readable.toWeb(createReadStream(file)) as unknown as ReadableStream);
    },
  };
}

/** A parameter's value in the escaping of tab-separated values, in which ClickHouse reads it. */
const escaped = (value: string | null): string =>
  value === null
    ? '\\N'
    : value.replace(/[\\\t\n\r]/g, (c) => `\\${{ '\\': '\\', '\t': 't', '\n': 'n', '\r': 'r' }[c]}`);

function credentials({ user, password }: ClickHouseAddress): Record<string, string> {
  return {
    ...(user === null ? {} : { 'X-ClickHouse-User': user }),
    ...(password === null ? {} : { 'X-ClickHouse-Key': password }),
  };
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new CasehouseError('bad-address', 'That is not the address of a ClickHouse server.', {
      next: 'Give it as http://host:8123 or https://host:8443, and user and password as CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.',
    });
  }
  return url;
}

const unreachable = (url: URL, cause: unknown) =>
  new CasehouseError('server-unreachable', `No ClickHouse server answers at ${url.origin}.`, {
    status: 503,
    next: 'See that it runs and that this machine may reach it.',
    cause,
  });

function failed(url: URL, status: number, text: string): CasehouseError {
  if (status === 401 || status === 403 || /AUTHENTICATION_FAILED/.test(text)) {
    return new CasehouseError('server-refused', `${url.origin} refuses this user.`, {
      status: 502,
      next: 'Set CLICKHOUSE_USER and CLICKHOUSE_PASSWORD to an account that may read and make tables.',
    });
  }
  const said = (text.split('\n')[0] ?? '').slice(0, 400);
  return new CasehouseError('server-failed', `ClickHouse at ${url.origin} answered ${status}: ${said}`, {
    status: 502,
    next: 'See what it says of itself in its own log; nothing was changed in what serves.',
  });
}

/** Which marts a server serves: their snapshot, and the database that holds them. */
export interface Served {
  snapshot: string;
  database: string;
  contract: string;
}

/** What the server serves; null when nothing was loaded yet. */
export async function servedByClickHouse(server: ClickHouse): Promise<Served | null> {
  const { rows: there } = await server.query(
    "select count() from system.tables where database = 'casehouse' and name = 'served'",
  );
  if (Number(there[0]?.[0] ?? 0) === 0) return null;
  const { rows } = await server.query(
    'select snapshot, database, contract from casehouse.served order by turn desc limit 1',
  );
  const [found] = rows;
  return found === undefined
    ? null
    : { snapshot: String(found[0]), database: String(found[1]), contract: String(found[2]) };
}
