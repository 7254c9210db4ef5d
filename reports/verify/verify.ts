import { access } from 'node:fs/promises';
import { CasehouseError } from '../../base/errors.ts';
import { resultHash } from '../hash.ts';
import { seal } from '../render/seal.ts';
import { longDay } from '../render/words.ts';
import type { Result, Stamp } from '../result.ts';
import { compareRows, type Differences } from './compare.ts';
import { readCsvResult } from './csv.ts';
import { DAMAGED, notAResult } from './damaged.ts';
import { readExcelResult } from './excel.ts';
import type { ResultFile } from './file.ts';
import { readJsonResult } from './json.ts';
import { jsonLines, lineDoubts } from './lines.ts';
import { readOdsResult } from './ods.ts';
import { readPdfResult } from './pdf.ts';
import { printDoubts } from './print.ts';
import { readWordResult } from './word.ts';
import { readXmlResult } from './xml.ts';

/** What verifying a file found. */
export interface Verdict {
  outcome: 'same' | 'file altered' | 'differs';
  /** One plain sentence. */
  message: string;
  /** Null when the file can't be read. */
  stamp: Stamp | null;
  /** Hash of the file's own cells; null when the file can't be read. */
  fileHash: string | null;
  /** Hash of the re-run; null when it was not, or could not be, run. */
  currentHash: string | null;
  /** What is wrong with the file itself, in words. */
  doubts: string[];
  /** How the file's cells differ from the re-run; null when they do not, or there is nothing to compare. */
  differences: Differences | null;
}

const READERS: Readonly<Record<string, (file: string) => Promise<ResultFile>>> = {
  csv: readCsvResult,
  json: readJsonResult,
  xlsx: readExcelResult,
  docx: readWordResult,
  ods: readOdsResult,
  pdf: readPdfResult,
  xml: readXmlResult,
};

/**
 * Reads a result from the cells of a file that Casehouse wrote: CSV (with its sidecar), JSON, Excel, Word,
 * OpenDocument or XML; a PDF's from what is attached to it.
 * Throws `CasehouseError`: `not-a-result` for other files, `result-damaged` for one that can't be read any more.
 */
export async function readResultFile(file: string): Promise<ResultFile> {
  const reader = READERS[/\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? ''];
  if (reader === undefined)
    throw notAResult('its name does not end in .csv, .json, .xlsx, .docx, .ods, .pdf or .xml');
  await access(file).catch((cause: unknown) => {
    throw new CasehouseError('no-file', `There is no file ${file}.`, {
      next: 'Check the name and the folder.',
      cause,
    });
  });
  return reader(file);
}

/**
 * Says whether a file still holds what its report gave: its own cells and words against its own stamp and seal, all that
 * it prints against what Casehouse prints for them (`printDoubts` lists what is left out there), then its cells, title,
 * definition and columns against `rerun`, which runs the stamp's report again on the stamp's snapshot. Errors of `rerun` pass through, unless the file is
 * altered anyway. Throws `CasehouseError` `not-a-result` when the file is none of ours.
 */
export async function verifyFile(file: string, rerun: (stamp: Stamp) => Promise<Result>): Promise<Verdict> {
  let found: ResultFile;
  try {
    found = await readResultFile(file);
  } catch (error) {
    if (error instanceof CasehouseError && error.code === DAMAGED) return unreadable(error);
    throw error;
  }
  const hash = hashOf(found);
  const doubts = [...found.doubts, ...doubtsOf(found, hash), ...(await reprinted(file, found))];
  if (doubts.length > 0) return altered(found, hash, doubts, await rerun(found.stamp).catch(() => null));
  const now = await rerun(found.stamp);
  const lies = stampLies(found.stamp, now.stamp);
  if (lies.length > 0) return altered(found, hash, lies, now);
  const verdict = compared(found, hash, now);
  const words = verdict.outcome === 'same' ? wordLies(found, now) : [];
  return words.length > 0 ? altered(found, hash, words, now) : verdict;
}

function hashOf({ columns, rows }: ResultFile): string | null {
  try {
    return resultHash(columns, rows);
  } catch {
    return null;
  }
}

/** How what the file prints differs from what would be printed; no word of it when its cells can't be printed at all. */
async function reprinted(file: string, found: ResultFile): Promise<string[]> {
  try {
    return await printDoubts(file, found);
  } catch (error) {
    if (!(error instanceof CasehouseError)) throw error;
    return found.doubts.length > 0 ? [] : [`What the file says can't be printed again. ${error.message}`];
  }
}

function doubtsOf(found: ResultFile, hash: string | null): string[] {
  const { rows, stamp, symbols } = found;
  const doubts: string[] = [];
  if (rows.length !== stamp.rowCount) {
    doubts.push(`The file has ${rows.length} rows; its stamp says ${stamp.rowCount}.`);
  }
  if (hash !== stamp.resultHash) doubts.push('The cells do not give the result hash of the stamp.');
  if (seal(found, symbols ?? undefined) !== found.seal) {
    doubts.push(
      'Its title, definition, notes, sources, columns, meanings or stamp are not those that were sealed.',
    );
  }
  return doubts;
}

