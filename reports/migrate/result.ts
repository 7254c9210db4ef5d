import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { reportId } from '../../base/ids.ts';
import { resultHash } from '../hash.ts';
import type { Result, ResultColumn, Row } from '../result.ts';
import type { Comparison } from './compare.ts';

const Rules = z.array(z.strictObject({ id: z.string(), label: z.string() }));

/** The rules by which a person may explain a difference: see sql/reference/difference-rules.yaml. */
export const differenceRules = (): z.infer<typeof Rules> =>
  Rules.parse(
    parse(readFileSync(new URL('../../sql/reference/difference-rules.yaml', import.meta.url), 'utf8')),
  );

const text = (name: string, label: string): ResultColumn => ({
  name,
  label,
  type: 'text',
  decimals: 0,
  description: null,
});

/** The comparison as a result, so that it goes into any format; what differs comes first. */
export function comparisonResult({ cells, counts }: Comparison, ours: Result, old: string): Result {
  const rules = new Map(differenceRules().map(({ id, label }) => [id, label]));
  const columns = [
    text('row', 'Row'),
    text('figure', 'Figure'),
    text('old', 'Old system'),
    text('ours', 'Here'),
    text('verdict', 'Verdict'),
    text('rule', 'Rule'),
    text('people', 'People'),
    text('note', 'Note'),
    text('by', 'Explained by'),
  ];
  const order = ['not explained', 'explained', 'equal'];
  const rows: Row[] = [...cells]
    .sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
    .map(({ rowKey, label, oldValue, newValue, verdict, explanation }) => [
      rowKey,
      label,
      oldValue,
      newValue,
      verdict,
      explanation === null ? null : (rules.get(explanation.rule) ?? explanation.rule),
      explanation === null || explanation.people.length === 0 ? null : explanation.people.join(', '),
      explanation?.note ?? null,
      explanation?.writtenBy ?? null,
    ]);
  const stamp = {
    ...ours.stamp,
    report: reportId('migrate-compare'),
    rowCount: rows.length,
    resultHash: resultHash(columns, rows),
  };
  return {
    title: `${old}, beside ${ours.stamp.report} ${ours.stamp.version}`,
    definition: `The old system's printed figures beside ours, cell by cell: ${counts.equal} equal, ${counts.explained} explained, ${counts.open} not yet explained.`,
    columns,
    rows,
    notes: [
      'An explanation is of one cell and its two numbers; when one of them changes, it explains nothing any more.',
    ],
    chart: null,
    sources: [],
    stamp,
  };
}
