import { CasehouseError } from '../../base/errors.ts';
import type { Duck } from '../duckdb.ts';
import { audits } from './models.ts';

/** Runs every audit of sql/audits; one that returns a row stops the publishing, with the rows that it found. */
export async function runAudits(duck: Duck): Promise<{ name: string; passed: boolean }[]> {
  const done: { name: string; passed: boolean }[] = [];
  for (const audit of audits()) {
    const { columns, rows } = await duck.run(`select * from (${audit.sql}) limit 5`);
    if (rows.length > 0) {
      const shown = rows
        .map((row) => row.map((cell, i) => `${columns[i]?.name} ${cell}`).join(', '))
        .join('; ');
      throw new CasehouseError(
        'audit-failed',
        `The audit ${audit.name} found rows that can't be right: ${shown}.`,
        {
          status: 500,
          next: 'The last snapshot goes on serving. Correct what the rows name in the case store, or the rule, then run the nightly load again.',
        },
      );
    }
    done.push({ name: audit.name, passed: true });
  }
  return done;
}
