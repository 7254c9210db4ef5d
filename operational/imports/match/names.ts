import { plain } from '../values.ts';

const LETTERS: Readonly<Record<string, string>> = {
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

interface Compared {
  letters: string;
  parts: readonly string[];
}

// The same names come back thousands of times while a list is matched; they are forgotten all at once before they are many.
const MOST = 20_000;
const known = new Map<string, Compared>();

function compared(name: string): Compared {
  const found = known.get(name);
  if (found !== undefined) return found;
  const made = {
    letters: lettersOf(name),
    parts: name
      .split(/[\s-]+/)
      .map(lettersOf)
      .filter((part) => part !== ''),
  };
  if (known.size >= MOST) known.clear();
  known.set(name, made);
  return made;
}

const lettersOf = (name: string): string => plain(name).replace(/[øæœßłđðþı]/g, (c) => LETTERS[c]!);

/** A name as it is compared: letters only, small, without accents. */
export const letters = (name: string): string => compared(name).letters;

/** The parts of a name, as they are compared: of Anne-Marie both. */
export const parts = (name: string): readonly string[] => compared(name).parts;

/** Whether two texts differ by one letter: wrong, missing, too many, or two that changed places. */
export function oneLetterOff(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  if (a.length > b.length) return a.slice(i + 1) === b.slice(i);
  if (a.length < b.length) return a.slice(i) === b.slice(i + 1);
  const swapped = a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
  return swapped || a.slice(i + 1) === b.slice(i + 1);
}

export type NameVerdict = 'same' | 'part' | 'similar' | 'initial' | 'different';

/** How two names agree, whatever their case, accents, hyphens and apostrophes. */
export function compareNames(a: string, b: string): NameVerdict {
  const [x, y] = [letters(a), letters(b)];
  if (x === y) return 'same';
  if (x.length === 1 || y.length === 1) return x[0] === y[0] ? 'initial' : 'different';
  if (Math.min(x.length, y.length) >= 3 && oneLetterOff(x, y)) return 'similar';
  const [p, q] = [parts(a), parts(b)];
  const shared = p.some((part) => part.length > 1 && q.includes(part));
  return shared && (p.length > 1 || q.length > 1) ? 'part' : 'different';
}
