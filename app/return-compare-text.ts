import { fixed } from '../base/rounding.ts';
import type { Comparison } from '../nccis/compare/compare.ts';
import { longMonth } from '../reports/render/words.ts';
import { csvLines } from './csv-lines.ts';

const number = (n: number): string => n.toLocaleString('en-GB');
const signed = (n: number): string => (n > 0 ? `+${number(n)}` : n < 0 ? `−${number(-n)}` : '0');
const reasons = (byReason: Record<string, number>): string[] =>
  Object.entries(byReason).map(([reason, n]) => `  ${number(n).padStart(7)}  ${reason}`);

/** A comparison in lines: alarms first, then the cohort, who came and went, the headline, and (`codes`) each code that changed. */
export function comparisonText(found: Comparison, codes = true): string {
  const { before, after, cohort, entered, left, changed, unchanged, alarms } = found;
  const percent =
    cohort.percent === null
      ? ''
      : ` (${cohort.percent > 0 ? '+' : cohort.percent < 0 ? '−' : ''}${fixed(Math.abs(cohort.percent), 1)} %)`;
  const headline = ['eet', 'neet', 'not-known'].map((key) => {
    const of = (side: 'before' | 'after') => found.activities[side].lines.find((line) => line.key === key)!;
    const [b, a] = [of('before'), of('after')];
    const share = (n: number | null) => (n === null ? '–' : `${fixed(n, 1)} %`);
    return `  ${a.label}: ${number(b.all)} → ${number(a.all)} (${signed(a.all - b.all)}), ${share(b.share)} → ${share(a.share)}`;
  });
  const moved = found.codes.filter((c) => c.change !== 0);
  return [
    ...alarms.map((alarm) => `ALARM: ${alarm.message}`),
    `${longMonth(after.periodEnd)} against ${longMonth(before.periodEnd)} (${before.file}): the cohort ${number(cohort.before)} → ${number(cohort.after)}, ${signed(cohort.change)}${percent}.`,
    `Came in: ${number(entered.count)}`,
    ...reasons(entered.byReason),
    `Went: ${number(left.count)}`,
    ...reasons(left.byReason),
    'Years 12 and 13:',
    ...headline,
    `Gender, date of birth or ethnicity is another: ${number(changed.count)}${
      changed.count > 0
        ? ` (${Object.entries(changed.byField)
            .map(([field, n]) => `${field} ${n}`)
            .join(', ')})`
        : ''
    }.`,
    `${number(unchanged.alike)} of ${number(unchanged.both)} records in both files are alike in every element.`,
    ...(codes && moved.length > 0
      ? [
          'Codes whose count changed:',
          ...moved.map(
            (c) =>
              `  ${c.label} ${c.code === '' ? '(none)' : c.code}: ${number(c.before)} → ${number(c.after)} (${signed(c.change)})`,
          ),
        ]
      : []),
  ].join('\n');
}

/** Who came, who went and whose facts changed, a line each, as CSV with a heading. */
export const comparisonCsv = ({ entered, left, changed }: Comparison): string =>
  csvLines([
    ['what', 'young_persons_id', 'status', 'reason', 'field', 'before', 'after'],
    ...entered.people.map((p) => ['came in', p.ypid, p.status, p.reason, null, null, null]),
    ...left.people.map((p) => ['went', p.ypid, p.status, p.reason, null, null, null]),
    ...changed.people.map((p) => ['changed', p.ypid, null, null, p.field, p.before, p.after]),
  ]);
