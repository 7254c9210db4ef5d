import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import { returnCalendar } from '../../operational/submissions/calendar.ts';
import { casesOf, resolveCase } from '../../operational/submissions/cases.ts';
import { hashOf, keptFile } from '../../operational/submissions/kept.ts';
import { submissionLedger } from '../../operational/submissions/ledger.ts';
import { readResponse } from '../../operational/submissions/responses.ts';
import { markSubmission } from '../../operational/submissions/states.ts';
import { stepsOf, submissionById } from '../../operational/submissions/submission.ts';
import { openSnapshot } from '../../warehouse/query.ts';
import { casehouse } from '../support/cli.ts';
import { leaver, returned, type SmallStore, smallStore, stayer } from './support.ts';

let store: SmallStore;
beforeEach(async () => {
  store = await smallStore();
});
afterEach(() => store.drop());

const mark = (id: number, state: 'sent' | 'accepted' | 'failed', note?: string) =>
  markSubmission(store.pool, id, state, { tenantId: 1, note });
const stateOf = async (id: number) => (await submissionById(store.pool, 1, id)).state;

describe('leavers are told of once, whatever became of the file', () => {
  beforeEach(() => store.load(leaver('Chloe', '2026-03-11', '2026-03-12'), stayer('Stays')));

  test('a draft told nobody anything; sent or accepted, it did', async () => {
    await mark((await returned(store, '2026-02')).submission, 'accepted');
    const march = await returned(store, '2026-03');
    expect(march.statuses).toEqual({ Chloe: 'T', Stays: 'P' });
    const early = await returned(store, '2026-04');
    expect(early.statuses).toEqual({ Chloe: 'T', Stays: 'P' });
    expect(early.unsent).toEqual(['2026-03-31']);
    await mark(march.submission, 'sent');
    expect((await returned(store, '2026-04')).statuses).toEqual({ Stays: 'P' });
    await mark(march.submission, 'accepted');
    expect((await returned(store, '2026-04')).statuses).toEqual({ Stays: 'P' });
  });

  test('failed, made again, accepted: told in the month’s next file, and if that never comes, in the month after', async () => {
    await mark((await returned(store, '2026-02')).submission, 'accepted');
    const first = await returned(store, '2026-03');
    await mark(first.submission, 'sent');
    await mark(first.submission, 'failed', 'rejected by the portal');
    expect((await returned(store, '2026-04')).statuses).toEqual({ Chloe: 'T', Stays: 'P' });
    const second = await returned(store, '2026-03');
    expect(second.statuses).toEqual({ Chloe: 'T', Stays: 'P' });
    await mark(second.submission, 'accepted');
    expect((await returned(store, '2026-04')).statuses).toEqual({ Stays: 'P' });
    // failed after all
    await mark(second.submission, 'failed');
    expect((await returned(store, '2026-04')).statuses).toEqual({ Chloe: 'T', Stays: 'P' });
  });

  test('who moves back is P again under the same number, and is told of again on leaving', async () => {
    await mark((await returned(store, '2026-02')).submission, 'accepted');
    const march = await returned(store, '2026-03');
    await mark(march.submission, 'accepted');
    const chloe = "(select id from person where given_name = 'Chloe')";
    await store.pool.query(
      `update cohort_member set ended_on = '2026-04-19' where status_code = 'T' and person_id = ${chloe}`,
    );
    const back = `insert into cohort_member (tenant_id, cohort_id, person_id, status_code, started_on, ended_on, transferred_to_la_code)
      select 1, id, ${chloe}, $1::text, $2::date, $3::date, $4::text from cohort`;
    await store.pool.query(back, ['P', '2026-04-20', '2026-05-14', null]);
    await store.pool.query(back, ['E', '2026-05-15', null, null]);
    await store.night();
    const april = await returned(store, '2026-04');
    expect(april.statuses).toEqual({ Chloe: 'P', Stays: 'P' });
    expect(april.people.Chloe!.ypid).toBe(march.people.Chloe!.ypid);
    await mark(april.submission, 'accepted');
    const may = await returned(store, '2026-05');
    expect(may.statuses).toEqual({ Chloe: 'E', Stays: 'P' });
    await mark(may.submission, 'accepted');
    expect((await returned(store, '2026-06')).statuses).toEqual({ Stays: 'P' });
  });
});

