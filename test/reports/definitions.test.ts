import { cp, mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadCatalogue, REPORTS_ROOT } from '../../reports/catalogue.ts';
import { parseIdentity } from '../../reports/definitions/identity.ts';
import { nearest } from '../../reports/definitions/suggest.ts';

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

const GOOD = `/*---
id: sample
title: A sample
version: 1.0.0
purpose: local
requirement: [000.9.1.1]
reads: marts@1
grain: [month_end]
params:
  from: { type: month, label: From, default: "-2 months" }
columns:
  month_end: { type: month, label: Month }
  neet: { type: count, label: NEET, metric: participation.neet }
  cohort: { type: count, label: Young people, metric: participation.cohort }
  neet_rate: { type: percent, label: NEET %, ratio: [neet, cohort] }
records:
  from: marts.person_month
  grain: { month_end: month_end }
  columns: { neet: is_neet, cohort: is_base }
  show: { activity_label: Activity }
chart: { kind: line, x: month_end, y: [neet_rate] }
definition: NEET at each month end.
access: staff
---*/
select
  month_end,
  count(*) filter (where is_neet) as neet,
  count(*) filter (where is_base) as cohort
from marts.person_month
where month_end >= cast($from as date)
group by month_end
`;

/** Loads one file as the only report of a catalogue; the message of the refusal, or null when it loads. */
async function refusal(text: string, file = 'sample/1.0.0.sql'): Promise<string | null> {
  const root = await mkdtemp(path.join(tmpdir(), 'casehouse-reports-'));
  folders.push(root);
  await mkdir(path.join(root, path.dirname(file)), { recursive: true });
  await writeFile(path.join(root, file), text);
  return loadCatalogue(root).then(
    () => null,
    (error: Error) => error.message,
  );
}

const changed = (from: string, to: string): string => {
  expect(GOOD).toContain(from);
  return GOOD.replace(from, to);
};

describe('a report file', () => {
  it('loads when header and statement agree', async () => {
    expect(await refusal(GOOD)).toBeNull();
    expect(await refusal(GOOD.replaceAll('\n', '\r\n'))).toBeNull();
  });

  it.each([
    [
      'an unknown key, with the nearest valid one',
      'access: staff',
      'acess: staff',
      'sample/1.0.0.sql:23 (acess): "acess" is not a key of a report header. Did you mean "access"?',
    ],
    [
      'an unknown key of a column',
      'label: NEET, metric',
      'lable: NEET, metric',
      'sample/1.0.0.sql:13 (columns.neet.lable): "lable" is not a key of columns.neet. Did you mean "label"?',
    ],
    [
      'an unknown key of a parameter',
      'label: From,',
      'label: From, defalt: 3,',
      'sample/1.0.0.sql:10 (params.from.defalt): "defalt" is not a key of params.from. Did you mean "default"?',
    ],
    ['a missing key', 'purpose: local\n', '', 'sample/1.0.0.sql:2 (purpose): "purpose" is missing.'],
    [
      'an unknown type of parameter',
      'type: month, label: From',
      'type: moth, label: From',
      'sample/1.0.0.sql:10 (params.from.type): "moth" is not a type of parameter. Did you mean "month"?',
    ],
    [
      'a metric that does not exist',
      'participation.neet }',
      'participation.neat }',
      'sample/1.0.0.sql:13 (columns.neet.metric): "participation.neat" is not a metric of sql/metrics. Did you mean "participation.neet"?',
    ],
    [
      'a ratio of something else',
      'ratio: [neet, cohort]',
      'ratio: [neet, cohorts]',
      'sample/1.0.0.sql:15 (columns.neet_rate.ratio): "cohorts" is not a column of this report. Did you mean "cohort"?',
    ],
    [
      'a column that the statement does not return',
      'as cohort\n',
      'as kohort\n',
      'sample/1.0.0.sql:14 (columns.cohort): the statement does not return "cohort". Did you mean "kohort"?',
    ],
    [
      'a column of another type',
      '{ type: month, label: Month }',
      '{ type: count, label: Month }',
      'sample/1.0.0.sql:12 (columns.month_end.type): is declared as count, but the statement returns DATE.',
    ],
    [
      'a sum that would not fit',
      'count(*) filter (where is_neet) as neet',
      'sum(days_neet) as neet',
      'A sum of whole numbers needs cast(… as bigint).',
    ],
    [
      'columns in another order',
      '  month_end,\n  count(*) filter (where is_neet) as neet,',
      '  count(*) filter (where is_neet) as neet,\n  month_end,',
      'sample/1.0.0.sql:12 (columns.month_end): stands here in the header, but the statement returns "neet" in its place.',
    ],
    [
      'a parameter that the header does not declare',
      '$from',
      '$form',
      'the statement uses $form, which the header does not declare. Did you mean "from"?',
    ],
    [
      'a parameter that nothing uses',
      'cast($from as date)',
      "cast('2026-01-31' as date)",
      'sample/1.0.0.sql:10 (params.from): the statement does not use $from.',
    ],
    [
      'a table outside the contract',
      'from marts.person_month\nwhere',
      'from marts.person_months\nwhere',
      'sample/1.0.0.sql:29 (statement): reads marts.person_months, which marts@1 does not hold. Did you mean "marts.person_month"?',
    ],
    [
      'a file as a table',
      'from marts.person_month\nwhere',
      "from read_csv('/etc/passwd') t\nwhere",
      'calls read_csv(); a report reads tables of marts@1 only.',
    ],
    [
      'a bare star',
      'select\n  month_end,',
      'select *, month_end,',
      'sample/1.0.0.sql:25 (statement): a bare "select *" hides which columns are read; name them.',
    ],
    [
      'two statements',
      'group by month_end\n',
      'group by month_end; select 1 as month_end\n',
      'holds 2 statements; a report is one SELECT.',
    ],
    ['a statement that the parser refuses', 'group by month_end', 'gruop by month_end', 'statement'],
    [
      'a column that the mart does not hold',
      'where is_neet) as',
      'where is_neat) as',
      'sample/1.0.0.sql:27 (statement)',
    ],
    [
      'a condition for records that is no SQL',
      'neet: is_neet,',
      'neet: is_neat,',
      'sample/1.0.0.sql:19 (records.columns.neet)',
    ],
    [
      'a list that names an unknown column',
      '{ activity_label: Activity }',
      '{ activity_lable: Activity }',
      'Did you mean "activity_label"?',
    ],
    [
      'an id that is not its folder',
      'id: sample',
      'id: example',
      'sample/1.0.0.sql:2 (id): says example 1.0.0, so the file must be example/1.0.0.sql.',
    ],
    ['a header that is no YAML', 'grain: [month_end]', 'grain: [month_end', 'is not YAML'],
    ['no header', '/*---', '/*', 'sample/1.0.0.sql:1: has no header.'],
  ])('is refused for %s', async (_, from, to, message) => {
    expect(await refusal(changed(from, to))).toContain(message);
  });

  it('tells all faults at once', async () => {
    const text = changed('access: staff', 'acess: staff').replace(
      'label: NEET, metric',
      'lable: NEET, metric',
    );
    expect(await refusal(text)).toContain('have 4 faults');
  });
});

