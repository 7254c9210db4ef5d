/** What `casehouse export` says of the files that it wrote. */
export function exportText(
  files: readonly { path: string; rows: number; recipient: string; sha256: string }[],
  withoutSchool: number,
): string {
  const lines = files.map(({ path, rows, recipient, sha256 }) =>
    [path, `${rows} ${rows === 1 ? 'row' : 'rows'} for ${recipient}`, `SHA-256 ${sha256}`].join('\n  '),
  );
  if (files.length === 0) lines.push('There is nobody on this list, so no file was written.');
  if (withoutSchool > 0)
    lines.push(
      `${withoutSchool} young ${withoutSchool === 1 ? 'person belongs' : 'people belong'} to no school with a number: they are in no file.`,
    );
  return lines.join('\n');
}