test('who left but is in the season’s guarantee stands as G until October and leaves once after it, in the return and in the marts', async () => {
  const guarantee = {
    member: [{ kind: 'guarantee', season: 2025, year: 12, from: '2025-05-31' }],
    offers: [{ kind: 'guarantee', season: 2025, year: 12, code: '110', la: '336', on: '2025-05-31' }],
  };
  const gone = (name: string, code: string, la?: string) =>
    stayer(name, {
      status: [
        { code: 'P', from: '2024-09-01', to: '2025-06-10' },
        { code, from: '2025-06-11', la },
      ],
      ...guarantee,
    });
  await store.load(gone('Gina', 'T', '333'), gone('Dora', 'D'));
  const months = ['2025-05', '2025-06', '2025-07', '2025-08', '2025-09', '2025-10', '2025-11', '2025-12'];
  const said: Record<string, (string | null)[]> = { Gina: [], Dora: [] };
  for (const month of months) {
    const made = await returned(store, month);
    for (const name of ['Gina', 'Dora']) said[name]!.push(made.statuses[name] ?? null);
    if (made.statuses.Gina === 'G') expect(made.people.Gina!.transferred_to_la).toBeUndefined();
    await mark(made.submission, 'accepted');
  }
  expect(said).toEqual({
    Gina: ['P', 'G', 'G', 'G', 'G', 'G', 'T', null],
    Dora: ['P', 'D', null, null, null, null, null, null],
  });
  const snapshot = await openSnapshot(store.dataDir, 'current', 'lists');
  const { rows } = await snapshot.run(
    `select p.given_name, f.month_end, f.cohort_status from official.marts.person_month f join lists.person p using (person_key)
     where f.month_end between '2025-05-31' and '2025-12-31' and f.cohort_status is not null order by 1, 2`,
  );
  snapshot.close();
  const marts: typeof said = { Gina: [], Dora: [] };
  for (const name of ['Gina', 'Dora'])
    for (const month of months)
      marts[name]!.push(
        (rows.find((r) => r[0] === name && String(r[1]).startsWith(month))?.[2] as string) ?? null,
      );
  expect(marts).toEqual(said);
});

describe('what stands', () => {
  beforeEach(() => store.load(stayer('Stays')));

  test('the accepted return stands until another is accepted; each step is kept with its note', async () => {
    const first = await returned(store, '2026-03');
    await mark(first.submission, 'sent', 'by hand');
    await mark(first.submission, 'accepted');
    const second = await returned(store, '2026-03');
    expect([second.superseded, second.standing?.id]).toEqual([null, first.submission]);
    expect(await stateOf(first.submission)).toBe('accepted');
    await mark(second.submission, 'sent');
    expect(await stateOf(first.submission)).toBe('accepted');
    const { superseded } = await mark(second.submission, 'accepted');
    expect(superseded.map((s) => s.id)).toEqual([first.submission]);
    const steps = await stepsOf(store.pool, first.submission);
    expect(steps.map((s) => [s.state, s.note])).toEqual([
      ['draft', null],
      ['sent', 'by hand'],
      ['accepted', null],
      ['superseded', null],
    ]);
    await expect(mark(first.submission, 'sent')).rejects.toMatchObject({
      code: 'submission-state',
      status: 409,
    });
    await expect(mark(999, 'sent')).rejects.toMatchObject({ code: 'no-submission' });
  });

  test('two accepted returns of one month and authority can’t be, and no step is ever changed', async () => {
    const first = await returned(store, '2026-03');
    await mark(first.submission, 'accepted');
    const second = await returned(store, '2026-03');
    const force = store.pool.query("update submission set state = 'accepted' where id = $1", [
      second.submission,
    ]);
    await expect(force).rejects.toMatchObject({ code: '23505' });
    await expect(store.pool.query("update submission_event set note = 'x'")).rejects.toThrow(/refused/);
  });

  test('the exact file is kept for reading only, comes out again byte for byte, and is missed when it was altered', async () => {
    const { made, submission } = await returned(store, '2026-03');
    const kept = join(store.dataDir, 'returns', `${made.sha256}.xml`);
    expect(((await stat(kept)).mode & 0o777).toString(8)).toBe('400');
    const again = join(store.dataDir, 'again.xml');
    const env = { DATABASE_URL: store.url, CASEHOUSE_DATA: store.dataDir };
    const done = await casehouse(['return', 'nccis', '--again', String(submission), '--out', again], env);
    expect([done.status, done.stderr]).toEqual([0, '']);
    expect(await readFile(again)).toEqual(await readFile(made.file));
    expect(await hashOf(again)).toBe(made.sha256);
    const verified = await casehouse(['verify', again], env);
    expect([verified.status, verified.stdout]).toEqual([0, expect.stringContaining('state draft')]);
    await chmod(kept, 0o600);
    await writeFile(kept, 'x');
    await expect(
      keptFile(store.dataDir, await submissionById(store.pool, 1, submission)),
    ).rejects.toMatchObject({
      code: 'file-not-kept',
    });
  });

  test('on the command line a return goes its way by its number', async () => {
    const { submission } = await returned(store, '2026-03');
    const env = { DATABASE_URL: store.url, CASEHOUSE_DATA: store.dataDir };
    const id = String(submission);
    const sent = await casehouse(['submission', 'sent', id, '--note', 'uploaded at noon'], env);
    expect([sent.status, sent.stdout]).toEqual([0, expect.stringContaining('sent: uploaded at noon')]);
    const accepted = await casehouse(['submission', 'accepted', id, '--json'], env);
    expect(JSON.parse(accepted.stdout)).toMatchObject({ submission: { state: 'accepted' }, superseded: [] });
    const list = await casehouse(['submission', 'list', '--period', '2026-03'], env);
    expect(list.stdout).toMatch(/^ +1 {2}2026-03 {2}336 {2}accepted +1 records/);
    const wrong = await casehouse(['submission', 'sent', 'x'], env);
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining('not the number of a return')]);
  });
});

