import { loadEditions } from '../../nccis/editions.ts';
import type { LaNumbers } from './read.ts';

/** The numbers of authorities by nine-character code, from the edition packs, old codes included. */
export function editionLas(): LaNumbers {
  const known = loadEditions().flatMap(({ las, formerOnsCodes }) =>
    [...formerOnsCodes, ...las].flatMap(({ onsCode, code }) =>
      onsCode === null ? [] : [[onsCode, code] as const],
    ),
  );
  return new Map(known);
}
