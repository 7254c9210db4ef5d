/** Characters that XML 1.0 can't carry at all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters it is about
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Text for the inside of an XML element. A carriage return is written as a reference, or a parser would drop it. */
export const escapeText = (text: string): string => text.replace(/[&<>\r]/g, (mark) => REFERENCES[mark]!);

/** Text for an attribute in double quotes. */
export const escapeAttribute = (text: string): string =>
  text.replace(/[&<>"\r\n\t]/g, (mark) => REFERENCES[mark]!);

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** The text as a picture or its words can show it: characters that XML can't carry become U+FFFD. */
export const shownText = (text: string): string =>
  text.replace(/\p{Cs}/gu, '\ufffd').replace(FORBIDDEN, '\ufffd');

/** Writes forbidden characters as `\uXXXX`; a backslash that could be read as one becomes `\u005C`. */
export const withoutForbidden = (text: string): string =>
  text.replace(/\\(?=u[0-9A-Fa-f]{4})/g, '\\u005C').replace(FORBIDDEN, (mark) => `\\u${hex4(mark)}`);

/** Undoes `withoutForbidden`. */
export const withForbidden = (text: string): string =>
  text.replace(/\\u([0-9A-Fa-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** As Excel writes them: `_xXXXX_`, and `_x005F_` before text that looks like one. */
export const withoutForbiddenExcel = (text: string): string =>
  text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_').replace(FORBIDDEN, (mark) => `_x${hex4(mark)}_`);

/** Undoes `withoutForbiddenExcel`. */
export const withForbiddenExcel = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

const hex4 = (mark: string): string => mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
