import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kindsOf } from '../../operational/exchange/kind.ts';
import { makeFiles } from '../../operational/exchange/make.ts';
import { createServer, type Server } from '../../app/server.ts';
import { hashPassword } from '../../operational/access/passwords.ts';
import { Browser, PASSWORD } from '../api/web.ts';
import { facts } from '../imports/profiles/facts.ts';
import { type Desk, desk } from '../imports/support.ts';
import { casehouse } from '../support/cli.ts';

let d: Desk;
beforeAll(async () => {
  const leaver = (name: string, school: string, born: string) => ({
    name,
    born,
    year11School: school,
    doing: [{ code: '110', from: '2020-09-01', to: '2025-08-31', at: school }],
  });
  d = await desk({
    knownAt: '2026-02-01T00:00:00Z',
    organisations: {
      'North School': { kind: 'school', la: '336', establishment: '3364001' },
      'South School': { kind: 'school', la: '336', establishment: '3364002' },
      'City College': { kind: 'college', la: '336', establishment: '3368001', ukprn: '10001234' },
    },
    people: [
      leaver('Una', 'North School', '2009-02-01'),
      leaver('Vic', 'North School', '2009-02-02'),
      leaver('Wyn', 'South School', '2009-02-03'),
    ],
    freeze: [
      { kind: 'activity-survey', season: 2025 },
      { kind: 'guarantee', season: 2025 },
    ],
  });
});
afterAll(() => d.close());

const make = (kind: string, asked: Record<string, string>) =>
  makeFiles(kindsOf(kind)[0]!, asked, { pool: d.db.pool, clock: () => d.now });
const text = (content: Buffer | null) => content!.toString('utf8').replace(/^\uFEFF/, '');

test('000.4.1.13.7 the list goes out to the school, comes back with answers, and the next list is shorter', async () => {
  const before = await make('missing-destinations', { season: '2025', school: '3364001' });
  const [heading, una, vic] = text(before.files[0]!.content).trimEnd().split('\r\n');
  expect([una, vic].map((line) => line!.split(',')[4])).toEqual(['Una', 'Vic']);
  const at = (name: string) => heading!.split(',').indexOf(name);
  const answer = una!.split(',');
  answer[at('Destination')] = 'Apprenticeship';
  answer[at('ProviderUKPRN')] = '10001234';
  answer[at('StartDate')] = '08/09/2025';
  answer[at('DateKnown')] = '05/02/2026';
  const batch = await d.take('missing-destinations', [heading, answer.join(','), vic, ''].join('\r\n'));
  expect([batch.rows_applied, batch.rows_unchanged]).toEqual([1, 1]);
  expect((await facts(d.db.pool)).filter((line) => line.startsWith('Una: 3'))).toEqual([
    'Una: 310 2025-09-08–open at City College, known 2026-02-05, verified 2026-02-05 [school]',
  ]);
  const after = await make('missing-destinations', { season: '2025', school: '3364001' });
  expect(text(after.files[0]!.content)).not.toContain('Una');
  expect(after.files[0]!.rows).toBe(1);
});

test('000.4.1.13.1 a school is told what became of its rows, and nothing of others or of what the store knows', async () => {
  const list = [
    'Forename,Surname,DOB,Postcode,School DfENo,SENProvision',
    'Vic,Testcase,02/02/2009,ZZ99 9ZZ,3364001,K',
    'Una,Testcase,,ZZ99 9ZZ,3364001,',
    'Wyn,Testcase,03/02/2009,ZZ99 9ZZ,3364002,K',
    '',
  ].join('\r\n');
  const batch = await d.take('school-cohort', list, { asAt: '2026-02-09' });
  const made = await make('acknowledgement', { batch: String(batch.id) });
  expect(made.files.map(({ fileName, rows }) => [fileName, rows])).toEqual([
    [`acknowledgement_${batch.id}_3364001.csv`, 2],
    [`acknowledgement_${batch.id}_3364002.csv`, 1],
  ]);
  const north = text(made.files[0]!.content);
  expect(north).not.toContain('Wyn');
  expect(north.split('\r\n')[2]).toContain('not usable,DOB is empty.');
  const held = await d.rows('select line, outcome from import_row where batch_id = $1 order by 1', [
    batch.id,
  ]);
  const words: Record<string, string> = {
    applied: 'taken over',
    queried: 'being looked into',
    rejected: 'not usable',
  };
  expect(north.split('\r\n')[1]).toContain(`,${words[held[0]!.split('|')[1]!]},`);
});

