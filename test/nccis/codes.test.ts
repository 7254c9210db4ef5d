import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCodes } from '../../operational/codes.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

let db: FreshDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

test('code lists come from the edition packs, and loading them again changes nothing', async () => {
  const first = await loadCodes(db.pool);
  expect(first.codes).toBeGreaterThan(150);
  expect(await loadCodes(db.pool)).toEqual({ sets: 0, codes: 0 });
  const { rows } = await db.pool.query(
    `select set_id, code, valid_from, valid_to, parent, national_code, sensitivity from code
     where (set_id, code) in (('eet', '720'), ('eet', '420'), ('YP27', 'BBRI'), ('YP27', 'WIRT'), ('IC01', '210'))
     order by set_id collate "C", code`,
  );
  expect(rows.map((r) => Object.values(r).join('|'))).toEqual([
    'IC01|210|2021-04-01||||2',
    'YP27|BBRI|2020-04-01||Black or Black British||1',
    'YP27|WIRT|1900-01-01||White|WROM|1',
    'eet|420|1900-01-01|2015-03-31|training|430|1',
    'eet|720|1900-01-01|2018-03-31|custody|810|1',
  ]);
  const refused = await db.pool.query("select 1 from code where set_id = 'YP10' and code = 'X'");
  expect(refused.rowCount).toBe(0);
});
