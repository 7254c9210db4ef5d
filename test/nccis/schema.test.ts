import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkText } from '../../nccis/check/check.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import { readReturn } from '../../nccis/file/reader.ts';
import { type SchemaForm, schemaOf } from '../../nccis/file/schema.ts';
import { SchemaChecker } from '../../nccis/file/validate.ts';
import { tools } from '../support/tools.ts';
import { randomFrom, validRecord } from './support/records.ts';
import { returnText } from './support/xml.ts';

const at = '2026-01-31';
const editions = loadEditions();
const edition = editionOn(editions, at);
const random = randomFrom(3);
const good = await returnText(
  edition,
  at,
  Array.from({ length: 20 }, (_, i) => validRecord(edition, at, i + 1, random)),
);

/** Structural faults, each planted once in a good file. */
const planted: [string, (xml: string) => string][] = [
  ['an element of another name', (x) => x.replace(/<(\/?)GivenName>/g, '<$1Forename>')],
  ['a missing name', (x) => x.replace(/\s*<GivenName>.*<\/GivenName>/, '')],
  ['a missing young person number', (x) => x.replace(/\s*<YoungPersonsID>.*<\/YoungPersonsID>/, '')],
  ['a number that is too short', (x) => x.replace('9010000000001', '901000000001')],
  ['letters in a number', (x) => x.replace('9010000000001', '901000000000A')],
  ['an unknown status', (x) => x.replace('<CohortStatus>P', '<CohortStatus>Z')],
  ['an empty status', (x) => x.replace('<CohortStatus>P', '<CohortStatus>')],
  ['a missing status', (x) => x.replace(/\s*<CohortStatus>.*<\/CohortStatus>/, '')],
  ['a date the other way round', (x) => x.replace(/<DOB>(\d+)-(\d+)-(\d+)/, '<DOB>$3/$2/$1')],
  [
    'a date that does not exist',
    (x) => x.replace(/<StartDate>.*<\/StartDate>/, '<StartDate>2026-02-30</StartDate>'),
  ],
  ['a date with a time zone', (x) => x.replace(/<StartDate>(.*)<\/StartDate>/, '<StartDate>$1Z</StartDate>')],
  ['a two-digit authority', (x) => x.replace('<LeadLEA>336', '<LeadLEA>36')],
  ['a flag that is a word', (x) => x.replace(/<SENDFlag>.*<\/SENDFlag>/, '<SENDFlag>true</SENDFlag>')],
  ['an activity of four digits', (x) => x.replace(/<ActivityCode>\d+/, '<ActivityCode>2100')],
  [
    'elements out of order',
    (x) => x.replace(/(\s*<GivenName>.*<\/GivenName>)([\s\S]*?)(<FamilyName>.*<\/FamilyName>)/, '$3$2$1'),
  ],
  ['an element twice', (x) => x.replace(/(<Gender>.*<\/Gender>)/, '$1$1')],
  ['no level of need node', (x) => x.replace(/<LevelOfNeed>[\s\S]*?<\/LevelOfNeed>/, '')],
  ['no activities', (x) => x.replace(/<Activities>[\s\S]*?<\/Activities>/, '')],
  ['two current activities', (x) => x.replace(/(<Cohort>[\s\S]*?<\/Cohort>)/, '$1$1')],
  [
    'a withdrawn element',
    (x) =>
      x.replace('<UniqueLearnerNo>', '<YouthContractIndicator>Y</YouthContractIndicator><UniqueLearnerNo>'),
  ],
  ['text between elements', (x) => x.replace('<PersonalDetails>', '<PersonalDetails>text')],
  ['an attribute', (x) => x.replace('<PersonalDetails>', '<PersonalDetails id="1">')],
  [
    'a name of 36 characters',
    (x) => x.replace(/<FamilyName>.*<\/FamilyName>/, `<FamilyName>${'x'.repeat(36)}</FamilyName>`),
  ],
  ['no period end', (x) => x.replace(/\s*<PeriodEnd>.*<\/PeriodEnd>/, '')],
  ['a database of two digits', (x) => x.replace('<DatabaseID>901', '<DatabaseID>90')],
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casehouse-schema-'));
  await writeFile(join(folder, 'structural.xsd'), schemaOf(edition, 'structural'));
  await writeFile(join(folder, 'strict.xsd'), schemaOf(edition, 'strict', at));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the structural schema', () => {
  test('accepts a good file', async () => {
    expect((await checkText(good, { editions })).schema).toEqual([]);
  });

  test.each(planted)('finds %s', async (_, plant) => {
    const bad = plant(good);
    expect(bad).not.toBe(good);
    expect((await checkText(bad, { editions })).schema.length).toBeGreaterThan(0);
  });

  test('names the line of the record at fault, far into the file too', async () => {
    const many = await returnText(
      edition,
      at,
      Array.from({ length: 1200 }, (_, i) => validRecord(edition, at, i + 1, random)),
    );
    const bad = many.replace(/(9010000001100[\s\S]*?<CohortStatus>)[A-Z]/, '$1Z');
    const line = bad.slice(0, bad.indexOf('9010000001100')).split('\n').length - 2;
    const { schema } = await checkText(bad, { editions });
    expect(schema.map((f) => f.line)).toEqual([line]);
  });
});

