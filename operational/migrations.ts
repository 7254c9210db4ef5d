import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';
import { CasehouseError } from '../base/errors.ts';

const FOLDER = new URL('../sql/operational/', import.meta.url);
/** Any fixed number: two starts at once take turns on it. */
const LOCK = 712_201_501;

interface Migration {
  name: string;
  sql: string;
  hash: string;
}

/**
 * Brings the database to this version: applies each `sql/operational/NNN_*.sql` that it has not seen, in order, each in
 * a transaction of its own. Returns the names applied now.
 */
export async function migrate(pool: pg.Pool): Promise<string[]> {
  const migrations = await readMigrations();
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(`create table if not exists migration (
      name text primary key, hash text not null, applied_at timestamptz not null default now())`);
    const known = await readKnown(client);
    checkKnown(known, migrations);
    const applied: string[] = [];
    for (const migration of migrations.filter(({ name }) => !known.has(name))) {
      await apply(client, migration);
      applied.push(migration.name);
    }
    return applied;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => {});
    client.release();
  }
}

/** The migrations that this version has and the database has not seen. */
export async function pendingMigrations(pool: pg.Pool): Promise<string[]> {
  const migrations = await readMigrations();
  const { rows } = await pool.query<{ made: boolean }>("select to_regclass('migration') is not null as made");
  const known = rows[0]!.made ? await readKnown(pool) : new Map<string, string>();
  checkKnown(known, migrations);
  return migrations.map(({ name }) => name).filter((name) => !known.has(name));
}

async function readKnown(database: pg.Pool | pg.PoolClient): Promise<Map<string, string>> {
  const { rows } = await database.query<{ name: string; hash: string }>('select name, hash from migration');
  return new Map(rows.map((row) => [row.name, row.hash]));
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => /^\d{3}_.*\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = (await readFile(new URL(name, FOLDER), 'utf8')).replaceAll('\r\n', '\n');
      return { name, sql, hash: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

function checkKnown(known: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const [name, hash] of known) {
    const migration = byName.get(name);
    if (migration === undefined) {
      throw new CasehouseError(
        'database-newer',
        `The database was made by a newer Casehouse: it knows ${name}.`,
        {
          next: 'Start the newer version, or use another database.',
        },
      );
    }
    if (migration.hash !== hash) {
      throw new CasehouseError(
        'migration-changed',
        `sql/operational/${name} was changed after this database was made.`,
        {
          next: 'Put the file back and add a new one for the change, or start with an empty database.',
        },
      );
    }
  }
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(migration.sql);
    await client.query('insert into migration (name, hash) values ($1, $2)', [
      migration.name,
      migration.hash,
    ]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    const { message, position } = cause as { message: string; position?: string };
    const line =
      position === undefined ? '' : ` (line ${migration.sql.slice(0, Number(position)).split('\n').length})`;
    throw new CasehouseError(
      'migration-failed',
      `sql/operational/${migration.name}${line} failed: ${message}.`,
      {
        status: 500,
        next: 'Nothing of it was kept. Correct the cause and start again.',
        cause,
      },
    );
  }
}
