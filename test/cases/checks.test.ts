import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkFile } from '../../nccis/check/check.ts';
import { checkRecord } from '../../nccis/check/record.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import type { Values } from '../../nccis/file/reader.ts';

interface Expected {
  checks?: {
    file: string;
    edition?: string;
    /** DfE's numbers by YoungPersonsID: these and no others. */
    findings: Record<string, string[]>;
    /** Numbers that must not be raised, said so that a reader sees which near misses were thought of. */
    never?: string[];
  }[];
}

/** Records as they would be sent, worked cases of what must not be: by name, changes to the record before it and the numbers found. */
interface Sent {
  at: string;
  record: Values;
  sent: Record<string, { with: Values; numbers: string[] }>;
}

const sentFiles = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((f) =>
  f.endsWith('sent.yaml'),
);

describe.each(sentFiles)('%s', (file) => {
  const { at, record, sent } = parse(readFileSync(join(import.meta.dirname, file), 'utf8'), {
    schema: 'core',
  }) as Sent;
  test.each(Object.entries(sent))('%s', async (_, { with: changes, numbers }) => {
    const context = { periodEnd: at, databases: ['901'], sourceLas: ['336'] };
    const found = await checkRecord(editionOn(loadEditions(), at), { ...record, ...changes }, context);
    expect(found.map((f) => f.number).sort()).toEqual(numbers);
  });
});

// Worked cases that begin with a file: what DfE's checks say of each of its records.
const root = join(import.meta.dirname, 'return');
const cases = readdirSync(root).filter(
  (name) => existsSync(join(root, name, 'expected.yaml')) && !existsSync(join(root, name, 'input.yaml')),
);

describe.each(cases)('%s', (name) => {
  const folder = join(root, name);
  const expected = parse(readFileSync(join(folder, 'expected.yaml'), 'utf8'), { schema: 'core' }) as Expected;
  test.each(expected.checks ?? [])(
    'gives the numbers worked by hand: $file $edition',
    async ({ file, edition, findings, never }) => {
      const report = await checkFile(join(folder, file), { edition });
      const found: Record<string, string[]> = {};
      for (const { record, number } of report.findings) {
        const key = record ?? 'file';
        found[key] = [...new Set([...(found[key] ?? []), number])].sort((a, b) => Number(a) - Number(b));
      }
      expect(found).toEqual(findings);
      const raised = new Set(report.findings.map((f) => f.number));
      expect((never ?? []).filter((n) => raised.has(n))).toEqual([]);
    },
  );
});
