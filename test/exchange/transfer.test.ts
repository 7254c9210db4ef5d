import { afterAll, beforeAll, expect, test } from 'vitest';
import { kindsOf } from '../../operational/exchange/kind.ts';
import { makeFiles } from '../../operational/exchange/make.ts';
import { type CasePerson, loadCase } from '../support/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

const TODAY = '2026-01-20';
const LAS = ['333', '334', '336'] as const;

/** Numbers that look random and are the same every time. */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % n;
  };
}

/** People with homes and cohort statuses of every sort: never moved, moved within, away, back, away twice, dead. */
function somebody(n: number, roll: (n: number) => number): CasePerson {
  const months = [...new Set([roll(12), roll(12)])].sort((a, b) => a - b);
  const day = (month: number, dayOfMonth: number) =>
    `2025-${String(month + 1).padStart(2, '0')}-${dayOfMonth}`;
  const homes = [LAS[roll(3)]!, ...months.map(() => LAS[roll(3)]!)];
  const starts = ['2010-01-01', ...months.map((m) => day(m, 10))];
  const left = roll(3) === 0 ? null : day(roll(12), 20);
  const la = LAS[roll(2)]!;
  return {
    name: `P${String.fromCharCode(65 + (n % 26))}`,
    born: `2009-0${1 + (n % 8)}-1${n % 10}`,
    home:
      roll(9) === 0
        ? []
        : homes.map((home, i) => ({
            la: home,
            from: starts[i]!,
            ...(i + 1 < starts.length ? { to: previous(starts[i + 1]!) } : {}),
          })),
    status: [
      { code: 'P', from: '2024-09-01', ...(left ? { to: previous(left) } : {}) },
      ...(left ? [roll(4) === 0 ? { code: 'E', from: left } : { code: 'T', from: left, la }] : []),
    ],
    doing: [
      {
        code: ['230', '310', '410', '619', '810'][roll(5)]!,
        from: '2025-09-15',
        at: ['City College', 'Skills Trust'][roll(2)]!,
        verified: ['2025-10-01'],
        ...(roll(3) === 0 ? { to: '2025-11-30' } : {}),
      },
    ],
    offers: [
      { kind: 'intention', season: 2025, code: '121', on: '2025-03-01' },
      { kind: 'guarantee', season: 2025, year: 11, code: '110', la: '336', on: '2025-06-01' },
    ],
  };
}

const previous = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);

/** The rule again, in other words: the home that counts on the day, and the last status that names another authority. */
function belongsTo(person: CasePerson, la: string): boolean {
  const home = (person.home ?? []).find((h) => h.from <= TODAY && (h.to === undefined || h.to >= TODAY));
  if (home?.la === la) return true;
  const last = person.status!.at(-1)!;
  return last.code === 'T' && last.la === la && (home === undefined || home.from <= last.from);
}

let db: FreshDatabase;
const people: CasePerson[] = [];
beforeAll(async () => {
  const roll = dice(20260120);
  for (let i = 0; i < 160; i++) people.push(somebody(i, roll));
  db = await freshDatabase();
  await loadCase(db.pool, {
    organisations: {
      'City College': { kind: 'college', la: '336', establishment: '3368001', ukprn: '10001234' },
      'Skills Trust': { kind: 'provider', la: '336', ukprn: '10005678' },
    },
    people,
  });
});
afterAll(() => db.drop());

async function taken(kind: string, to: string): Promise<string[]> {
  const [wanted] = kindsOf(kind);
  const made = await makeFiles(
    wanted!,
    { to },
    { pool: db.pool, clock: () => new Date(`${TODAY}T12:00:00Z`) },
  );
  const text = made.files[0]!.content!.toString('utf8').replace(/^\uFEFF/, '');
  const [heading, ...rows] = text.trimEnd().split('\r\n');
  const at = heading!.split(',').indexOf('YoungPersonsID');
  return rows.map((row) => row.split(',')[at]!);
}
const ypid = (i: number) => `901${String(i + 1).padStart(10, '0')}`;

