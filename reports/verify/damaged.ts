import { CasehouseError } from '../../base/errors.ts';

/** Code of the error that a file gives which was a result once and can't be read any more. */
export const DAMAGED = 'result-damaged';

/** The file is of the right kind and broken; verifying turns this into "file altered". */
export function damaged(why: string, cause?: unknown): CasehouseError {
  return new CasehouseError(DAMAGED, `The file can't be read: ${why}.`, {
    next: 'Take the file from where it was first saved, or run the report again.',
    cause,
  });
}

/** The file is no result of ours at all. */
export function notAResult(why: string): CasehouseError {
  return new CasehouseError('not-a-result', `This is not a file that Casehouse wrote: ${why}.`, {
    next: 'Give the name of a CSV, JSON, Excel, Word or XML file that came from a report.',
  });
}
