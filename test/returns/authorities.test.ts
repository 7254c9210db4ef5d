import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { monthEnd } from '../../base/dates.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import { schemaOf } from '../../nccis/file/schema.ts';
import { submissionLedger } from '../../operational/submissions/ledger.ts';
import { markSubmission } from '../../operational/submissions/states.ts';
import { leaver, returned, type SmallStore, smallStore, stayer } from './support.ts';

let store: SmallStore;
beforeEach(async () => {
  store = await smallStore();
});
afterEach(() => store.drop());

const accepted = (submission: number) => markSubmission(store.pool, submission, 'accepted', { tenantId: 1 });

const MOVER = "(select id from person where given_name = 'Mover')";
const SECOND = "(select id from cohort where la_code = '330')";

/** The council returns for 336 and 330; Mover goes from one to the other on 12 March 2026 (if known), Other always was in 330. */
async function twoAuthorities({ known = true } = {}): Promise<void> {
  await store.enter(
    stayer('Mover'),
    stayer('Stays'),
    stayer('Other'),
    leaver('Gone', '2026-03-08', '2026-03-09'),
  );
  await store.pool.query("update tenant set la_codes = '{336,330}'");
  await store.pool.query("insert into cohort (tenant_id, kind, la_code) values (1, 'nccis', '330')");
  await store.pool.query(
    `update cohort_member set cohort_id = ${SECOND} where person_id = (select id from person where given_name = 'Other')`,
  );
  if (known) await move();
  await store.night();
}

async function move(): Promise<void> {
  await store.pool.query(`update cohort_member set ended_on = '2026-03-11' where person_id = ${MOVER}`);
  await store.pool.query(`insert into cohort_member (tenant_id, cohort_id, person_id, status_code, started_on, transferred_to_la_code)
    select 1, cohort_id, person_id, 'T', '2026-03-12', '330' from cohort_member where person_id = ${MOVER}`);
  await store.pool.query(`insert into cohort_member (tenant_id, cohort_id, person_id, status_code, started_on)
    values (1, ${SECOND}, ${MOVER}, 'P', '2026-03-12')`);
}

test('one file for both authorities names both, has each person once, and a move inside it is no leaving', async () => {
  await twoAuthorities();
  const february = await returned(store, '2026-02');
  expect(february.header.source_las).toEqual(['330', '336']);
  const leads = (r: typeof february) =>
    Object.fromEntries(r.records.map((v) => [v.given_name, `${v.cohort_status} ${v.lead_la}`]));
  expect(leads(february)).toEqual({ Mover: 'P 336', Stays: 'P 336', Other: 'P 330', Gone: 'P 336' });
  await accepted(february.submission);
  const march = await returned(store, '2026-03');
  expect(leads(march)).toEqual({ Mover: 'P 330', Stays: 'P 336', Other: 'P 330', Gone: 'T 336' });
  expect(march.report.totals.filter((t) => ['26', '902'].includes(t.number))).toEqual([]);
});

test('a file of one authority names it alone and has the records that it leads; the move is T in one and P in the other', async () => {
  await twoAuthorities();
  const first = await returned(store, '2026-03', ['336']);
  const second = await returned(store, '2026-03', ['330']);
  expect(first.header.source_las).toEqual(['336']);
  expect(first.statuses).toEqual({ Mover: 'T', Stays: 'P', Gone: 'T' });
  expect(first.people.Mover!.transferred_to_la).toBe('330');
  expect(second.header.source_las).toEqual(['330']);
  expect(second.statuses).toEqual({ Mover: 'P', Other: 'P' });
  // both stand side by side: neither took the other's place
  expect([first.superseded, second.superseded]).toEqual([null, null]);
  await accepted(first.submission);
  await accepted(second.submission);
  expect((await returned(store, '2026-04', ['336'])).statuses).toEqual({ Stays: 'P' });
  expect((await returned(store, '2026-04', ['330'])).statuses).toEqual({ Mover: 'P', Other: 'P' });
  // a file of both takes the place of the drafts of either
  const both = await returned(store, '2026-04');
  expect(both.statuses).toEqual({ Mover: 'P', Other: 'P', Stays: 'P' });
  const { rows } = await store.pool.query(
    "select la_codes, state from submission where period_end = '2026-04-30' order by id",
  );
  expect(rows.map((r) => `${r.la_codes} ${r.state}`)).toEqual([
    '336 superseded',
    '330 superseded',
    '330,336 draft',
  ]);
});

test('a move that the one authority learned of late is told by it in the next month, and not after a file of both', async () => {
  await twoAuthorities({ known: false });
  const edition = editionOn(loadEditions(), '2026-04-30');
  const march = await returned(store, '2026-03', ['336']);
  expect(march.statuses).toEqual({ Mover: 'P', Stays: 'P', Gone: 'T' });
  await accepted(march.submission);
  await move();
  await store.night();
  const april = await returned(store, '2026-04', ['336']);
  expect(april.statuses).toEqual({ Mover: 'T', Stays: 'P' });
  expect(april.made.late).toEqual({ '2026-03': 1 });
  await accepted((await returned(store, '2026-04')).submission);
  const ledger = await submissionLedger(store.pool, edition, '2026-05-31', ['336']);
  const mover = (await store.pool.query(`select ${MOVER} as id`)).rows[0].id;
  // the last word on Mover was that 330 leads: nothing is left for 336 to tell
  expect(JSON.parse(ledger.reported)).toContain(mover);
  expect((await returned(store, '2026-05', ['336'])).statuses).toEqual({ Stays: 'P' });
});

test('an authority that is not the council’s is refused, and nothing is made', async () => {
  await twoAuthorities();
  await expect(returned(store, '2026-03', ['336', '999'])).rejects.toMatchObject({
    code: 'no-such-la',
    next: 'Use 336 or 330.',
  });
  expect((await store.pool.query('select 1 from submission')).rowCount).toBe(0);
});

test('another validator accepts the file by the schema of its edition', async () => {
  await twoAuthorities();
  const { made } = await returned(store, '2026-03');
  const xsd = join(store.dataDir, 'return.xsd');
  const edition = editionOn(loadEditions(), monthEnd('2026-03'));
  writeFileSync(xsd, schemaOf(edition, 'strict', '2026-03-31'));
  const said = execFileSync('xmllint', ['--noout', '--schema', xsd, made.file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect(said).toBe('');
});
