import { loadEditions } from '../../nccis/editions.ts';
import type { LaNumbers } from './read.ts';

/** Codes that changed while the authority and its number stayed. */
const RENUMBERED: readonly (readonly [ons: string, number: string])[] = [
  ['E08000016', '370'],
  ['E08000038', '370'],
  ['E08000019', '373'],
  ['E08000039', '373'],
];

/** The numbers of authorities by nine-character code, from the edition packs, old codes included. */
export function editionLas(): LaNumbers {
  const known = loadEditions().flatMap(({ las }) =>
    las.flatMap(({ onsCode, code }) => (onsCode === null ? [] : [[onsCode, code] as const])),
  );
  return new Map([...known, ...RENUMBERED]);
}