test('000.5.1.16 a transfer file holds the people who live in that authority or moved there, all of them and nobody else', async () => {
  for (const la of ['333', '334', '330']) {
    const expected = people.flatMap((person, i) => (belongsTo(person, la) ? [ypid(i)] : []));
    expect(expected.length, la).toBeGreaterThan(la === '330' ? -1 : 20);
    expect(expected.length).toBeLessThan(130);
    expect((await taken('transfer-destinations', la)).sort(), la).toEqual(expected.sort());
    for (const kind of kindsOf('transfer')) {
      const inFile = await taken(kind.id, la);
      expect(
        inFile.filter((one) => !expected.includes(one)),
        `${kind.id} to ${la}`,
      ).toEqual([]);
      const recorded = await db.pool.query<{ value: string }>(
        `select i.value from file_out_person p join person_identifier i on i.person_id = p.person_id and i.kind = 'YPID'
         where p.file_out_id = (select max(id) from file_out)`,
      );
      expect(recorded.rows.map(({ value }) => value).sort(), kind.id).toEqual([...new Set(inFile)].sort());
    }
  }
});

test('each data set holds what it is about: learners in education, in training, those who left', async () => {
  const doing = (codes: string[], left: boolean) =>
    people.flatMap((person, i) =>
      belongsTo(person, '333') && codes.includes(person.doing![0]!.code) && (!left || person.doing![0]!.to)
        ? [ypid(i)]
        : [],
    );
  expect((await taken('transfer-education-starters', '333')).sort()).toEqual(doing(['230'], false).sort());
  expect((await taken('transfer-education-leavers', '333')).sort()).toEqual(doing(['230'], true).sort());
  expect((await taken('transfer-training-starters', '333')).sort()).toEqual(
    doing(['310', '410'], false).sort(),
  );
  expect((await taken('transfer-training-leavers', '333')).sort()).toEqual(
    doing(['310', '410'], true).sort(),
  );
  expect(doing(['230'], true).length).toBeGreaterThan(0);
  expect(doing(['310', '410'], true).length).toBeGreaterThan(1);
});

test('a confidential address stays here, a merged or deleted record and somebody who has died are in no file', async () => {
  const mine = people.flatMap((person, i) => (belongsTo(person, '333') ? [i] : []));
  const [hidden, deleted, dead] = mine as [number, number, number];
  const id = (i: number) =>
    `(select person_id from person_identifier where kind = 'YPID' and value = '${ypid(i)}')`;
  await db.pool.query(`update person_address set confidential = true where person_id = ${id(hidden)}`);
  await db.pool.query(`update person set deleted_at = now() where id = ${id(deleted)}`);
  await db.pool.query(`update person set date_of_death = '2026-01-01' where id = ${id(dead)}`);
  const [kind] = kindsOf('transfer-destinations');
  const made = await makeFiles(
    kind!,
    { to: '333' },
    { pool: db.pool, clock: () => new Date(`${TODAY}T12:00:00Z`) },
  );
  const text = made.files[0]!.content!.toString('utf8');
  expect(text).not.toContain(ypid(deleted));
  expect(text).not.toContain(ypid(dead));
  const line = text.split('\r\n').find((one) => one.includes(ypid(hidden)))!;
  expect(line).not.toContain('Sample Street');
  expect(line).not.toContain('ZZ99');
});

test('a transfer to oneself, to nobody and to what is no authority is refused', async () => {
  const [kind] = kindsOf('transfer-destinations');
  const make = (asked: Record<string, string>) =>
    makeFiles(kind!, asked, { pool: db.pool, clock: () => new Date(`${TODAY}T12:00:00Z`) });
  await expect(make({ to: '336' })).rejects.toThrow("is this council's own");
  await expect(make({})).rejects.toThrow('The other authority is missing');
  await expect(make({ to: '001' })).rejects.toThrow('is not an English authority');
  await expect(make({ to: '333', as_at: '2026-02-30' })).rejects.toThrow('is not a day');
});
