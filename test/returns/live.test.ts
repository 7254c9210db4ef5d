import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { liveCheck } from '../../app/live-check.ts';
import { makeReturn } from '../../app/make-return.ts';
import { checkFile } from '../../nccis/check/check.ts';
import type { CheckReport } from '../../nccis/check/report.ts';
import { markSubmission } from '../../operational/submissions/states.ts';
import { type DemoSnapshot, demoSnapshot } from '../support/demo-snapshot.ts';

// The demo authority as it was on 20 June 2026: returns to May can be made.
const NOW = new Date('2026-06-20T12:00:00Z');
let demo: DemoSnapshot;
beforeAll(async () => {
  demo = await demoSnapshot(250);
}, 120_000);
afterAll(() => demo.drop());

/** What stands in a file beside its lines, in an order of its own. */
const said = (
  findings: { record: string | null; number: string; field: string | null; value: string | null }[],
) => findings.map((f) => [f.number, f.record, f.field, f.value].join(' | ')).sort();

const made = async (period: string): Promise<{ report: CheckReport; file: string; submission: number }> => {
  const done = await makeReturn(demo.pool, {
    dataDir: demo.dataDir,
    period,
    out: join(demo.dataDir, `${period}-${Math.random()}.xml`),
    clock: () => NOW,
  });
  return { report: await checkFile(done.made.file), file: done.made.file, submission: done.submission };
};

test('the checks over the case store as it is now say what they say of the return’s file', async () => {
  for (const period of ['2026-05', '2025-09']) {
    const { report } = await made(period);
    const live = await liveCheck(demo.pool, { period, now: NOW });
    expect(live.records, period).toBe(report.records);
    expect(report.findings.length, period).toBeGreaterThan(5);
    expect(said(live.findings), period).toEqual(said(report.findings));
    expect(live.activities, period).toEqual(report.activities);
    const counts = (totals: { number: string; count: number }[]) =>
      Object.fromEntries(totals.map((t) => [t.number, t.count]).sort());
    expect(counts(live.totals), period).toEqual(counts(report.totals));
  }
});

test('the same holds for a month with leavers who are told of late', async () => {
  const march = await made('2026-03');
  await markSubmission(demo.pool, march.submission, 'accepted', { tenantId: 1 });
  const april = await made('2026-04');
  await markSubmission(demo.pool, april.submission, 'failed', { tenantId: 1 });
  const { report, file } = await made('2026-05');
  const xml = await readFile(file, 'utf8');
  expect(xml).toMatch(/<CohortStatus>[TELMDA]</);
  const live = await liveCheck(demo.pool, { period: '2026-05', now: NOW });
  expect(live.records).toBe(report.records);
  expect(said(live.findings)).toEqual(said(report.findings));
});

test('each finding has whose work it is; asked for one caseworker or team, it is theirs alone', async () => {
  const all = await liveCheck(demo.pool, { period: '2026-05', now: NOW });
  const { rows } = await demo.pool.query<{ ref: string; team: string }>(
    `select distinct on (p.ref) p.ref, t.name as team from involvement i join person p on p.id = i.person_id join team t on t.id = i.team_id
     where i.started_on <= '2026-06-20' and coalesce(i.ended_on, 'infinity') >= '2026-06-20'
     order by p.ref, i.user_id is null, i.role_code <> 'lead-worker', i.started_on desc, i.id desc`,
  );
  const teamOf = new Map(rows.map((r) => [r.ref, r.team]));
  expect(all.findings.some((f) => f.team !== null)).toBe(true);
  for (const f of all.findings) expect(f.team, f.ref ?? '').toBe(teamOf.get(f.ref ?? '') ?? null);
  const busiest = all.owners.find((o) => o.team !== null)!;
  const theirs = await liveCheck(demo.pool, {
    period: '2026-05',
    now: NOW,
    filter: { team: busiest.team! },
  });
  expect(theirs.findings).toEqual(all.findings.filter((f) => f.team === busiest.team));
  expect(all.owners.reduce((n, o) => n + o.count, 0)).toBe(all.findings.length);
});

test('what is mended is gone at once, and a new fault is there at once, without a nightly load', async () => {
  const before = await liveCheck(demo.pool, { period: '2026-05', now: NOW });
  const fault = before.findings.find((f) => f.number === '6')!;
  await demo.pool.query("update person set ethnicity_code = 'WBRI' where ref = $1", [fault.ref]);
  const other = before.findings.find((f) => f.number === '6' && f.ref !== fault.ref)!;
  await demo.pool.query('update person set family_name = $2 where ref = $1', [other.ref, 'x'.repeat(36)]);
  const after = await liveCheck(demo.pool, { period: '2026-05', now: NOW });
  const numbers = (ref: string | null) => after.findings.filter((f) => f.ref === ref).map((f) => f.number);
  expect(numbers(fault.ref)).not.toContain('6');
  // too long for the schema: the return could not be made
  expect(numbers(other.ref)).toContain('XSD');
  await demo.pool.query("update person set family_name = 'Testcase' where ref = $1", [other.ref]);
});

test('the running month is checked too, as if nothing more would change, and one to come is refused', async () => {
  const june = await liveCheck(demo.pool, { period: '2026-06', now: NOW });
  expect(june.periodEnd).toBe('2026-06-30');
  expect(june.records).toBeGreaterThan(100);
  expect(june.findings.filter((f) => f.number.startsWith('F'))).toEqual([]);
  await expect(liveCheck(demo.pool, { period: '2026-07', now: NOW })).rejects.toMatchObject({
    code: 'no-month',
  });
});

test('000.2.1.4 of those who ought to have them, more than 95 % in the demo have a UPN, ULN, UKPRN and establishment number, rightly formed', async () => {
  const { report, file } = await made('2026-05');
  expect(report.completeness.map((l) => l.element)).toEqual([
    'UniquePupilNumber',
    'UniqueLearnerNo',
    'UKProviderReferenceNumber',
    'EstablishmentNumber',
  ]);
  for (const line of report.completeness) {
    expect(line.of, line.element).toBeGreaterThan(100);
    expect(line.percent, line.element).toBeGreaterThan(95);
  }
  // by a second way: from the file's own text
  const records = (await readFile(file, 'utf8')).split('<YoungPersonsRecord>').slice(1);
  const cohort = records.filter((r) => r.includes('<CohortStatus>P<'));
  expect(report.completeness[0]).toMatchObject({
    of: cohort.length,
    given: cohort.filter((r) => /<UniquePupilNumber>[^<]+</.test(r)).length,
  });
});
