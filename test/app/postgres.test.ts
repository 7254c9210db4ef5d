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
