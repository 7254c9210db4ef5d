import { existsSync, readFileSync } from 'node:fs';
import { ledger, type Requirement, readRequirements } from './requirements.ts';
import { OUTCOMES_FILE, type Outcome } from './reporter.ts';

const PRIORITIES: Record<string, string> = {
  1: 'reporting and warehouse',
  2: 'data that reports need',
  3: 'the rest of case work',
  4: 'services, not software',
};

/** Prints the ledger; `--verbose` by kind too, `--missing` with what is unproven. Returns the exit status. */
export function printLedger(args: readonly string[]): number {
  if (!existsSync(OUTCOMES_FILE)) {
    console.error('There is no test run to read. Run "npm test" first.');
    return 1;
  }
  const outcomes = JSON.parse(readFileSync(OUTCOMES_FILE, 'utf8')) as Outcome[];
  const { requirements, proven, unknown } = ledger(readRequirements(), outcomes);
  const line = (label: string, rows: readonly Requirement[]) =>
    console.log(`${label}: proven ${rows.filter(({ id }) => proven.has(id)).length} of ${rows.length}`);
  line('all', requirements);
  for (const [priority, meaning] of Object.entries(PRIORITIES)) {
    line(
      `priority ${priority} (${meaning})`,
      requirements.filter((row) => row.priority === priority),
    );
  }
  if (args.includes('--verbose')) {
    const kinds = [...new Set(requirements.map(({ kind }) => kind))].sort();
    for (const kind of kinds)
      line(
        kind,
        requirements.filter((row) => row.kind === kind),
      );
  }
  if (args.includes('--missing')) {
    for (const { id, priority, requirement } of requirements) {
      if (!proven.has(id)) console.log(`  ${id} (priority ${priority}) ${requirement}`);
    }
  }
  for (const { id, test } of unknown)
    console.error(`There is no requirement ${id}, named by the test "${test}".`);
  return unknown.length > 0 ? 1 : 0;
}
