import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { PDF_EDITION, PDF_SEAL, pdfBytes } from '../render/pdf/pdf.ts';
import { saidOf } from '../render/seal.ts';
import { notAResult } from './damaged.ts';
import type { ResultFile } from './file.ts';
import { readJsonText } from './json.ts';

/**
 * Reads a PDF result: its figures from the JSON that is attached to it, since pages have no cells. That the pages show
 * those figures follows from the seal of all bytes, and from drawing the document again (`pdfDoubts`).
 */
export async function readPdfResult(file: string): Promise<ResultFile> {
  const bytes = await readFile(file);
  const text = bytes.toString('latin1');
  const found = /\/Type \/EmbeddedFile\b[\s\S]{0,2000}?\/Length (\d+)[\s\S]{0,200}?\nstream\r?\n/.exec(text);
  if (!text.startsWith('%PDF-') || !text.includes(PDF_SEAL) || found === null) {
    throw notAResult('it is no PDF that Casehouse wrote, or another program saved it, which loses its seal');
  }
  const from = found.index + found[0].length;
  const packed = bytes.subarray(from, from + Number(found[1]));
  const broken = bytesDoubts(bytes);
  return { ...readJsonText(unpacked(packed), broken), format: 'pdf' };
}

/** The attachment; its bytes as they are when they can't be unpacked, which then is no JSON. */
function unpacked(packed: Buffer): Buffer {
  try {
    return inflateSync(packed);
  } catch {
    return packed;
  }
}

/** A doubt when the bytes are not those that were sealed. */
function bytesDoubts(bytes: Buffer): string[] {
  const at = bytes.lastIndexOf(PDF_SEAL);
  const end = bytes.indexOf('\n', at) + 1;
  const said = bytes.subarray(at + PDF_SEAL.length, end - 1).toString('latin1');
  const rest = Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
  const hash = createHash('sha256').update(rest).digest('hex');
  return said === hash ? [] : ['The bytes of the document are not those that were sealed.'];
}

/**
 * Draws the document again from its attachment and compares all bytes. A document of another edition of the renderer is
 * drawn otherwise, so only its seal speaks for its pages.
 */
export async function pdfDoubts(file: string, found: ResultFile): Promise<string[]> {
  const bytes = await readFile(file);
  if (!bytes.includes(PDF_EDITION)) return [];
  const again = await pdfBytes({ ...saidOf(found), rows: found.rows });
  return again.equals(bytes)
    ? []
    : ['The pages are not those that Casehouse draws for the attached figures.'];
}
