import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { loadEditions } from '../../nccis/editions.ts';

const editions = loadEditions();

test('every edition has the indicators I1 to I24, each with its source', () => {
  const wanted = Array.from({ length: 24 }, (_, i) => `I${i + 1}`);
  for (const { id, indicators } of editions) {
    const held = new Set(indicators.map((i) => i.id.replace(/[a-z]$/, '')));
    expect(
      wanted.filter((i) => !held.has(i)),
      id,
    ).toEqual([]);
  }
  const newest = editions.at(-1)!.indicators;
  const confidence = (id: string) => newest.find((i) => i.id === id)!.confidence;
  expect([confidence('I3'), confidence('I8'), confidence('I24a')]).toEqual(['S19 S23', 'M-low', 'A']);
  expect(newest.filter((i) => !i.on).map((i) => i.id)).toEqual(['H1']);
});

test('the published figures are the mean of December to February, and March', () => {
  const newest = editions.at(-1)!.indicators;
  const published = newest.filter((i) => i.months.length > 0).map((i) => [i.id, i.months, i.meanOf]);
  expect(published).toEqual([
    ['I10a', [12, 1, 2], 'RATIO_OF_MEANS'],
    ['I10b', [12, 1, 2], 'RATIO_OF_MEANS'],
    ['I10c', [12, 1, 2], 'RATIO_OF_MEANS'],
    ['I11', [3], null],
    ['I18', [11], null],
  ]);
});

test('every indicator of a mart in the contract can be counted', async () => {
  const duck = await (await DuckDBInstance.create(':memory:')).connect();
  await duck.run(readFileSync(resolve(import.meta.dirname, '../../sql/reports/marts@1.sql'), 'utf8'));
  const over = new Set<string>();
  for (const i of editions.flatMap((e) => e.indicators).filter((i) => i.over !== 'marts.intention')) {
    over.add(i.over);
    const sum =
      i.measure === 'share' || i.measure === 'count'
        ? `count(*) filter (where ${i.numerator})`
        : `sum(${i.numerator})`;
    const base = i.denominator === null ? '' : `, count(*) filter (where ${i.denominator})`;
    const parts = i.split === null ? '' : `, ${i.split}`;
    const sql = `select ${sum}${base}${parts} from ${i.over} group by all`;
    await expect(duck.run(sql), i.id).resolves.toBeDefined();
  }
  expect([...over].sort()).toEqual(['marts.activity_survey', 'marts.guarantee', 'marts.person_month']);
  duck.closeSync();
});
