import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deliverDue } from '../../app/schedule/deliver.ts';
import { type MailSettings, mailSettings } from '../../base/settings.ts';
import { addSchedule, deliveries, type What } from '../../operational/schedules/store.ts';
import { loadCatalogue, type Catalogue } from '../../reports/catalogue.ts';
import { handMadeSnapshot } from '../support/marts.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

/** A real mail server on this machine; `refuse` makes it turn away what it is told. */
class MailServer {
  readonly letters: { to: string[]; text: string }[] = [];
  refuse: 'nothing' | 'receiver' | 'letter' = 'nothing';
  private readonly server: SMTPServer;

  private readonly login: { user: string; password: string } | null;

  constructor(login: { user: string; password: string } | null = null) {
    this.login = login;
    this.server = new SMTPServer({
      authOptional: login === null,
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      onAuth: (auth, _session, done) =>
        auth.username === this.login?.user && auth.password === this.login?.password
          ? done(null, { user: auth.username })
          : done(new Error('Wrong password')),
      onRcptTo: (_address, _session, done) =>
        done(this.refuse === 'receiver' ? new Error('Nobody of that name') : null),
      onData: (stream, session, done) => {
        let text = '';
        stream.on('data', (block: Buffer) => {
          text += block.toString();
        });
        stream.on('end', () => {
          if (this.refuse === 'letter')
            return done(Object.assign(new Error('Too large'), { responseCode: 552 }));
          this.letters.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
          done();
        });
      },
    });
  }

  listen = () =>
    new Promise<number>((resolve) => {
      const server = this.server.listen(0, '127.0.0.1', () =>
        resolve((server.address() as AddressInfo).port),
      );
    });
  close = () => new Promise<void>((resolve) => this.server.close(() => resolve()));
  to = (address: string) => this.letters.filter((letter) => letter.to.includes(address));
}

let made: { dataDir: string; drop(): Promise<void> };
let catalogue: Catalogue;
let database: FreshDatabase;
let server: MailServer;
let port: number;
let folder: string;
const WHAT: What = { report: 'all-england-rank', params: {}, format: 'csv' };

beforeAll(async () => {
  catalogue = await loadCatalogue();
  made = await handMadeSnapshot({
    months: ['2026-01-31', '2026-02-28'],
    tables: {
      benchmark: [
        {
          measure: 'neet_nk_percent',
          period: '2026',
          period_label: 'winter',
          area_level: 'LA',
          area_code: '336',
          area_name: 'Wulfrun',
          value: 4.1,
          symbol: null,
          unit: 'percent',
          source: 'Made for a test',
          published: '2026-07-02',
          licence: 'none',
        },
      ],
    },
  });
});
afterAll(() => made?.drop());