test('000.3.1.3 what each kind of list settled is counted by month', async () => {
  const batch = await d.take(
    'matched-unknowns',
    [
      'Forename,Surname,DOB,Postcode,ActivityCode,StartDate,Source,MatchDate',
      'Vic,Testcase,02/02/2009,ZZ99 9ZZ,330,01/12/2025,DWP,06/02/2026',
      '',
    ].join('\r\n'),
  );
  expect(batch.rows_applied).toBe(1);
  expect((await facts(d.db.pool)).filter((line) => line.startsWith('Vic: 330'))).toEqual([
    'Vic: 330 2025-12-01–open, known 2026-02-06, verified 2026-02-06 {"matched_source": "DWP"} [matched-unknowns]',
  ]);
  const made = await make('unknowns-settled', {});
  const lines = text(made.files[0]!.content).trimEnd().split('\r\n');
  expect(lines[0]).toBe('Month,List,Files,Rows,Matched,Applied,Queried,UnknownsSettled');
  expect(lines).toContain(`2026-02,matched-unknowns,1,1,1,1,0,${batch.rows_settled}`);
});

describe('over HTTP', () => {
  let server: Server;
  const browser = async (role: string) => {
    const one = new Browser(server);
    await one.signIn(`${role}@test.example`);
    return one;
  };
  beforeAll(async () => {
    const hash = await hashPassword(PASSWORD);
    for (const role of ['manager', 'analyst'])
      await d.db.pool.query(
        'insert into app_user (tenant_id, name, email, role, password_hash) values (1, $1, $2, $1, $3)',
        [role, `${role}@test.example`, hash],
      );
    const dataDir = mkdtempSync(join(tmpdir(), 'casehouse-out-'));
    server = await createServer({ pool: d.db.pool, dataDir, clock: () => new Date(), log: () => {} });
  });

  test('a list is taken out by those who may, recorded under their name, and by nobody else', async () => {
    const manager = await browser('manager');
    const answer = await manager.get('/api/exports/no-offer?season=2025&school=3364002');
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="no-offer_2025_3364002.csv"',
    );
    expect(answer.text).toContain('Wyn');
    expect(answer.text).not.toContain('Una');
    const made = await manager.get('/api/exports/made?person=C3');
    expect(made.json.files[0]).toMatchObject({
      id: Number(answer.headers.get('x-casehouse-file')),
      kind: 'no-offer',
      recipient: '3364002',
      sha256: answer.headers.get('x-casehouse-sha256'),
    });
    expect(made.json.files[0].user).toBeGreaterThan(0);
    expect(
      (await (await browser('analyst')).get('/api/exports/no-offer?season=2025&school=3364002')).status,
    ).toBe(403);
  });

  test('what is missing or unknown is said', async () => {
    const manager = await browser('manager');
    const refused = async (path: string) => (await manager.get(path)).json.error.message;
    expect(await refused('/api/exports/no-offer?season=2025')).toBe('The school is missing.');
    expect(await refused('/api/exports/transfer')).toBe('This is a group of lists.');
    expect(await refused('/api/exports/nothing')).toBe('There is no kind of file "nothing".');
    expect(await refused('/api/exports/no-offer?season=soon&school=3364002')).toBe('"soon" is not a season.');
    expect((await manager.get('/api/exports')).json.kinds.length).toBeGreaterThan(14);
  });
});

test('the command writes each file with what it is beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'casehouse-out-'));
  const env = { DATABASE_URL: d.db.url, CASEHOUSE_DATA: folder };
  const made = await casehouse(['export', 'no-offer', '--season', '2025', '--out', folder, '--json'], env);
  expect(made.status, made.stderr).toBe(0);
  expect(
    readdirSync(folder)
      .filter((name) => name.includes('no-offer'))
      .sort(),
  ).toEqual([
    'no-offer_2025_3364001.csv',
    'no-offer_2025_3364001.csv.json',
    'no-offer_2025_3364002.csv',
    'no-offer_2025_3364002.csv.json',
  ]);
  const file = readFileSync(join(folder, 'no-offer_2025_3364001.csv'));
  const about = JSON.parse(readFileSync(join(folder, 'no-offer_2025_3364001.csv.json'), 'utf8'));
  expect(about).toMatchObject({
    file: 'no-offer_2025_3364001.csv',
    kind: 'no-offer',
    recipient: '3364001',
    params: { season: 2025, la: '336' },
    rows: 2,
    sha256: createHash('sha256').update(file).digest('hex'),
    encoding: 'utf-8 with byte order mark',
    dates: 'dd/mm/yyyy',
  });
  expect(about.madeAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const wrong = await casehouse(
    ['export', 'no-offer', '--season', '2025', '--out', join(folder, 'not-there')],
    env,
  );
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain('is not a folder');
  const transfer = await casehouse(
    ['export', 'transfer', '--to', '333', '--season', '2025', '--out', folder, '--json'],
    env,
  );
  expect(transfer.status, transfer.stderr).toBe(0);
  expect(JSON.parse(transfer.stdout).files).toHaveLength(7);
});
