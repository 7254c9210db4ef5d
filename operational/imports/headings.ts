import type { Profile } from './profile.ts';
import { quoted } from './read/table.ts';
import { refusal } from './read/refusal.ts';
import { plain } from './values.ts';

/** A saved column mapping: column of the profile → heading of the sender's file, and the sender's words → ours. */
export interface Mapping {
  id: number | null;
  name: string;
  version: number;
  headings: Readonly<Record<string, string>>;
  words: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Where each column of a profile stands in a file, and what is given for the whole file instead. */
export interface Layout {
  at: ReadonlyMap<string, number>;
  given: Readonly<Record<string, string>>;
}

/** Column key by plain heading: the mapping's own headings go before titles, keys and aliases. */
export function headingsOf(profile: Profile, mapping: Mapping | null): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, column] of Object.entries(profile.columns)) {
    if (mapping && key in mapping.headings) continue;
    for (const name of [column.title, key, ...column.aliases])
      if (!found.has(plain(name))) found.set(plain(name), key);
  }
  for (const [key, heading] of Object.entries(mapping?.headings ?? {})) found.set(plain(heading), key);
  return found;
}

/**
 * Finds the profile's columns in a file's heading. Throws `file-refused` when two headings are the same column, or a needed one is
 * missing and not given for the whole file.
 */
export function layoutOf(
  file: string,
  heading: readonly string[],
  profile: Profile,
  options: { mapping: Mapping | null; given: Readonly<Record<string, string>> },
): Layout {
  const known = headingsOf(profile, options.mapping);
  const at = new Map<string, number>();
  heading.forEach((name, i) => {
    const key = name === '' ? undefined : known.get(plain(name));
    if (key === undefined) return;
    const other = at.get(key);
    if (other !== undefined)
      throw refusal(
        file,
        `${quoted(heading[other]!)} and ${quoted(name)} both mean the column ${profile.columns[key]!.title}.`,
        'Rename or take out one of the two.',
      );
    at.set(key, i);
  });
  const mapped = Object.entries(options.mapping?.headings ?? {}).find(([key]) => !at.has(key));
  const missing = Object.entries(profile.columns).filter(
    ([key, column]) => column.need !== 'optional' && !at.has(key) && !(key in options.given),
  );
  if (missing.length > 0 || (mapped && at.size === 0))
    throw refusal(
      file,
      missing.length > 0
        ? `it has no column ${missing.map(([, c]) => c.title).join(', ')}.`
        : `it has none of the headings of the mapping ${options.mapping!.name}.`,
      `Its headings are ${shown(heading)}. Add the column, name it with a mapping, or check that this is the right file.`,
    );
  return { at, given: options.given };
}

const shown = (heading: readonly string[]): string =>
  heading.slice(0, 12).map(quoted).join(', ') +
  (heading.length > 12 ? ` and ${heading.length - 12} more` : '');
