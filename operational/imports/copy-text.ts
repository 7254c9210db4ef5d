const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A value in COPY's text form; empty is null, a list is its words. */
export function copyText(value: string | readonly string[] | null): string {
  const text = typeof value === 'string' || value === null ? value : value.join(' ');
  return text === null || text === '' ? '\\N' : text.replace(/[\\\t\n\r]/g, (c) => escapes[c]!);
}
