import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Cron } from 'croner';
import { CasehouseError } from './errors.ts';

/** The checkout's (or package's) root folder, absolute. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url));

export interface Settings {
  /** Connection string of the case store; null starts the embedded Postgres. */
  databaseUrl: string | null;
  /** Absolute path. */
  dataDir: string;
  port: number;
  host: string;
  /** Cron expression in Europe/London; null never loads by itself. */
  nightlyAt: string | null;
  /** Bytes of a file that may be sent over the web. */
  largestUpload: number;
  /** Where the figures of reports are worked out. */
  engine: EngineSettings;
  /** Shows the stack of an error. */
  debug: boolean;
}

/** The engine of reports: the snapshot's own file (DuckDB), or a server that its marts were loaded into. */
export interface EngineSettings {
  kind: 'duckdb' | 'postgres' | 'clickhouse';
  /** `postgres://…` or `http://host:8123`; null for DuckDB. */
  url: string | null;
  /** User and password for ClickHouse, also when only loading it; Postgres has them in its address. */
  user: string | null;
  password: string | null;
}

/** One environment variable that Casehouse reads. */
export interface Setting {
  env: string;
  /** What holds when it is not set, as shown to people. */
  standard: string;
  /** One line. */
  doc: string;
  /** Who reads it: the running product, or only its tests. */
  scope: 'product' | 'tests';
}

/** Every environment variable that is read anywhere; a test holds the list and the README to the source. */
export const SETTINGS: readonly Setting[] = [
  {
    env: 'DATABASE_URL',
    standard: '(embedded Postgres)',
    doc: 'Postgres 15 or later for the case store: postgres://user:password@host:port/database.',
    scope: 'product',
  },
  {
    env: 'CASEHOUSE_DATA',
    standard: 'data',
    doc: 'Folder of the embedded Postgres, the warehouse and its snapshots.',
    scope: 'product',
  },
  { env: 'PORT', standard: '8080', doc: 'Port of the web; 0 takes any free one.', scope: 'product' },
  { env: 'CASEHOUSE_HOST', standard: '127.0.0.1', doc: 'Address that the web listens on.', scope: 'product' },
  {
    env: 'CASEHOUSE_NIGHTLY',
    standard: '10 2 * * *',
    doc: 'When "serve" runs the nightly load: cron expression, Europe/London; "off" never.',
    scope: 'product',
  },
  {
    env: 'CASEHOUSE_LARGEST_UPLOAD',
    standard: '256',
    doc: 'Megabytes of a file that may be sent over the web API: a return of a whole region; "casehouse import" has no such bound.',
    scope: 'product',
  },
  {
    env: 'REPORT_ENGINE',
    standard: 'duckdb',
    doc: 'Where the figures of reports are worked out: duckdb (the snapshot itself), postgres or clickhouse.',
    scope: 'product',
  },
  {
    env: 'REPORT_ENGINE_URL',
    standard: '(none)',
    doc: 'That server: postgres://user:password@host:5432/database, or http://host:8123 for ClickHouse.',
    scope: 'product',
  },
  {
    env: 'CLICKHOUSE_USER',
    standard: "(the server's default user)",
    doc: 'User of the ClickHouse server, for reports and for "warehouse load clickhouse".',
    scope: 'product',
  },
  {
    env: 'CLICKHOUSE_PASSWORD',
    standard: '(none)',
    doc: 'Password of that user; it is never shown.',
    scope: 'product',
  },
  {
    env: 'SMTP_URL',
    standard: '(no mail)',
    doc: 'Mail server for scheduled reports: smtp://user:password@host:587 (STARTTLS is demanded), smtps://… for TLS from the start; ?tls=off for a relay on this machine.',
    scope: 'product',
  },
  {
    env: 'MAIL_FROM',
    standard: '(no mail)',
    doc: 'Address that scheduled reports are sent from.',
    scope: 'product',
  },
  {
    env: 'CASEHOUSE_DEBUG',
    standard: '0',
    doc: '1 shows where in the program an error arose.',
    scope: 'product',
  },
  {
    env: 'UV_THREADPOOL_SIZE',
    standard: '16',
    doc: 'Threads for queries and files; each running DuckDB query holds one.',
    scope: 'product',
  },
  {
    env: 'TEST_DATABASE_URL',
    standard: '(a throwaway Postgres)',
    doc: 'Server on which the tests may create and drop databases.',
    scope: 'tests',
  },
  {
    env: 'TEST_CLICKHOUSE_URL',
    standard: '(the one of "npm run clickhouse")',
    doc: 'ClickHouse server in which the tests may make and drop databases.',
    scope: 'tests',
  },
  {
    env: 'CASEHOUSE_PUBLIC_DATA',
    standard: '(those tests are skipped)',
    doc: "Folder of published figures and geography that some tests compare the product's tables with.",
    scope: 'tests',
  },
  {
    env: 'CHROMIUM_PATH',
    standard: '(searched for)',
    doc: 'Browser for the tests of the pages.',
    scope: 'tests',
  },
];