describe('shipped reports', () => {
  it('load, are published, and name what they read, show and prove', async () => {
    const catalogue = await loadCatalogue();
    expect(catalogue.reports().map((d) => d.id)).toEqual(
      expect.arrayContaining([
        'activity-survey',
        'joiners-and-leavers',
        'national-comparison',
        'neet-by-month',
        'neet-duration',
        'september-guarantee',
        'ward-hotspots',
      ]),
    );
    for (const d of catalogue.definitions) {
      expect([d.id, d.published]).toEqual([d.id, true]);
      // Each row of the indicators is a metric of its own, which the edition's pack defines.
      if (d.id === 'indicators') continue;
      for (const c of d.columns)
        if (c.type === 'count' && !c.hidden) expect([d.id, c.name, c.metric]).not.toContain(null);
      if (d.records !== null) {
        const counts = d.columns.filter((c) => c.type === 'count' && !c.hidden).map((c) => c.name);
        expect([d.id, Object.keys(d.records.columns).sort()]).toEqual([d.id, counts.sort()]);
      }
    }
  });

  it('an unknown report or version is named with the nearest known one', async () => {
    const catalogue = await loadCatalogue();
    expect(() => catalogue.find('neet-by-mont')).toThrow(
      'There is no report "neet-by-mont". Did you mean "neet-by-month"?',
    );
    expect(() => catalogue.find('neet-by-month', '9.0.0')).toThrow(
      'neet-by-month has no version "9.0.0". It has 2.0.0, 1.0.0.',
    );
  });

  it('a published file that was changed is refused with what to do', async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'casehouse-reports-'));
    folders.push(root);
    await cp(REPORTS_ROOT, root, { recursive: true });
    const file = path.join(root, 'ward-hotspots', '1.0.0.sql');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll('\n', '\r\n'));
    await expect(loadCatalogue(root)).resolves.toBeDefined();
    await writeFile(file, text.replace('Deprivation score', 'Deprivation'));
    await expect(loadCatalogue(root)).rejects.toMatchObject({
      code: 'published-version-changed',
      message: 'ward-hotspots 1.0.0 is published, but its file ward-hotspots/1.0.0.sql was changed since.',
      next: 'Take the file back as it was and put the change into a new version, such as ward-hotspots/1.1.0.sql.',
    });
    await rm(file);
    await expect(loadCatalogue(root)).rejects.toMatchObject({ code: 'published-version-changed' });
  });
});

describe('small parts', () => {
  it('a name is guessed by its nearest known one, or not at all', () => {
    expect(nearest('cohrot', ['cohort', 'neet'])).toBe('cohort');
    expect(nearest('something else', ['cohort', 'neet'])).toBeNull();
  });

  it('an identity is read with signs and rows', () => {
    expect(parseIdentity('closing = previous closing + joiners - leavers')?.parts).toEqual([
      { column: 'closing', sign: 1, of: 'previous' },
      { column: 'joiners', sign: 1, of: 'row' },
      { column: 'leavers', sign: -1, of: 'row' },
    ]);
    expect(parseIdentity('closing = ')).toBeNull();
    expect(parseIdentity('closing = a b')).toBeNull();
  });
});