test('000.4.1.11 the calendar has each month’s due day, what was done, by when, and the evidence', async () => {
  await store.load(stayer('Stays'));
  const at = async (id: number, instant: string) => {
    await store.pool.query('alter table submission_event disable trigger append_only');
    await store.pool.query('update submission_event set happened_at = $2 where submission_id = $1', [
      id,
      instant,
    ]);
    await store.pool.query('alter table submission_event enable trigger append_only');
  };
  const calendar = (now: string) =>
    returnCalendar(store.pool, {
      editions: loadEditions(),
      tenantId: 1,
      from: '2026-03',
      to: '2026-09',
      now: new Date(now),
    });
  // nothing was made here yet: only the month that has just ended can be this product's to make
  const states = async (now: string) => (await calendar(now)).map((m) => m.state);
  expect(await states('2026-06-10T12:00:00Z')).toEqual([
    ...['before', 'before', 'missing'],
    ...['to-come', 'to-come', 'to-come', 'to-come'],
  ]);
  expect((await states('2026-06-11T12:00:00Z')).slice(0, 4)).toEqual(['before', 'before', 'late', 'to-come']);
  const april = await returned(store, '2026-04');
  await mark(april.submission, 'accepted');
  await at(april.submission, '2026-05-10T22:30:00Z'); // 23:30 of that day in London
  const may = await returned(store, '2026-05');
  await mark(may.submission, 'sent');
  await at(may.submission, '2026-06-10T23:30:00Z'); // the 11th in London
  const july = await returned(store, '2026-07');
  const months = await calendar('2026-08-10T12:00:00Z');
  expect(months.map((m) => [m.periodEnd, m.dueOn, m.state, m.sentOn, m.onTime])).toEqual([
    ['2026-03-31', '2026-04-10', 'before', null, null], // by the rule: no timetable was seen
    ['2026-04-30', '2026-05-10', 'accepted', '2026-05-10', true],
    ['2026-05-31', '2026-06-10', 'sent', '2026-06-11', false],
    ['2026-06-30', '2026-07-10', 'late', null, null],
    ['2026-07-31', '2026-08-10', 'draft', null, null],
    ['2026-08-31', '2026-09-10', 'to-come', null, null],
    ['2026-09-30', '2026-10-10', 'to-come', null, null],
  ]);
  expect(months[1]).toMatchObject({
    laCodes: ['336'],
    dueConfidence: 'A',
    submission: { id: april.submission, sha256: april.made.sha256, snapshot: april.made.snapshot },
    steps: [{ state: 'draft' }, { state: 'accepted', at: '2026-05-10T22:30:00Z' }],
  });
  const later = await calendar('2026-08-11T12:00:00Z');
  expect(later[4]).toMatchObject({ state: 'late', submission: { id: july.submission } });
  expect((await calendar('2026-09-01T12:00:00Z'))[5]).toMatchObject({ state: 'missing' });
});

