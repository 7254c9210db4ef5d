import { basename } from 'node:path';
import { CasehouseError } from '../../../base/errors.ts';

/** A file that is refused as a whole; nothing of it is kept. */
export const refusal = (file: string, why: string, next: string): CasehouseError =>
  new CasehouseError('file-refused', `${basename(file)} was not loaded: ${why}`, { next });
