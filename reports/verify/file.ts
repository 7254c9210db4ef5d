import { z } from 'zod';
import { reportId, runId, snapshotId } from '../../base/ids.ts';
import { headings } from '../render/words.ts';
import type { ResultColumn, Row, Stamp } from '../result.ts';
import { damaged } from './damaged.ts';

/** What a file says, read from its own cells. */
export interface ResultFile {
  format: 'csv' | 'json' | 'xlsx' | 'docx' | 'xml';
  title: string;
  columns: ResultColumn[];
  rows: Row[];
  stamp: Stamp;
  /** The seal printed in the file. */
  seal: string;
  /** What no file of ours says, in words: a number that became text, a stamp that is told twice and differs … */
  doubts: string[];
}

const Column = z.object({
  name: z.string(),
  label: z.string(),
  type: z.enum(['text', 'code', 'date', 'month', 'instant', 'count', 'number', 'percent', 'days', 'flag']),
  decimals: z.number().int().min(0),
  description: z.string().nullable(),
});

const StampShape = z.object({
  report: z.string().transform(reportId),
  version: z.string(),
  definitionHash: z.string(),
  snapshot: z.string().transform(snapshotId),
  snapshotBuiltAt: z.string(),
  asAt: z.string(),
  knownAt: z.string(),
  parameters: z.record(z.string(), z.string().nullable()),
  rowCount: z.number(),
  resultHash: z.string(),
  profile: z.string(),
  engine: z.string(),
  runId: z.string().transform(runId),
  person: z.string(),
  ranAt: z.string(),
});

/** Columns out of a file. Throws `result-damaged` when they are none. */
export function readColumns(value: unknown): ResultColumn[] {
  const columns = z.array(Column).min(1).safeParse(value);
  if (columns.success) return columns.data;
  throw damaged('what it says of its columns is not complete', columns.error);
}

/** A stamp out of a file. Throws `result-damaged` when it is none. */
export function readStampShape(value: unknown): Stamp {
  const stamp = StampShape.safeParse(value);
  if (stamp.success) return stamp.data;
  throw damaged('its stamp is not complete', stamp.error);
}

/** A doubt when the headings over the table are not those of its columns. */
export function headingDoubts(found: readonly string[], columns: readonly ResultColumn[]): string[] {
  const wanted = headings(columns);
  const same = found.length === wanted.length && found.every((text, i) => text === wanted[i]);
  return same ? [] : ['The headings of the table are not those that the report gives.'];
}

/** Collects doubts and keeps the first few, so that a ruined file does not give a million. */
export function doubtList(): { list: string[]; add(text: string): void } {
  const list: string[] = [];
  return {
    list,
    add(text) {
      if (list.length < 20) list.push(text);
    },
  };
}
