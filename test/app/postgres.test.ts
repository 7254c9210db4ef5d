import { expect, test } from 'vitest';
import { freshDatabase } from '../support/postgres.ts';

test('a fresh database is migrated, empty and apart from the next one', async () => {
  const first = await freshDatabase();
  const second = await freshDatabase();
  await first.pool.query(
    "insert into tenant (id, name, database_id, la_codes) values (1, 'A', '901', '{336}')",
  );
  const { rows } = await second.pool.query('select count(*) as n from tenant');
  expect(rows).toEqual([{ n: 0 }]);
  const day = await first.pool.query(
    "select date '2026-08-31' as day, array[date '2026-08-31'] as days, 1.50::numeric as x",
  );
  expect(day.rows).toEqual([{ day: '2026-08-31', days: ['2026-08-31'], x: '1.50' }]);
  await first.drop();
  await second.drop();
});

test('a connection that ends while it is in use fails its query, and nothing else', async () => {
  const { pool, drop } = await freshDatabase();
  const client = await pool.connect();
  const pid = (await client.query('select pg_backend_pid() as pid')).rows[0].pid;
  const failing = expect(client.query('select pg_sleep(30)')).rejects.toThrow(/terminat/);
  await pool.query('select pg_terminate_backend($1)', [pid]);
  await failing;
  await expect(client.query('select 1')).rejects.toThrow();
  client.release(true);
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await drop();
});