describe('000.11.2a what the Department answered is read back', () => {
  let submission: number;
  beforeEach(async () => {
    await store.load(stayer('Asha'), stayer('Ben'));
    submission = (await returned(store, '2026-03')).submission;
    await mark(submission, 'sent');
  });
  const read = async (kind: 'errors' | 'duplicates', text: string | Buffer, map?: Record<string, string>) => {
    const file = join(store.dataDir, 'answer.csv');
    await writeFile(file, text);
    return readResponse(store.pool, {
      dataDir: store.dataDir,
      submission: await submissionById(store.pool, 1, submission),
      tenantId: 1,
      kind,
      file,
      map,
    });
  };
  const of = () => ({ tenantId: 1, submission });

  test('errors, in an encoding and with headings of their own; twice the same file adds nothing', async () => {
    const text = Buffer.from(
      'Young Persons ID;Error No;Field;Value;Error Message\r\n9010000000001;32;Postcode;;Postcode missing, caf\u00e9\r\n9010000000009;6;Ethnicity;ZZZZ;"Not; in list"\r\n',
      'latin1',
    );
    expect(await read('errors', text)).toMatchObject({ rows: 2, added: 2, known: 0, strangers: 1 });
    expect(await read('errors', text)).toMatchObject({ rows: 2, added: 0, known: 2 });
    const cases = await casesOf(store.pool, 'errors', of());
    expect(cases).toMatchObject([
      {
        ypid: '9010000000001',
        ref: 'C1',
        state: 'open',
        what: { number: '32', field: 'Postcode', value: null },
      },
      { ypid: '9010000000009', ref: null, what: { number: '6', value: 'ZZZZ', detail: 'Not; in list' } },
    ]);
    const by = { tenantId: 1 };
    await resolveCase(
      store.pool,
      'errors',
      cases[0]!.id,
      { state: 'corrected', resolution: 'asked the school' },
      by,
    );
    expect((await casesOf(store.pool, 'errors', of())).map((c) => [c.state, c.resolution])).toEqual([
      ['open', null],
      ['corrected', 'asked the school'],
    ]);
    // a file that says it again leaves the decision
    await read('errors', `${text.toString('latin1')}\r\n`);
    expect((await casesOf(store.pool, 'errors', of())).map((c) => c.state)).toEqual(['open', 'corrected']);
    await expect(
      resolveCase(store.pool, 'errors', cases[0]!.id, { state: 'nonsense', resolution: null }, by),
    ).rejects.toMatchObject({ code: 'case-state' });
  });

  test('duplicates, by columns that are named; a decision sticks over the months', async () => {
    const text = 'Mine,Theirs,Where\n9010000000002,9020000000005,330\n';
    await expect(read('duplicates', text)).rejects.toMatchObject({
      code: 'response-column',
      next: expect.stringContaining('Mine, Theirs, Where'),
    });
    const map = { ypid: 'Mine', other_ypid: 'Theirs', other_la_code: 'Where' };
    expect(await read('duplicates', text, map)).toMatchObject({ rows: 1, added: 1 });
    const [pair] = await casesOf(store.pool, 'duplicates', of());
    expect(pair).toMatchObject({ ref: 'C2', what: { other: '9020000000005', la: '330' } });
    const decided = { state: 'different-people', resolution: 'twins' };
    await resolveCase(store.pool, 'duplicates', pair!.id, decided, { tenantId: 1 });
    submission = (await returned(store, '2026-04')).submission;
    expect(await read('duplicates', text, map)).toMatchObject({ added: 0, known: 1 });
    const { rows } = await store.pool.query('select state from duplicate_case');
    expect(rows).toEqual([{ state: 'different-people' }]);
  });

  test('a file with a row without its number is refused whole', async () => {
    const text = 'YPID,Error Number\n9010000000001,32\n,6\n';
    await expect(read('errors', text)).rejects.toMatchObject({
      code: 'response-row',
      message: expect.stringContaining('line 3'),
    });
    expect((await store.pool.query('select 1 from error_found')).rowCount).toBe(0);
    expect((await store.pool.query('select 1 from submission_response')).rowCount).toBe(0);
  });
});

test('the ledger’s lists are of ids, and empty before anything was sent', async () => {
  await store.load(stayer('Stays'));
  const edition = editionOn(loadEditions(), '2026-03-31');
  const empty = await submissionLedger(store.pool, edition, '2026-03-31', ['336']);
  expect(empty).toEqual({ reported: '[]', standing: '[]', since: null, unsent: [] });
});
