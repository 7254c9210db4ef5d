import { basename } from 'node:path';
import { CasehouseError } from '../../../base/errors.ts';
import type { Edition } from '../../../nccis/edition.ts';
import { readReturn } from '../../../nccis/file/reader.ts';
import { SchemaChecker } from '../../../nccis/file/validate.ts';

/** Validates a return that was written against the edition's schema. Throws `return-invalid`, which names the first record at fault. */
export async function validateReturn(file: string, edition: Edition): Promise<void> {
  const schema = new SchemaChecker(edition, 'structural', edition.from, 3);
  try {
    for await (const item of readReturn(file, edition, [])) schema.add(item);
    const faults = schema.finish();
    if (faults.length === 0) return;
    const first = faults[0]!;
    const who = first.record ?? basename(file);
    throw new CasehouseError('return-invalid', `The return would not be valid: ${who}: ${first.message}`, {
      status: 422,
      next: 'Correct that record in the case store, run the nightly load, and make the return again. No file was written.',
    });
  } finally {
    schema.close();
  }
}
