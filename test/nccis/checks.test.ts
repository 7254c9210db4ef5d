import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkText } from '../../nccis/check/check.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import type { Values } from '../../nccis/file/reader.ts';
import { returnText } from './support/xml.ts';

type Changes = Values & { of?: string };
interface Case {
  of?: string;
  at?: string;
  passesAt?: string;
  edition?: string;
  fails?: Changes | Changes[];
  passes: Changes | Changes[];
  xml?: { cut?: string; replace?: string; with?: string };
}
const { clean, cases } = parse(readFileSync(join(import.meta.dirname, 'checks.yaml'), 'utf8'), {
  schema: 'core',
}) as { clean: Record<string, Values & { like?: string }>; cases: Record<string, Case> };
const editions = loadEditions();

function cleanRecord(name: string): Values {
  const { like, ...values } = clean[name]!;
  return { ...(like === undefined ? {} : cleanRecord(like as string)), ...values } as Values;
}

async function textOf(example: Case, changes: Changes | Changes[], at: string): Promise<string> {
  const records = [changes]
    .flat()
    .map(({ of, ...values }) => ({ ...cleanRecord(of ?? example.of ?? 'learner'), ...values }) as Values);
  return returnText(editionOn(editions, at), at, records);
}

async function numbersOf(xml: string, edition?: string): Promise<string[]> {
  const report = await checkText(xml, { edition, editions });
  return report.totals.map((t) => t.number);
}

describe('each check has a record that fails it and one that passes', () => {
  test.each(Object.entries(cases))('check %s', async (number, example) => {
    const at = example.at ?? '2026-01-31';
    let failing = await textOf(example, example.fails ?? {}, at);
    if (example.xml) {
      const { cut, replace, with: to = '' } = example.xml;
      const changed = failing.replace(new RegExp(cut ?? replace!), () => to);
      expect(changed).not.toBe(failing);
      failing = changed;
    }
    expect(await numbersOf(failing, example.edition)).toContain(number);
    const passing = await textOf(example, example.passes, example.passesAt ?? at);
    expect(await numbersOf(passing, example.edition)).not.toContain(number);
  });

  test('no check of any edition is without one', () => {
    const active = editions.flatMap((e) => e.checks.filter((c) => c.active).map((c) => c.no));
    expect([...new Set(active)].filter((no) => !(no in cases))).toEqual([]);
  });

  test.each(Object.keys(clean))('the clean record "%s" is found fault with by none', async (name) => {
    for (const at of ['2026-01-31', '2026-04-30']) {
      const xml = await returnText(editionOn(editions, at), at, [cleanRecord(name)]);
      const report = await checkText(xml, { editions });
      expect(report.findings.map((f) => f.number)).toEqual([]);
      expect(report.schema).toEqual([]);
    }
  });
});

describe('what changed between editions', () => {
  const at = '2026-01-31';
  test('a Year 11 pupil without intended destination is at fault in 2019-20 and not since', async () => {
    const xml = await returnText(editions[0]!, at, [cleanRecord('pupil')]);
    expect(await numbersOf(xml, '2019-20')).toEqual(['301']);
    expect(await numbersOf(xml, '2020-21')).toEqual([]);
  });

  test('codes count by the month reported: 720, gender N, Black British and the mental health flag', async () => {
    const record = {
      ...cleanRecord('learner'),
      gender: 'N',
      ethnicity: 'BBRI',
      activity_code: '720',
      characteristics: ['210'],
    };
    const found = async (day: string) => numbersOf(await returnText(editionOn(editions, day), day, [record]));
    expect(await found('2018-03-31')).toEqual(expect.arrayContaining(['7', '104']));
    expect(await found('2018-03-31')).not.toContain('201');
    expect(await found('2018-03-31')).not.toContain('5');
    expect(await found('2018-04-30')).toContain('201');
    expect(await found('2019-04-30')).toContain('5');
    expect(await found('2020-04-30')).not.toContain('7');
    expect(await found('2022-03-31')).not.toContain('104');
  });

  test('checks that were withdrawn are kept but never raised', () => {
    const withdrawn = editions[0]!.checks.filter((c) => !c.active).map((c) => c.no);
    expect(withdrawn).toEqual(['29', '33', '36', '236']);
  });
});
