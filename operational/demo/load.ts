import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import { OPENED } from './authority.ts';
import { isoInstant } from './calendar.ts';
import { Staging } from './copy.ts';
import { type DemoOptions, generateDemo, howMany } from './generate.ts';
import { loadFacts } from './facts.ts';
import { changeLogOf, checkCodes, finalRowsOf, stagingOf } from './statements.ts';
import { TABLE_NAMES } from './tables.ts';

export interface LoadOptions extends DemoOptions {
  /** Hash of the demo users' password; null leaves them unable to sign in. */
  passwordHash?: string | null;
  /** Called with a step's name and the share of it that is done. */
  progress?: (step: string, share?: number | null) => void;
}

/**
 * Fills an empty case store with the demo authority: final rows and a change log of every version, in one transaction.
 * The code lists must be there. A CasehouseError when the store holds an authority already; nothing is half-done.
 */
export async function loadDemo(
  pool: pg.Pool,
  options: LoadOptions,
): Promise<{ people: number; versions: number }> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await refuseWhenUsed(client);
    await client.query(
      "set local synchronous_commit = off; set local work_mem = '192MB'; set local temp_buffers = '64MB'",
    );
    await writeTenant(client, options.passwordHash ?? null);
    const counts = await stage(client, options);
    await publish(client, options);
    await client.query('commit');
    await client.query('analyze');
    return counts;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function refuseWhenUsed(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ used: boolean; codes: boolean }>(
    'select exists (select from tenant) or exists (select from person) as used, exists (select from code) as codes',
  );
  if (rows[0]!.used) {
    throw new CasehouseError(
      'store-in-use',
      'The case store holds an authority already; nothing was changed.',
      {
        status: 409,
        next: 'Use another database (DATABASE_URL) or data folder (CASEHOUSE_DATA) for a demo.',
      },
    );
  }
  if (!rows[0]!.codes) {
    throw new CasehouseError('codes-missing', 'The case store has no code lists yet.', {
      next: 'Run "casehouse init" first.',
    });
  }
}

async function writeTenant(client: pg.PoolClient, passwordHash: string | null): Promise<void> {
  await client.query("select set_config('casehouse.known_at', $1, true)", [isoInstant(OPENED)]);
  await client.query(
    "insert into tenant (id, name, database_id, la_codes, demo) values (1, 'Wulfrun Metropolitan Borough', '901', '{336}', true)",
  );
  const facts = loadFacts();
  for (const user of facts.users) {
    await client.query(
      `insert into app_user (id, tenant_id, name, email, role, password_hash) overriding system value
       values ($1, 1, $2, $3, $4, $5)`,
      [user.id, user.name, user.email, user.role, passwordHash],
    );
  }
  await client.query("select setval(pg_get_serial_sequence('app_user', 'id'), max(id)) from app_user");
}

async function stage(
  client: pg.PoolClient,
  options: LoadOptions,
): Promise<{ people: number; versions: number }> {
  for (const table of TABLE_NAMES) await client.query(stagingOf(table));
  const staging = new Staging(client);
  const expected = howMany(options);
  let people = 0;
  for (const version of generateDemo(options)) {
    if (version.table === 'person' && version.number === 1 && ++people % 200 === 0) {
      options.progress?.('living through the years', Math.min(1, people / expected));
    }
    await staging.add(version);
  }
  await staging.end();
  return { people, versions: staging.count };
}

async function publish(client: pg.PoolClient, options: LoadOptions): Promise<void> {
  const steps = TABLE_NAMES.length * 2 + 1;
  let done = 0;
  const step = (what: string) => options.progress?.(what, done++ / steps);
  step('putting changes in order');
  const all = TABLE_NAMES.map((table) => `select v_known_at, v_order from demo_${table}`).join(' union all ');
  await client.query(`create temporary table demo_sequence on commit drop as
    select v_order, row_number() over (order by v_known_at, v_order) + (select coalesce(max(seq), 0) from change_log) as seq
    from (${all}) v`);
  await client.query('analyze demo_sequence');
  for (const table of TABLE_NAMES) {
    step(`writing ${table}`);
    await client.query(`alter table ${table} disable trigger user`);
    await client.query(finalRowsOf(table));
    await client.query(`select setval(pg_get_serial_sequence('${table}', 'id'), max(id)) from ${table}`);
    await client.query(`alter table ${table} enable trigger user`);
  }
  await client.query(checkCodes);
  await nameTeams(client);
  for (const table of TABLE_NAMES) {
    step(`writing the change log of ${table}`);
    await client.query(`analyze demo_${table}`);
    await client.query(changeLogOf(table));
  }
  await client.query("select setval(pg_get_serial_sequence('change_log', 'seq'), max(seq)) from change_log");
}

async function nameTeams(client: pg.PoolClient): Promise<void> {
  for (const { id, team } of loadFacts().users) {
    if (team !== null)
      await client.query(
        'update app_user set team_id = (select id from team where name = $2) where id = $1',
        [id, team],
      );
  }
}
