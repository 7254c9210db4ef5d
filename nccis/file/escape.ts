import { CasehouseError } from '../../base/errors.ts';

/** Text as XML 1.0 character data. */
export const escapeText = (text: string): string =>
  text.replace(/[&<>\r]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : c === '>' ? '&gt;' : '&#13;'));

/** Control characters, lone surrogates and non-characters: XML 1.0 can't hold them, not even as references. */
const unwritable = /[^\P{Cc}\t\n\r\x7f-\x9f]|\p{Cs}|[\ufffe\uffff]/u;

/** Escapes a value for the return; an error names the element and record when XML can't hold one of its characters. */
export function elementText(value: string, element: string, record: string): string {
  const bad = unwritable.exec(value);
  if (!bad) return escapeText(value);
  const code = bad[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  throw new CasehouseError(
    'unwritable-character',
    `${element} of ${record} holds the character U+${code}, which XML can't hold.`,
    {
      next: 'Correct that value in the case store, load again, and make the return again.',
    },
  );
}
