import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../base/settings.ts';
import { loadEditions } from '../../nccis/editions.ts';

// Codes, error numbers and their words stand in the edition packs, so that a new year is a change of data. The demo's people are made
// up of codes, so its generator is left out; so are examples in the description of the API and what the reader says of broken files,
// whose numbers (F01 …) are ours.
const PARTS = [
  'nccis',
  'operational',
  'warehouse',
  'reports',
  'dashboards',
  'app',
  'sql/core',
  'sql/marts',
  'sql/lists',
  'sql/audits',
];
const ALONE = ['sql/returns/nccis/prepare.sql', 'sql/returns/nccis/return.sql'];

const program = [
  ...PARTS.flatMap((part) =>
    readdirSync(join(ROOT, part), { recursive: true, encoding: 'utf8' })
      .filter((f) => /\.(ts|sql)$/.test(f) && !/(^|\/)(node_modules|dist)\//.test(f))
      .map((f) => join(part, f)),
  ),
  ...ALONE,
].filter((f) => !f.startsWith('operational/demo/') && f !== 'nccis/file/reader.ts');

const editions = loadEditions();
const activities = new Set(editions.flatMap((e) => e.activities.map((a) => a.code)));
const numbers = new Set(
  editions.flatMap((e) => e.checks.map((c) => c.no)).filter((no) => /^(\d{3}|SG\d)$/.test(no)),
);
const words = new Set(
  editions.flatMap((e) => e.checks.flatMap((c) => [c.message, c.fix])).filter((w) => w.length > 20),
);

// What an attribute of a page holds is no number of DfE's.
const ATTRIBUTE = /[a-z]+="\d+"/g;

/** The quoted texts of a program, without examples and remarks. */
function texts(file: string): string[] {
  const source = readFileSync(join(ROOT, file), 'utf8')
    .replace(/example: '[^']*'/g, '')
    .replace(ATTRIBUTE, '')
    .replace(file.endsWith('.sql') ? /--.*$/gm : /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...source.matchAll(/'([^'\n]*)'|"([^"\n]*)"/g)].map((m) => m[1] ?? m[2] ?? '');
}

test('no program holds an activity code, a DfE error number or the words of a check', () => {
  expect(program.length).toBeGreaterThan(300);
  const found = program.flatMap((file) =>
    texts(file)
      .filter((t) => activities.has(t) || numbers.has(t) || words.has(t))
      .map((t) => `${file}: ${t}`),
  );
  expect(found).toEqual([]);
});

// A short number is an ordinary word of a program; where one is handed on as the number of a check it is DfE's.
const HANDED_ON = /(?:\bnumber:|\bRowStop\([^;]*,)\s*['"](\d{1,2})['"]/g;

test('no program hands on a DfE error number of one or two digits', () => {
  expect([
    ...`throw new RowStop('rejected', 'It has none.', '13'); ({ number: '8' })`.matchAll(HANDED_ON),
  ]).toHaveLength(2);
  const found = program
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      [
        ...readFileSync(join(ROOT, file), 'utf8')
          .replace(/example: [^\n]*/g, '')
          .matchAll(HANDED_ON),
      ].map((m) => `${file}: ${m[1]}`),
    );
  expect(found).toEqual([]);
});
