import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect } from '../../operational/database.ts';
import { Duck } from '../../warehouse/duckdb.ts';
import { capture } from '../../warehouse/history/capture.ts';
import { type Layout, layout } from '../../warehouse/layout.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

// The scenario under which the usual reading (`xid < xmin of the snapshot`) hands on the changes of one row in the wrong
// order, and a reading by sequence number or by time loses some for good:
//   A writes early and commits late; B writes the same table in between and commits; C holds the snapshot's xmin back;
//   D changes the row that A wrote, once A has let it go.

let database: FreshDatabase;
let dataDir: string;
let files: Layout;
let sessions: pg.Pool;
beforeEach(async () => {
  database = await freshDatabase();
  sessions = connect(database.url, { max: 8 });
  dataDir = await mkdtemp(join(tmpdir(), 'casehouse-'));
  files = layout(dataDir);
  await mkdir(files.root, { recursive: true });
  await database.pool.query(`insert into tenant values (1, 'Case authority', '901', '{336}')`);
  await database.pool.query(
    `insert into organisation (tenant_id, kind, name) select 1, 'school', n from unnest(array['one', 'two', 'three']) n`,
  );
});
afterEach(async () => {
  await sessions.end();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const rename = (client: pg.PoolClient, from: string, to: string) =>
  client.query('update organisation set name = $2 where name = $1', [from, to]);

async function versions(id: number): Promise<string[]> {
  const duck = await Duck.open(files.history, { readOnly: true });
  try {
    const { rows } = await duck.run(
      `select name from organisation where id = ${id} order by _known_from, _seq`,
    );
    return rows.map(([name]) => String(name));
  } finally {
    duck.close();
  }
}

test('changes of four overlapping sessions arrive once each and in order', async () => {
  const [a, b, c, d] = await Promise.all([
    sessions.connect(),
    sessions.connect(),
    sessions.connect(),
    sessions.connect(),
  ]);
  await c.query('begin');
  await c.query(`insert into team (tenant_id, name) values (1, 'held open')`); // an xid that stays open holds xmin back
  await a.query('begin');
  await rename(a, 'one', 'one by A');
  await b.query('begin');
  await rename(b, 'two', 'two by B');
  await b.query('commit');

  await capture(database.pool, files); // sees B, but neither A (earlier sequence) nor C
  expect(await versions(1)).toEqual(['one']);
  expect(await versions(2)).toEqual(['two', 'two by B']);

  const waiting = d.query('begin').then(() => rename(d, 'one by A', 'one by D')); // waits for A's row lock
  await a.query('commit');
  await waiting;
  await d.query('commit');
  await rename(b, 'three', 'three by B');

  await capture(database.pool, files); // A and D now, in that order, though A's numbers are older than B's
  expect(await versions(1)).toEqual(['one', 'one by A', 'one by D']);
  expect(await versions(2)).toEqual(['two', 'two by B']);
  expect(await versions(3)).toEqual(['three', 'three by B']);

  await c.query('commit');
  const last = await capture(database.pool, files); // only what C held back
  expect(last.changes).toBe(1);
  for (const client of [a, b, c, d]) client.release();
});

test('a change that is rolled back never reaches the warehouse', async () => {
  const client = await sessions.connect();
  await client.query('begin');
  await rename(client, 'one', 'never');
  await client.query('rollback');
  client.release();
  await capture(database.pool, files);
  expect(await versions(1)).toEqual(['one']);
});

test('a deleted row keeps its versions and has no standing one', async () => {
  await capture(database.pool, files);
  await database.pool.query(`delete from organisation where name = 'two'`);
  await capture(database.pool, files);
  const duck = await Duck.open(files.history, { readOnly: true });
  const standing = await duck.one('select count(*) from organisation where id = 2 and _closed_in is null');
  duck.close();
  expect(standing).toBe(0);
  expect(await versions(2)).toEqual(['two']);
});

test('a column that the case store has got since is added to history', async () => {
  await capture(database.pool, files);
  await database.pool.query(`alter table organisation add column nickname text`);
  await database.pool.query(`update organisation set nickname = 'Uno' where name = 'one'`);
  await capture(database.pool, files);
  const duck = await Duck.open(files.history, { readOnly: true });
  const { rows } = await duck.run('select nickname from organisation where id = 1 order by _seq');
  duck.close();
  expect(rows).toEqual([[null], ['Uno']]);
});

test('a row that by-passed the change log stops the load and is named', async () => {
  await capture(database.pool, files);
  await database.pool.query(`alter table organisation disable trigger user`);
  await database.pool.query(`update organisation set name = 'unlogged' where id = 2`);
  await database.pool.query(`alter table organisation enable trigger user`);
  await expect(capture(database.pool, files)).rejects.toThrow(/organisation: 1 rows missing.*ids 2/);
});

test('texts that look like nothing stay apart: empty, null, \\N, quotes, line ends', async () => {
  const odd = ['', '\\N', '"', 'a,b', 'two\nlines', "O'Brien", ' lead', 'null'];
  await database.pool.query(
    `insert into organisation (tenant_id, kind, name) select 1, 'partner', n from unnest($1::text[]) n`,
    [odd],
  );
  await capture(database.pool, files); // the reconciliation compares every one with the case store
  const duck = await Duck.open(files.history, { readOnly: true });
  const { rows } = await duck.run(`select name from organisation where kind = 'partner' order by id`);
  duck.close();
  expect(rows.map(([name]) => name)).toEqual(odd);
});

test('the change log can be added to, and no more', async () => {
  await expect(database.pool.query('delete from change_log')).rejects.toThrow(/refused/);
  await expect(database.pool.query(`update change_log set op = 'D'`)).rejects.toThrow(/refused/);
  await expect(database.pool.query('truncate change_log')).rejects.toThrow(/refused/);
  await expect(database.pool.query('truncate organisation cascade')).rejects.toThrow(/refused/);
});
