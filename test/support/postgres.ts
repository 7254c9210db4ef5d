import { inject } from 'vitest';
import type pg from 'pg';
import { connect } from '../../operational/database.ts';

export interface FreshDatabase {
  pool: pg.Pool;
  url: string;
  /** Closes the pool and drops the database. */
  drop(): Promise<void>;
}

let count = 0;

/** A migrated, empty database of its own on the run's one server; about 50 ms. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = inject('postgres');
  const name = `${server.template}_${process.pid}_${++count}`;
  await administer(server.url, `create database ${name} template ${server.template}`);
  const url = withDatabase(server.url, name);
  const pool = connect(url);
  return {
    pool,
    url,
    async drop() {
      await pool.end();
      await administer(server.url, `drop database if exists ${name} with (force)`);
    },
  };
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

/** One statement on the server's own database. */
export async function administer(url: string, sql: string): Promise<void> {
  const pool = connect(url, { max: 1 });
  try {
    await pool.query(sql);
  } finally {
    await pool.end();
  }
}