/** Reads the settings; throws a CasehouseError that names the variable when one makes no sense. */
export function settings(env: NodeJS.ProcessEnv = process.env): Settings {
  return {
    databaseUrl: databaseUrl(env.DATABASE_URL || null),
    dataDir: resolve(ROOT, env.CASEHOUSE_DATA || 'data'),
    port: port(env.PORT || '8080'),
    host: env.CASEHOUSE_HOST || '127.0.0.1',
    nightlyAt: schedule(env.CASEHOUSE_NIGHTLY || '10 2 * * *'),
    largestUpload: megabytes(env.CASEHOUSE_LARGEST_UPLOAD || '256'),
    engine: engine(env),
    debug: env.CASEHOUSE_DEBUG === '1',
  };
}

/** A mail server and the address that mail is sent from. */
export interface MailSettings {
  host: string;
  port: number;
  user: string | null;
  password: string | null;
  /** `start`: TLS from the first byte; `demand`: STARTTLS or nothing is sent; `off`: plain, for a relay on this machine. */
  tls: 'start' | 'demand' | 'off';
  from: string;
}

/** The mail server, or null when none is set. Throws a CasehouseError that names the variable that makes no sense. */
export function mailSettings(env: NodeJS.ProcessEnv = process.env): MailSettings | null {
  const text = env.SMTP_URL || null;
  if (text === null) return null;
  const from = env.MAIL_FROM || null;
  if (from === null || !/^[^\s@<>]+@[^\s@<>]+$/.test(from))
    throw wrong('MAIL_FROM', from ?? '', 'an address of mail', 'Use one such as reports@council.example.');
  let url: URL;
  try {
    url = new URL(text);
    if (!/^smtps?:$/.test(url.protocol) || url.hostname === '')
      throw new Error('no address of a mail server');
  } catch {
    // the text is not shown: it may hold a password
    throw wrong('SMTP_URL', null, 'an address of a mail server', 'Use smtp://user:password@host:587.');
  }
  const secure = url.protocol === 'smtps:';
  return {
    host: url.hostname,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    user: url.username === '' ? null : decodeURIComponent(url.username),
    password: url.password === '' ? null : decodeURIComponent(url.password),
    tls: secure ? 'start' : url.searchParams.get('tls') === 'off' ? 'off' : 'demand',
    from,
  };
}

/** The setting's value in this environment as it may be shown: a password inside an address is hidden. */
export function shownValue(setting: Setting, env: NodeJS.ProcessEnv = process.env): string {
  const value = env[setting.env];
  if (value === undefined || value === '') return setting.standard;
  if (setting.env.endsWith('_PASSWORD')) return '…';
  return value.replace(/(\/\/[^:/@]+:)[^@]+@/, '$1…@');
}

/** A port number from text, 0 to 65535; `name` is what the reader typed it into. */
export function port(text: string, name = 'PORT'): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw wrong(name, text, 'a port number', 'Use a whole number from 0 to 65535, for example 8080.');
}

function megabytes(text: string): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value >= 1) return value * 1024 * 1024;
  throw wrong('CASEHOUSE_LARGEST_UPLOAD', text, 'a size in megabytes', 'Use a whole number such as 256.');
}

function databaseUrl(text: string | null): string | null {
  if (text === null || /^postgres(ql)?:\/\/./.test(text)) return text;
  // the text is not shown: it may hold a password
  throw wrong(
    'DATABASE_URL',
    null,
    'an address of Postgres',
    'Use postgres://user:password@host:5432/database.',
  );
}

const ENGINES = ['duckdb', 'postgres', 'clickhouse'] as const;

function engine(env: NodeJS.ProcessEnv): EngineSettings {
  const name = env.REPORT_ENGINE || 'duckdb';
  const kind = ENGINES.find((one) => one === name.toLowerCase());
  if (kind === undefined)
    throw wrong('REPORT_ENGINE', name, 'an engine of reports', `Use one of ${ENGINES.join(', ')}.`);
  const url = env.REPORT_ENGINE_URL || null;
  const user = env.CLICKHOUSE_USER || null;
  const password = env.CLICKHOUSE_PASSWORD || null;
  if (kind === 'duckdb') return { kind, url: null, user, password };
  const form = kind === 'postgres' ? /^postgres(ql)?:\/\/./ : /^https?:\/\/[^@]+$/;
  if (url !== null && form.test(url)) return { kind, url, user, password };
  const example =
    kind === 'postgres'
      ? 'postgres://user:password@host:5432/database'
      : 'http://host:8123, user and password apart';
  // the text is not shown: it may hold a password
  throw wrong('REPORT_ENGINE_URL', null, `an address of ${kind}`, `Use ${example}.`);
}

function schedule(text: string): string | null {
  if (text === 'off') return null;
  try {
    if (!/^(\S+\s+){4,5}\S+$/.test(text.trim())) throw new Error('not five fields, nor six with seconds');
    new Cron(text, { paused: true });
    return text;
  } catch {
    const next = 'Use five fields as in "10 2 * * *" (ten past two each night), or "off".';
    throw wrong('CASEHOUSE_NIGHTLY', text, 'a time table', next);
  }
}

const wrong = (name: string, value: string | null, expected: string, next: string) =>
  new CasehouseError(
    'bad-setting',
    `${name}${value === null ? '' : ` is "${value}", which`} is not ${expected}.`,
    { next },
  );
