import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Value } from '../../warehouse/duckdb.ts';
import { nightly } from '../../warehouse/nightly.ts';
import { openSnapshot, type SnapshotReader } from '../../warehouse/query.ts';
import { type CasePeople, loadCase } from '../support/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';
import { checkIndicators, type ExpectedIndicators } from './indicators.ts';
import { checkReports, type ExpectedReport } from './reports.ts';
import { checkReturns, type ExpectedReturn } from './returns.ts';

/** What a case expects; each key is a list of questions with their answers. */
interface Expected {
  positions?: ({ month: string; name: string } & Record<string, Value>)[];
  figures?: ({ month: string } & Record<string, Value>)[];
  groups?: { month: string; by: string; where: string; rows: Record<string, number> }[];
  survey?: { year: number; people: Record<string, string> }[];
  reports?: ExpectedReport[];
  returns?: ExpectedReturn[];
  indicators?: ExpectedIndicators[];
}

/** Worked cases: a folder with the people (input.yaml) and the answers that were worked by hand (expected.yaml). */
const root = import.meta.dirname;
const cases = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('expected.yaml') && existsSync(join(root, path, '../input.yaml')))
  .map((path) => join(root, path, '..'));

/** Requirements that the worked cases prove beyond doubt. */
const PROVES: Record<string, string> = { 'W12-small-numbers': '000.9.1.7 000.9.2.10' };

describe.each(cases.map((folder) => [folder.split('/').at(-1)!, folder]))('%s', (name, folder) => {
  const read = <T>(file: string) => parse(readFileSync(join(folder, file), 'utf8'), { schema: 'core' }) as T;
  const expected = read<Expected>('expected.yaml');
  let database: FreshDatabase;
  let dataDir: string;
  let official: SnapshotReader;
  let lists: SnapshotReader;
  beforeAll(async () => {
    database = await freshDatabase();
    dataDir = await mkdtemp(join(tmpdir(), 'casehouse-case-'));
    await loadCase(database.pool, read<CasePeople>('input.yaml'));
    await nightly({ pool: database.pool, dataDir });
    official = await openSnapshot(dataDir, 'current');
    lists = await openSnapshot(dataDir, 'current', 'lists');
  });
  afterAll(async () => {
    official?.close();
    lists?.close();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  test(`${PROVES[name] ?? ''} gives the answers worked by hand`.trim(), async () => {
    for (const { month, name: person, ...fields } of expected.positions ?? []) {
      const columns = Object.keys(fields);
      const { rows } = await lists.run(
        `select ${columns.join(', ')} from official.marts.person_month f join lists.person p using (person_key)
         where f.month_end = $month::date and p.given_name = $person`,
        { month, person },
      );
      expect(rows, `${person} in ${month}`).toEqual([columns.map((c) => fields[c])]);
    }
    for (const { month, ...flags } of expected.figures ?? []) {
      const names = Object.keys(flags);
      const sums = names.map((n) => `count(*) filter (where ${n})`).join(', ');
      const { rows } = await official.run(
        `select ${sums} from marts.person_month where month_end = $month::date`,
        { month },
      );
      expect(Object.fromEntries(names.map((n, i) => [n, rows[0]?.[i]])), month).toEqual(flags);
    }
    for (const group of expected.groups ?? []) {
      const { rows } = await official.run(
        `select ${group.by}, count(*) from marts.person_month where month_end = $month::date and ${group.where} group by 1`,
        { month: group.month },
      );
      expect(Object.fromEntries(rows), group.by).toEqual(group.rows);
    }
    for (const survey of expected.survey ?? []) {
      const { rows } = await lists.run(
        `select p.given_name, s.activity_code from official.marts.activity_survey s join lists.person p using (person_key)
         where s.survey_year = ${survey.year}`,
      );
      expect(Object.fromEntries(rows)).toEqual(survey.people);
    }
    await checkIndicators(official, expected.indicators ?? []);
    await checkReports(dataDir, expected.reports ?? []);
    await checkReturns(database.pool, dataDir, expected.returns ?? []);
  });
});