/** What the stamp says of its snapshot and what the snapshot says of itself. */
function stampLies(file: Stamp, now: Stamp): string[] {
  const lies: string[] = [];
  if (file.asAt !== now.asAt) {
    lies.push(`The stamp says data as at ${longDay(file.asAt)}; the snapshot is as at ${longDay(now.asAt)}.`);
  }
  if (Date.parse(file.knownAt) !== Date.parse(now.knownAt)) {
    lies.push(
      `The stamp says known on ${file.knownAt}; the snapshot holds what was known on ${now.knownAt}.`,
    );
  }
  return lies;
}

/** What the file says of the measure and what the same definition says: a file that was sealed again is found so. */
function wordLies(file: ResultFile, now: Result): string[] {
  if (file.stamp.definitionHash !== now.stamp.definitionHash) return [];
  const words = ({ title, definition, columns }: Pick<Result, 'title' | 'definition' | 'columns'>) => ({
    title,
    definition,
    columns: columns.map(({ label, description }) => ({ label, description })),
  });
  return lineDoubts(jsonLines(words(file), ''), jsonLines(words(now), ''));
}

function altered(found: ResultFile, hash: string | null, doubts: string[], now: Result | null): Verdict {
  const differences = now === null ? null : differencesOf(found, now);
  const where = differences === null ? doubts[0]! : `${inWords(differences)}.`;
  return {
    outcome: 'file altered',
    message: `The file was altered after Casehouse wrote it. ${where}`,
    stamp: found.stamp,
    fileHash: hash,
    currentHash: now?.stamp.resultHash ?? null,
    doubts,
    differences,
  };
}

function unreadable(error: CasehouseError): Verdict {
  return {
    outcome: 'file altered',
    message: `The file was altered or damaged after Casehouse wrote it. ${error.message}`,
    stamp: null,
    fileHash: null,
    currentHash: null,
    doubts: [error.message],
    differences: null,
  };
}

function compared(found: ResultFile, fileHash: string | null, now: Result): Verdict {
  const currentHash = resultHash(now.columns, now.rows);
  const { stamp } = found;
  const what = `${stamp.report} ${stamp.version} on snapshot ${stamp.snapshot}`;
  const base = { stamp, fileHash, currentHash, doubts: [] };
  if (currentHash === fileHash) {
    const rows = `${stamp.rowCount.toLocaleString('en-GB')} ${stamp.rowCount === 1 ? 'row' : 'rows'}`;
    const message = `The file is as Casehouse wrote it, and ${what} still gives the same ${rows}.`;
    return { ...base, outcome: 'same', message, differences: null };
  }
  const differences = differencesOf(found, now);
  const why = cause(stamp, now.stamp);
  const how = differences === null ? 'it has other columns now' : inWords(differences);
  const message = `The file is as Casehouse wrote it, but ${what} gives something else now: ${how}${why}.`;
  return { ...base, outcome: 'differs', message, differences };
}

/** The likeliest reason, from what is not the same about the two runs. */
function cause(file: Stamp, now: Stamp): string {
  if (file.definitionHash !== now.definitionHash) return ', because the definition of the report was changed';
  if (file.profile !== now.profile) return ', because another suppression profile was used';
  if (file.engine !== now.engine)
    return `, and the database engine was ${file.engine} then and is ${now.engine} now`;
  return '';
}

function differencesOf(found: ResultFile, now: Result): Differences | null {
  const shape = (columns: Result['columns']) => columns.map(({ name, type }) => `${name} ${type}`).join();
  if (shape(found.columns) !== shape(now.columns)) return null;
  const differences = compareRows(now.columns, found.rows, now.rows);
  const none = differences.count + differences.rowsOnlyInFile + differences.rowsOnlyNow === 0;
  return none ? null : differences;
}

function inWords({ cells, count, rowsOnlyInFile, rowsOnlyNow }: Differences): string {
  const parts: string[] = [];
  const first = cells[0];
  if (first !== undefined) {
    const number = count === 1 ? 'one cell differs' : `${count} cells differ`;
    const which = `${first.column}, ${first.row}: the file has ${first.file}, the report gives ${first.now}`;
    parts.push(count === 1 ? `${number} (${which})` : `${number} (first ${which})`);
  }
  if (rowsOnlyInFile > 0)
    parts.push(`${rowsOnlyInFile} ${rowsOnlyInFile === 1 ? 'row is' : 'rows are'} only in the file`);
  if (rowsOnlyNow > 0)
    parts.push(`${rowsOnlyNow} ${rowsOnlyNow === 1 ? 'row is' : 'rows are'} missing from the file`);
  return parts.join('; ');
}
