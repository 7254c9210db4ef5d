/**
 * Text that a spreadsheet could take for a formula gets an apostrophe in front; text that has one already gets
 * another, so that `unguarded` gives back exactly what was there. Numbers and dates are never touched.
 */
export const guarded = (text: string): string => (/^'*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text);

/** Undoes `guarded`. */
export const unguarded = (text: string): string =>
  /^''*[=+\-@\t\r\n＝＋－＠]/.test(text) ? text.slice(1) : text;

/** A field in the quotation marks of RFC 4180, its own doubled. */
export const inQuotes = (text: string): string => `"${text.replaceAll('"', '""')}"`;