beforeEach(async () => {
  database = await freshDatabase();
  await database.pool.query(
    `insert into tenant (id, name, database_id, la_codes) values (1, 'Wulfrun', '336', '{336}')`,
  );
  server = new MailServer();
  port = await server.listen();
  folder = await mkdtemp(path.join(tmpdir(), 'casehouse-deliver-'));
});
afterEach(async () => {
  await server.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const tenantId = async () => Number((await database.pool.query('select id from tenant')).rows[0].id);
const plain = (): MailSettings => ({
  host: '127.0.0.1',
  port,
  user: null,
  password: null,
  tls: 'off',
  from: 'reports@council.example',
});
const add = async (target: string[], what: What = WHAT) =>
  addSchedule(database.pool, await tenantId(), {
    name: 'daily',
    what,
    timing: { text: 'daily 07:00' },
    target,
    owner: 'ola@council.example',
    madeAt: '2026-11-01T00:00:00Z',
  });
const round = (now: string, mail: MailSettings | null = plain(), onStep?: (step: string) => void) =>
  deliverDue({
    pool: database.pool,
    context: {
      dataDir: made.dataDir,
      catalogue,
      clock: () => new Date(now),
      person: { name: 'Schedule', role: 'operator' },
    },
    mail,
    now: new Date(now),
    log: () => {},
    ...(onStep === undefined ? {} : { onStep }),
  });
const standing = async () =>
  (await deliveries(database.pool, await tenantId())).map(({ receiver, period, state, attempts }) => [
    receiver.split(':')[0],
    period,
    state,
    attempts,
  ]);

async function killedRound(now: string, killAt: string): Promise<void> {
  const script = fileURLToPath(new URL('deliver-child.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', script, database.url, made.dataDir, now, String(port), killAt],
    { stdio: 'ignore' },
  );
  const signal = await new Promise<string | null>((resolve) =>
    child.once('exit', (_code, by) => resolve(by)),
  );
  expect(signal).toBe('SIGKILL');
  // the server gives a dead program's lock back as soon as it has noticed
  for (let n = 0; n < 100; n++) {
    const { rows } =
      await database.pool.query(`select 1 from pg_locks l join pg_database d on d.oid = l.database
      where l.locktype = 'advisory' and d.datname = current_database()`);
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the lock of the dead program stays');
}

describe('deliveries', () => {
  it('go once to each receiver in each period, however often and by how many at once it is run', async () => {
    await add([`folder:${folder}`, 'mail:board@council.example']);
    const together = await Promise.all([
      round('2026-11-20T09:00:00Z'),
      round('2026-11-20T09:00:00Z'),
      round('2026-11-20T09:00:01Z'),
    ]);
    await round('2026-11-20T18:00:00Z');
    expect(together.flat().filter(({ state }) => state === 'done')).toHaveLength(2);
    expect((await readdir(folder)).sort()).toEqual(['daily-2026-11-20.csv', 'daily-2026-11-20.csv.json']);
    expect(server.to('board@council.example')).toHaveLength(1);
    expect(server.letters[0]!.text).toContain('filename=daily-2026-11-20.csv');
    await round('2026-11-21T09:00:00Z');
    expect(server.to('board@council.example')).toHaveLength(2);
    expect((await readdir(folder)).filter((name) => name.endsWith('.csv'))).toEqual([
      'daily-2026-11-20.csv',
      'daily-2026-11-21.csv',
    ]);
  });

  it.each(['produce', 'write file', 'file written'])(
    'into a folder: one file, also when the program was killed at "%s"',
    async (step) => {
      await add([`folder:${folder}`]);
      await killedRound('2026-11-20T09:00:00Z', step);
      await round('2026-11-20T09:05:00Z');
      await round('2026-11-20T09:10:00Z');
      expect((await readdir(folder)).filter((name) => !name.startsWith('.')).sort()).toEqual([
        'daily-2026-11-20.csv',
        'daily-2026-11-20.csv.json',
      ]);
      expect((await standing()).map(([, , state]) => state)).toEqual(['done']);
    },
    60_000,
  );

  it.each([
    ['produce', 'done', 1],
    ['hand over', 'uncertain', 0],
    ['handed over', 'uncertain', 1],
  ])(
    'by mail, killed at "%s": %s, never twice, and the owner is told of what is uncertain',
    async (step, state, letters) => {
      await add(['mail:board@council.example']);
      await killedRound('2026-11-20T09:00:00Z', step as string);
      for (const minute of ['05', '10', '15']) await round(`2026-11-20T09:${minute}:00Z`);
      expect(server.to('board@council.example')).toHaveLength(letters as number);
      expect((await standing()).map((row) => row[2])).toEqual([state]);
      expect(server.to('ola@council.example')).toHaveLength(state === 'uncertain' ? 1 : 0);
    },
    60_000,
  );

  it.each(['receiver', 'letter'] as const)(
    'a %s that the server refuses is tried three times in all, and the owner is told once',
    async (what) => {
      await add(['mail:board@council.example']);
      server.refuse = what;
      await round('2026-11-20T09:00:00Z');
      expect(server.letters).toEqual([]);
      server.refuse = 'nothing';
      await database.pool.query(`update delivery set attempts = attempts`);
      server.refuse = what;
      for (const minute of ['05', '10', '15', '20']) await round(`2026-11-20T09:${minute}:00Z`);
      expect(await standing()).toEqual([['mail', '2026-11-20', 'failed', 3]]);
      server.refuse = 'nothing';
      await round('2026-11-20T09:25:00Z');
      await round('2026-11-20T09:30:00Z');
      expect(server.to('board@council.example')).toEqual([]);
      expect(server.to('ola@council.example')).toHaveLength(1);
      expect(server.to('ola@council.example')[0]!.text).toContain('Not delivered: daily, 2026-11-20');
    },
  );

  it('a server that comes back in time gets the letter, once', async () => {
    await add(['mail:board@council.example']);
    server.refuse = 'receiver';
    await round('2026-11-20T09:00:00Z');
    server.refuse = 'nothing';
    await round('2026-11-20T09:05:00Z');
    await round('2026-11-20T09:10:00Z');
    expect(server.to('board@council.example')).toHaveLength(1);
    expect(await standing()).toEqual([['mail', '2026-11-20', 'done', 2]]);
  });

  it('a report that fails, no mail server and a broken folder are failures that are told, and hold up nobody else', async () => {
    await add(['mail:board@council.example', 'folder:/proc/no-such', `folder:${folder}`]);
    const outcomes = await round('2026-11-20T09:00:00Z', null);
    expect(outcomes.map(({ state }) => state)).toEqual(['failed', 'failed', 'done']);
    expect(outcomes[0]!.detail).toContain('SMTP_URL');
    await round('2026-11-20T09:05:00Z');
    expect(server.to('board@council.example')).toHaveLength(1);
    expect(server.to('ola@council.example')).toHaveLength(1); // of the folder
  });

  it('demands TLS unless it is told that there is none, and signs in', async () => {
    await add(['mail:board@council.example']);
    const [refused] = await round('2026-11-20T09:00:00Z', { ...plain(), tls: 'demand' });
    expect(refused).toMatchObject({ state: 'failed', detail: expect.stringMatching(/STARTTLS/i) });
    expect(server.letters).toEqual([]);
    const strict = new MailServer({ user: 'casehouse', password: 'right' });
    const strictPort = await strict.listen();
    try {
      const signIn = (password: string) => ({ ...plain(), port: strictPort, user: 'casehouse', password });
      expect((await round('2026-11-20T09:05:00Z', signIn('wrong')))[0]!.state).toBe('failed');
      expect((await round('2026-11-20T09:10:00Z', signIn('right')))[0]!.state).toBe('done');
      expect(strict.to('board@council.example')).toHaveLength(1);
    } finally {
      await strict.close();
    }
  });

  it('of a return come after it was sent, and once for its month', async () => {
    const id = await tenantId();
    await addSchedule(database.pool, id, {
      name: 'after',
      what: WHAT,
      timing: { text: 'after-return' },
      target: [`folder:${folder}`],
      owner: 'o@c.example',
      madeAt: '2026-11-01T00:00:00Z',
    });
    expect(await round('2026-11-09T09:00:00Z')).toEqual([]);
  });
});

describe('settings of mail', () => {
  it('read an address of a server in its three forms', () => {
    const from = { MAIL_FROM: 'reports@council.example' };
    expect(mailSettings({})).toBeNull();
    expect(mailSettings({ SMTP_URL: 'smtp://me:p%40ss@mail.example:2525', ...from })).toEqual({
      host: 'mail.example',
      port: 2525,
      user: 'me',
      password: 'p@ss',
      tls: 'demand',
      from: from.MAIL_FROM,
    });
    expect(mailSettings({ SMTP_URL: 'smtps://mail.example', ...from })).toMatchObject({
      port: 465,
      user: null,
      tls: 'start',
    });
    expect(mailSettings({ SMTP_URL: 'smtp://127.0.0.1:25?tls=off', ...from })).toMatchObject({
      port: 25,
      tls: 'off',
    });
    expect(() => mailSettings({ SMTP_URL: 'smtp://mail.example' })).toThrow(/MAIL_FROM/);
    expect(() => mailSettings({ SMTP_URL: 'http://me:secret@mail.example', ...from })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret') }),
    );
  });
});
