import { open } from 'node:fs/promises';
import type pg from 'pg';
import { CasehouseError } from '../base/errors.ts';
import type { Edition } from '../nccis/edition.ts';
import { peekPeriodEnd } from '../nccis/file/peek.ts';
import { hashOf } from '../operational/submissions/kept.ts';
import { standingSubmission, type Submission, submissionOf } from '../operational/submissions/submission.ts';
import { longMonth } from '../reports/render/words.ts';
import { returnName } from './return-text.ts';

/** What the submissions say of a return's file. */
export type ReturnVerdict = {
  outcome: 'same' | 'file altered';
  message: string;
  sha256: string;
  /** The return with these contents; when there is none, the one that stands for the file's period. */
  submission: Submission | null;
};

const START = 64 * 1024;

/** Whether a file's root element is that of an edition's return. Throws `no-file` when there is none of that name. */
export async function isReturn(file: string, editions: readonly Edition[]): Promise<boolean> {
  const handle = await open(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
    throw new CasehouseError('no-file', `There is no file ${file}.`, {
      next: 'Check the name and the folder.',
      cause,
    });
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(START), 0, START, 0);
    const text = buffer.toString('latin1', 0, bytesRead).replaceAll('\0', '');
    const prolog = /^[^<]{0,4}(?:<\?[^>]*\?>|<!--[\s\S]*?-->|\s)*<(?:[\w.-]+:)?([\w.-]+)/;
    const root = prolog.exec(text)?.[1];
    return editions.some(({ rootElement }) => rootElement === root);
  } finally {
    await handle.close();
  }
}

/** Looks a return's file up among the submissions by the SHA-256 of its bytes. */
export async function verifyReturn(pool: pg.Pool, file: string): Promise<ReturnVerdict> {
  const sha256 = await hashOf(file);
  const found = await submissionOf(pool, sha256);
  if (found !== null) {
    const message = `This is the return for ${returnName(found)}, state ${found.state}.`;
    return { outcome: 'same', message, sha256, submission: found };
  }
  const period = await peekPeriodEnd(file);
  const standing = period === null ? null : await standingSubmission(pool, period);
  const what =
    period === null
      ? 'the file says no period'
      : standing === null
        ? `none stands for its period (${longMonth(period)})`
        : `the return for its period, ${returnName(standing)}, has another content`;
  const message = `No return with these contents was made here; ${what}.`;
  return { outcome: 'file altered', message, sha256, submission: standing };
}
