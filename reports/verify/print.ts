import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { metadata } from '../render/csv.ts';
import { writeExcel } from '../render/excel/excel.ts';
import { writeOds } from '../render/ods/ods.ts';
import { jsonHead } from '../render/json.ts';
import { type Said, saidOf } from '../render/seal.ts';
import { xmlHead, xmlTail } from '../render/xml.ts';
import type { Row } from '../result.ts';
import { coreLines } from './about.ts';
import { excelPrint } from './excel-print.ts';
import type { ResultFile } from './file.ts';
import { jsonLines, type Line, lineDoubts } from './lines.ts';
import { odsPrint } from './ods.ts';
import { pdfDoubts } from './pdf.ts';
import { wordPrint } from './word-print.ts';
import { xmlLines } from './xml.ts';
import { withZip, type Zip } from './zip.ts';

/**
 * Prints again what was read from a file and compares every text of the two, so that whatever was added, removed or
 * changed beside the cells is named. Not compared, because programs that only open and save a file change them: fonts,
 * colours, sizes and styles (so words made white are not found), empty paragraphs, who saved the file last and when, a document's
 * settings and macros, properties that are not ours, and in CSV, JSON and XML spaces between values and the order of keys.
 */
export async function printDoubts(file: string, found: ResultFile): Promise<string[]> {
  const { rows, format, guard } = found;
  const said = saidOf(found);
  switch (format) {
    case 'json': {
      const { rows: _rows, ...head } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
      return lineDoubts(jsonLines(head, ''), jsonLines(jsonHead(said), ''));
    }
    case 'csv': {
      const about = JSON.parse(await readFile(`${file}.json`, 'utf8')) as Record<string, unknown>;
      // A file may be renamed.
      const wanted = { ...metadata(said, file, guard), url: about.url };
      return lineDoubts(jsonLines(about, ''), jsonLines(wanted, ''));
    }
    case 'xml': {
      const wanted = await xmlLines(xmlHead(said) + xmlTail(said));
      return lineDoubts(found.lines, wanted);
    }
    case 'pdf':
      return pdfDoubts(file, found);
    default:
      return officeDoubts(file, found, said, rows);
  }
}

async function officeDoubts(
  file: string,
  { format, printing }: ResultFile,
  said: Said,
  rows: readonly Row[],
): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'casehouse-verify-'));
  try {
    const again = join(folder, `again.${format}`);
    if (format === 'docx') {
      await (await import('../render/word/word.ts')).writeWord({ ...said, rows }, again);
    } else {
      const source = { ...said, rows: printing.streamed ? rows.values() : rows };
      await (format === 'ods' ? writeOds : writeExcel)(source, again, printing.sheetRows);
    }
    return lineDoubts(await withZip(file, officeLines(format)), await withZip(again, officeLines(format)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const officeLines =
  (format: ResultFile['format']) =>
  async (zip: Zip): Promise<Line[]> => {
    if (format === 'ods') return odsPrint(zip);
    return [
      ...(await (format === 'docx' ? wordPrint(zip) : excelPrint(zip))),
      ...(await coreLines(await zip.text('docProps/core.xml'))),
    ];
  };