describe('the strict schema', () => {
  const faults = async (xml: string, form: SchemaForm) => {
    const checker = new SchemaChecker(edition, form, at);
    for await (const item of readReturn([Buffer.from(xml)], edition, [])) checker.add(item);
    const found = checker.finish().map((f) => f.message);
    checker.close();
    return found;
  };
  test('accepts what we write', async () => {
    expect(await faults(good, 'strict')).toEqual([]);
  });
  test.each([
    ['an activity that was withdrawn', (x: string) => x.replace(/<ActivityCode>\d+/, '<ActivityCode>720')],
    ['an authority that is none', (x: string) => x.replace('<LeadLEA>336', '<LeadLEA>999')],
    ['a local ethnicity', (x: string) => x.replace(/<Ethnicity>\w+/, '<Ethnicity>WIRT')],
    [
      'an empty optional element',
      (x: string) => x.replace('<FamilyName>', '<MiddleName></MiddleName><FamilyName>'),
    ],
    ['a missing birth date', (x: string) => x.replace(/\s*<DOB>.*<\/DOB>/, '')],
  ])('refuses %s, which the structural form lets through', async (_, plant) => {
    const bad = plant(good.replace(/\s*<MiddleName>.*<\/MiddleName>/g, ''));
    expect(await faults(bad, 'structural')).toEqual([]);
    expect(await faults(bad, 'strict')).not.toEqual([]);
  });
});

describe.skipIf(tools.xmllint === null)('xmllint', () => {
  test.each(['2020-03-31', '2026-01-31', '2026-08-31'])(
    'accepts what we write for %s in both forms of its edition',
    async (day) => {
      const own = editionOn(editions, day);
      const file = join(folder, `${own.id}.xml`);
      const people = Array.from({ length: 300 }, (_, i) => validRecord(own, day, i + 1, random));
      await writeFile(file, await returnText(own, day, people));
      for (const form of ['structural', 'strict'] as const) {
        const schema = join(folder, `${own.id}-${form}.xsd`);
        await writeFile(schema, schemaOf(own, form, day));
        const run = spawnSync(tools.xmllint!, ['--noout', '--nonet', '--schema', schema, file], {
          encoding: 'utf8',
        });
        expect(run.stderr.replaceAll(`${file} validates`, '').trim(), `${own.id} ${form}`).toBe('');
        expect(run.status).toBe(0);
      }
    },
  );

  const verdict = async (xml: string, form: SchemaForm): Promise<number | null> => {
    const file = join(folder, 'file.xml');
    await writeFile(file, xml);
    return spawnSync(tools.xmllint!, ['--noout', '--nonet', '--schema', join(folder, `${form}.xsd`), file])
      .status;
  };
  test('accepts the good file in both forms', async () => {
    expect([await verdict(good, 'structural'), await verdict(good, 'strict')]).toEqual([0, 0]);
  });
  test.each(planted)('finds %s too', async (_, plant) => {
    expect(await verdict(plant(good), 'structural')).not.toBe(0);
  });
});
