import type { LiveCheck, LiveFinding } from './live-check.ts';
import { csvLines } from './csv-lines.ts';

const count = (n: number, what: string): string =>
  `${n.toLocaleString('en-GB')} ${what}${n === 1 ? '' : 's'}`;

/** A live check in lines for the terminal: each check with its count, then whose work it is. */
export function liveText(found: LiveCheck, out: string | null): string {
  const { edition, totals, owners } = found;
  const lines = [
    `${count(found.records, 'record')} to ${found.periodEnd} as the case store is now, by edition ${edition.id}${edition.status === 'draft' ? ' (draft)' : ''}`,
  ];
  if (totals.length === 0) return [...lines, 'Nothing found.'].join('\n');
  for (const t of totals) {
    const priority = t.priority === null ? 'priority not known' : `priority ${t.priority}`;
    lines.push(`  ${t.number.padEnd(4)} ${t.reason}  (${t.count}, ${priority})`);
  }
  lines.push('Whose work it is:');
  for (const o of owners) {
    const who = [o.caseworker, o.team].filter((name) => name !== null).join(', ') || 'nobody yet';
    lines.push(`  ${String(o.count).padStart(6)}  ${who} (${count(o.people, 'record')})`);
  }
  if (out !== null) lines.push(`${out}: ${count(found.findings.length, 'finding')}.`);
  return lines.join('\n');
}

const COLUMNS = [
  'record',
  'ref',
  'field',
  'value',
  'number',
  'priority',
  'reason',
  'fix',
  'caseworker',
  'team',
] as const;

/** The findings as CSV with a heading. */
export const liveCsv = (findings: readonly LiveFinding[]): string =>
  csvLines([COLUMNS, ...findings.map((f) => COLUMNS.map((column) => f[column]))]);
