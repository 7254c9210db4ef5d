import type { Result } from '../result.ts';
import { writeCsv } from './csv.ts';
import { writeExcel } from './excel/excel.ts';
import { writeJson } from './json.ts';
import { writeOds } from './ods/ods.ts';
import { ODS_TYPE } from './ods/parts.ts';
import type { Source } from './source.ts';
import { writeXml } from './xml.ts';

/** A file format that a result can be written in. */
export interface Format {
  extension: string;
  mediaType: string;
  /** Writes the whole file or none of it. Throws `CasehouseError` when the result does not fit. */
  write(result: Result | Source, file: string): Promise<void>;
}

/** Name of a format, as `--format` and the downloads have it. */
export type FormatName = 'csv' | 'json' | 'xlsx' | 'docx' | 'ods' | 'pdf' | 'xml';

/** Every format that results come in; `csv` also writes `<file>.json` beside it. */
export const formats: Readonly<Record<FormatName, Format>> = {
  csv: {
    extension: 'csv',
    mediaType: 'text/csv; charset=utf-8',
    write: (result, file) => writeCsv(result, file),
  },
  json: { extension: 'json', mediaType: 'application/json', write: writeJson },
  xlsx: {
    extension: 'xlsx',
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    write: (result, file) => writeExcel(result, file),
  },
  docx: {
    extension: 'docx',
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    // its chart engine is large: only those who want a Word file wait for it
    write: async (result, file) => (await import('./word/word.ts')).writeWord(result, file),
  },
  ods: { extension: 'ods', mediaType: ODS_TYPE, write: (result, file) => writeOds(result, file) },
  pdf: {
    extension: 'pdf',
    mediaType: 'application/pdf',
    write: async (result, file) => (await import('./pdf/pdf.ts')).writePdf(result, file),
  },
  xml: { extension: 'xml', mediaType: 'application/xml', write: writeXml },
};
