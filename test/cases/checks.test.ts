import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkFile } from '../../nccis/check/check.ts';

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

// Worked cases that begin with a file: what DfE's checks say of each of its records.
const root = join(import.meta.dirname, 'return');
const cases = readdirSync(root).filter((name) => !existsSync(join(root, name, 'input.yaml')));

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
