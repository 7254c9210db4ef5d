import type { CheckReport } from '../nccis/check/report.ts';
import type { Comparison } from '../nccis/compare/compare.ts';
import type { Submission } from '../operational/submissions/submission.ts';
import { longDay, longMonth } from '../reports/render/words.ts';
import { comparisonText } from './return-compare-text.ts';
import type { BuiltReturn } from '../reports/returns/nccis/build.ts';

/** A return that was just made, in lines for the terminal: who is in it, what it stands in for, and what the checks say of it. */
export function returnText(
  made: BuiltReturn,
  report: CheckReport,
  superseded: Submission | null,
  about: {
    submission?: number;
    standing?: Submission | null;
    unsent?: string[];
    comparison?: Comparison | null;
  } = {},
): string {
  const statuses = Object.entries(made.byStatus).map(([status, n]) => `${status} ${n}`);
  return [
    `${made.file}: ${made.records} records to ${made.periodEnd} (${statuses.join(', ')}), edition ${made.edition}, valid against its schema.`,
    ...lateText(made.late),
    ...(superseded === null ? [] : [`It supersedes the return for ${returnName(superseded)}.`]),
    ...standingText(about.standing ?? null),
    ...unsentText(about.unsent ?? []),
    ...(about.comparison ? [comparisonText(about.comparison, false)] : []),
    ...checksText(report, made.file),
    ...(about.submission === undefined
      ? []
      : [
          `It is return ${about.submission}, a draft. When it has gone to the Department: casehouse submission sent ${about.submission}`,
        ]),
  ].join('\n');
}

/** `October 2026 made on 3 November 2026 from snapshot …: 11,597 records` */
export const returnName = (s: Submission): string =>
  `${longMonth(s.periodEnd)} made on ${longDay(s.madeAt.slice(0, 10))} at ${s.madeAt.slice(11, 16)} UTC from snapshot ${s.snapshot}, ${s.records.toLocaleString('en-GB')} ${s.records === 1 ? 'record' : 'records'}`;

const standingText = (standing: Submission | null): string[] =>
  standing === null
    ? []
    : [
        `Return ${standing.id} for ${returnName(standing)}, was ${standing.state} and stands until this one is.`,
      ];

function unsentText(months: string[]): string[] {
  if (months.length === 0) return [];
  const words = months.map(longMonth).join(', ');
  return [
    `No return was sent for ${words}, so nothing in it counts as told: if one was, say so first (casehouse submission sent), and make this one again.`,
  ];
}

function lateText(late: Record<string, number>): string[] {
  const months = Object.entries(late).sort();
  if (months.length === 0) return [];
  const total = months.reduce((sum, [, n]) => sum + n, 0);
  const words = months.map(([month, n]) => `${longMonth(`${month}-01`)} ${n}`);
  return [
    `${total} of them left in an earlier month and ${total === 1 ? 'was' : 'were'} not yet reported: ${words.join(', ')}.`,
  ];
}

function checksText(report: CheckReport, file: string): string[] {
  if (report.totals.length === 0) return ["The Department's checks find nothing."];
  const count = report.totals.filter((t) => t.priority === 1).reduce((sum, t) => sum + t.count, 0);
  return [
    "The Department's checks find:",
    ...report.totals.map(
      (t) =>
        `  ${t.number}  ${t.reason}  (${t.count}${t.priority === null ? '' : `, priority ${t.priority}`})`,
    ),
    count === 0
      ? 'None of it is an error of priority 1.'
      : `${count} ${count === 1 ? 'error' : 'errors'} of priority 1 ${count === 1 ? 'stands' : 'stand'}: correct ${count === 1 ? 'it' : 'them'} before the file is sent.`,
    `"casehouse check nccis ${file}" says whom they concern.`,
  ];
}
