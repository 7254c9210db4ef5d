import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServer } from '../../app/server.ts';
import { randomPassword } from '../../operational/access/users.ts';
import { Browser } from '../api/web.ts';
import { casehouse } from '../support/cli.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'casehouse-users-'));
let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true });
});

const run = (...args: string[]) => casehouse(args, { DATABASE_URL: database.url, CASEHOUSE_DATA: dataDir });
const ADMIN = ['init', '--admin', 'Ada@council.example', '--name', 'Ada Admin'];
const COUNCIL = ['--council', 'Testshire County Council', '--la', '336', '--database-id', '905'];
const passwordIn = (text: string) => /password (\S+)\n/.exec(text)?.[1] ?? '';

async function signIn(email: string, password: string): Promise<{ status: number; browser: Browser }> {
  const server = await createServer({
    pool: database.pool,
    dataDir,
    clock: () => new Date(),
    log: () => {},
  });
  const browser = new Browser(server);
  return { status: (await browser.signIn(email, password)).status, browser };
}

const rows = async (table: string) => (await database.pool.query(`select * from ${table} order by id`)).rows;

test('a store without anybody says how to make the first; nothing is asked', async () => {
  const bare = await run('init');
  expect(bare).toMatchObject({ status: 0, stderr: '' });
  expect(bare.stdout).toContain(
    'Nobody can sign in yet: run casehouse init --admin EMAIL --name NAME --council NAME --la CODE.',
  );
  const without = await run(...ADMIN);
  expect([without.status, without.stdout]).toEqual([2, '']);
  expect(without.stderr).toContain('Add --council NAME --la CODE');
  const early = await run('user', 'add', 'x@council.example', '--name', 'X', '--role', 'manager');
  expect(early.status).toBe(1);
  expect(early.stderr).toContain('holds no authority yet');
  const odd = await run('init', '--admin', 'nobody', '--name', 'X', ...COUNCIL);
  expect(odd.stderr).toContain('"nobody" is not an email address');
  expect([await rows('tenant'), await rows('app_user')]).toEqual([[], []]);
});

test('init makes the council and an administrator, who signs in with what was printed and opens no case', async () => {
  const made = await run(...ADMIN, ...COUNCIL);
  expect(made).toMatchObject({ status: 0, stderr: '' });
  const password = passwordIn(made.stdout);
  expect(password).toMatch(/^([a-z2-9]{4}-){4}[a-z2-9]{4}$/);
  expect(made.stdout.split(password)).toHaveLength(2);
  expect(made.stdout).not.toContain('Nobody can sign in');
  expect(await rows('tenant')).toMatchObject([
    { name: 'Testshire County Council', la_codes: ['336'], database_id: '905', demo: false },
  ]);
  const [user] = await rows('app_user');
  expect(user).toMatchObject({ name: 'Ada Admin', email: 'Ada@council.example', role: 'administrator' });
  expect(user.password_hash).toMatch(/^\$argon2id\$/);
  expect(JSON.stringify(await rows('app_user'))).not.toContain(password);
  for (const file of readdirSync(dataDir, { recursive: true, withFileTypes: true }))
    if (file.isFile())
      expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toContain(password);
  expect((await signIn('ada@council.example', 'not the password at all')).status).toBe(401);
  const { status, browser } = await signIn('ada@council.example', password);
  expect(status).toBe(303);
  expect((await browser.get('/')).status).toBe(200);
  expect((await browser.get('/people')).status).toBe(403);
  expect((await browser.post('/api/people/search', {})).status).toBe(403);
});

test('a second council and an address that is taken are refused, and nothing changes', async () => {
  const before = [await rows('tenant'), await rows('app_user')];
  const second = await run(
    'init',
    '--admin',
    'b@council.example',
    '--name',
    'B',
    '--council',
    'Other',
    '--la',
    '330',
  );
  expect([second.status, second.stdout]).toEqual([1, '']);
  expect(second.stderr).toContain(
    'The case store belongs to Testshire County Council already; nothing was changed.',
  );
  for (const args of [
    ADMIN.with(2, 'ADA@council.example'),
    ['user', 'add', 'aDa@council.example', '--name', 'A', '--role', 'manager'],
  ]) {
    const again = await run(...args);
    expect([again.status, again.stdout]).toEqual([1, '']);
    expect(again.stderr).toContain('@council.example already; nothing was changed.');
  }
  expect([await rows('tenant'), await rows('app_user')]).toEqual(before);
});

test('user add gives staff a role and a way in; user list names everybody and no secret', async () => {
  const added = await run(
    'user',
    'add',
    'cam@council.example',
    '--name',
    'Cam Worker',
    '--role',
    'caseworker',
  );
  expect(added).toMatchObject({ status: 0, stderr: '' });
  const { status, browser } = await signIn('cam@council.example', passwordIn(added.stdout));
  expect(status).toBe(303);
  expect((await browser.get('/people')).status).toBe(200);
  const json = await run(
    'user',
    'add',
    'ann@council.example',
    '--name',
    'Ann',
    '--role',
    'analyst',
    '--json',
  );
  expect((await signIn('ann@council.example', JSON.parse(json.stdout).password)).status).toBe(303);
  const list = await run('user', 'list');
  expect(list.stdout.split('\n').map((line) => line.replace(/ +/g, ' '))).toEqual([
    'Ada@council.example Ada Admin, System administrator',
    'ann@council.example Ann, Analyst',
    'cam@council.example Cam Worker, Caseworker',
    '',
  ]);
  const users = JSON.parse((await run('user', 'list', '--json')).stdout).users;
  expect(users).toHaveLength(3);
  expect(Object.keys(users[0]).sort()).toEqual(['active', 'email', 'name', 'role']);
});

test('no two passwords are alike', () => {
  expect(new Set(Array.from({ length: 1000 }, randomPassword)).size).toBe(1000);
});
