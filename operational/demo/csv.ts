import { readFileSync } from 'node:fs';

/** Rows of one of our own CSV tables: a header line, commas, no line breaks inside a cell. */
export function readTable(file: URL): Record<string, string>[] {
  const [head, ...lines] = readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trimEnd().split('\n');
  const names = cells(head!);
  return lines.map((line) => {
    const values = cells(line);
    if (values.length !== names.length)
      throw new Error(`${file.pathname}: ${values.length} cells in "${line}"`);
    return Object.fromEntries(names.map((name, i) => [name, values[i]!]));
  });
}

function cells(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    (m) => m[1]?.replaceAll('""', '"') ?? m[2] ?? '',
  );
}

/** Rows by a key, in the order met. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
