import { fixed } from '../../base/rounding.ts';
import type { ActivityTable } from './activities.ts';
import type { Linkable } from './completeness.ts';
import type { CheckReport } from './report.ts';

const MOST_EXAMPLES = 3;
const MOST_FAULTS = 5;

/** A report in lines for a person at a terminal: each check that fired with its count, what to do, and whom it concerns first. */
export function reportText(report: CheckReport): string {
  const { edition } = report;
  const lines = [
    `${report.file}: ${count(report.records, 'record')}${report.periodEnd ? ` to ${report.periodEnd}` : ''}, by edition ${edition.id}${edition.status === 'draft' ? ' (draft)' : ''}`,
  ];
  if (report.refused) lines.push('DfE would refuse the whole file.');
  if (report.schema.length > 0) {
    lines.push('', 'Against the schema:');
    for (const fault of report.schema.slice(0, MOST_FAULTS))
      lines.push(`  line ${fault.line}: ${fault.message}`);
    if (report.schema.length > MOST_FAULTS) lines.push(`  and ${report.schema.length - MOST_FAULTS} more`);
  }
  for (const total of [...report.totals].sort(byWeight)) {
    const who = report.findings.filter((f) => f.number === total.number).slice(0, MOST_EXAMPLES);
    const priority = total.priority === null ? 'priority not known' : `priority ${total.priority}`;
    lines.push('', `${total.number}  ${total.reason}  (${total.count}, ${priority})`, `     ${total.fix}`);
    for (const f of who)
      lines.push(
        `     ${where(f.line, f.record)}${f.value ? `: ${f.value}` : ''}${f.reason === total.reason ? '' : ` ${f.reason}`}`,
      );
    if (total.count > who.length) lines.push(`     and ${total.count - who.length} more`);
  }
  if (report.totals.length === 0 && report.schema.length === 0) lines.push('Nothing found.');
  if (report.activities !== null && report.records > 0) lines.push('', ...tableText(report.activities));
  if (report.completeness.some(({ of }) => of > 0)) lines.push('', ...completenessText(report.completeness));
  return lines.join('\n');
}

/** Whether a file is fit to be sent: nothing found but hints. */
export const isClean = (report: CheckReport): boolean =>
  !report.refused && report.schema.length === 0 && report.totals.every((t) => t.priority === 3);

const byWeight = (
  a: { priority: number | null; count: number },
  b: { priority: number | null; count: number },
): number => (a.priority ?? 2) - (b.priority ?? 2) || b.count - a.count;

const count = (n: number, what: string): string =>
  `${n.toLocaleString('en-GB')} ${what}${n === 1 ? '' : 's'}`;

const where = (line: number | null, record: string | null): string =>
  [line === null ? null : `line ${line}`, record].filter(Boolean).join(', ') || 'the file';

const number = (n: number): string => n.toLocaleString('en-GB');
const percent = (n: number | null): string => (n === null ? '' : `${fixed(n, 1)} %`);

/** The Department's monthly table, without the lines that nobody is in. */
function tableText({ years, lines }: ActivityTable): string[] {
  const width = 56;
  const cells = (values: string[]) => values.map((value) => value.padStart(10)).join('');
  const rows = lines.filter((line) => line.all > 0 || line.kind === 'total');
  return [
    `${'Activities of those in the cohort'.padEnd(width)}${cells([...years.map((y) => `Year ${y}`), 'All', ''])}`,
    ...rows.map(({ key, label, kind, counts, all, share }) => {
      const name =
        kind === 'line' || kind === 'outside' ? `  ${/^\d/.test(key) ? `${key} ` : ''}${label}` : label;
      const outside = kind === 'outside' ? ' (outside the total)' : '';
      const fitted = `${name}${outside}`;
      const text = fitted.length < width ? fitted : `${fitted.slice(0, width - 2)}…`;
      return `${text.padEnd(width)}${cells([...counts.map(number), number(all), percent(share)])}`;
    }),
  ];
}

const completenessText = (lines: Linkable[]): string[] => [
  'Numbers by which records are linked (there and rightly formed):',
  ...lines.map(
    ({ label, asked, of, valid, percent: share }) =>
      `  ${label}: ${number(valid)} of ${number(of)}${share === null ? '' : `, ${percent(share)}`} (${asked})`,
  ),
];
