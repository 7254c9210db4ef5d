import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect } from '../../operational/database.ts';
import { migrate } from '../../operational/migrations.ts';
import { startPostgres } from '../../operational/postgres/start.ts';
import { administer, withDatabase } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `url`: the server's own database; `template`: the migrated one to copy. */
    postgres: { url: string; template: string };
  }
}

/** One server for the whole run: TEST_DATABASE_URL when set (it may create databases), else a throwaway one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const dataDir = given === undefined ? mkdtempSync(join(tmpdir(), 'casehouse-test-')) : null;
  const server =
    dataDir === null
      ? { url: given!, stop: async () => {} }
      : await startPostgres({ dataDir, durable: false, log: () => {} });
  const template = `casehouse_test_${process.pid}`;
  const stop = async () => {
    await server.stop();
    if (dataDir !== null) rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await administer(server.url, `create database ${template}`);
    const pool = connect(withDatabase(server.url, template), { max: 1 });
    await migrate(pool).finally(() => pool.end());
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('postgres', { url: server.url, template });
  return async () => {
    if (given !== undefined) await administer(server.url, `drop database if exists ${template} with (force)`);
    await stop();
  };
}
