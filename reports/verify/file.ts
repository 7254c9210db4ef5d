import { z } from 'zod';
import { reportId, runId, snapshotId } from '../../base/ids.ts';
import { headings } from '../render/words.ts';
import type { Printing } from '../render/properties.ts';
import type { Break, Chart, Result, ResultColumn, Row, Stamp } from '../result.ts';
import { damaged } from './damaged.ts';
import type { Line } from './lines.ts';

/** What a file says, read from its own cells. */
export interface ResultFile {
  format: 'csv' | 'json' | 'xlsx' | 'docx' | 'ods' | 'pdf' | 'xml';
  title: string;
  definition: string;
  notes: string[];
  sources: string[];
  /** Null also where the format carries no chart. */
  chart: Chart | null;
  breaks?: readonly Break[];
  columns: ResultColumn[];
  rows: Row[];
  stamp: Stamp;
  /** What the symbols mean, where the file tells machines. */
  symbols: Record<string, string> | null;
  /** CSV: whether text is guarded against being taken for a formula. */
  guard: boolean;
  /** Excel: how it was laid out. */
  printing: Printing;
  /** XML: everything outside the rows. */
  lines: Line[];
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
  authority: z.string().optional(),
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

const ChartShape = z.object({
  kind: z.enum(['line', 'bar']),
  x: z.string(),
  y: z.array(z.string()),
  title: z.string().nullable(),
  series: z.string().nullable().optional(),
});

const BreakShape = z.object({
  number: z.number(),
  column: z.string(),
  at: z.string(),
  from: z.string(),
  to: z.string(),
  reason: z.string(),
});

const Words = z.object({
  title: z.string(),
  definition: z.string(),
  notes: z.array(z.string()),
  sources: z.array(z.string()),
  chart: ChartShape.nullable(),
  breaks: z.array(BreakShape).optional(),
});

/** Title, definition, notes, sources and chart out of a file. Throws `result-damaged` when one is missing. */
export function readWords(value: unknown): Pick<Result, 'title' | 'definition' | 'chart' | 'breaks'> & {
  notes: string[];
  sources: string[];
} {
  const words = Words.safeParse(value);
  if (words.success) return words.data;
  throw damaged('its title, definition, notes or sources are not complete', words.error);
}

/** What only some formats carry. */
export const PLAIN = {
  chart: null,
  symbols: null,
  guard: false,
  printing: { sheetRows: 0, streamed: false, picture: null },
  lines: [],
} satisfies Partial<ResultFile>;

/** The meanings of symbols out of a file. Throws `result-damaged` when they are none. */
export function readSymbols(value: unknown): Record<string, string> {
  const symbols = z.record(z.string(), z.string()).safeParse(value);
  if (symbols.success) return symbols.data;
  throw damaged('what its symbols mean is not complete', symbols.error);
}

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
