import type { RawRow } from './delimited.ts';
import { refusal } from './refusal.ts';

/** Rows of a workbook's first sheet. */
// biome-ignore lint/correctness/useYield: refused for now
export async function* workbookRows(file: string): AsyncGenerator<RawRow> {
  throw refusal(file, 'it is a workbook or a zip archive.', 'Save the sheet as CSV UTF-8 and load that.');
}
