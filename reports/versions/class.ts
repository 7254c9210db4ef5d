import { compareVersions } from './ledger.ts';

/** How much a version differs: a number or a promise changed, something was only added, or every cell is the same. */
export type VersionClass = 'major' | 'minor' | 'patch';

const ORDER: readonly VersionClass[] = ['patch', 'minor', 'major'];

/** The greater of several classes; patch of none. */
export const greatest = (classes: readonly VersionClass[]): VersionClass =>
  classes.reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), 'patch');

/** Does `claimed` say less than was `measured`? */
export const isLower = (claimed: VersionClass, measured: VersionClass): boolean =>
  ORDER.indexOf(claimed) < ORDER.indexOf(measured);

/** What the number of a version claims beside the one before it: 2.0.0 after 1.4.1 is major. */
export function claimedClass(before: string, after: string): VersionClass {
  const [a, b] = [before.split('.'), after.split('.')];
  return a[0] !== b[0] ? 'major' : a[1] !== b[1] ? 'minor' : 'patch';
}

/** The next number that claims a class: 1.4.1 → 2.0.0, 1.5.0 or 1.4.2. */
export function nextVersion(before: string, wanted: VersionClass): string {
  const [major, minor, patch] = before.split('.').map(Number) as [number, number, number];
  if (wanted === 'major') return `${major + 1}.0.0`;
  return wanted === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/** The highest of the versions that come before one; null when there is none. */
export const versionBefore = (versions: readonly string[], version: string): string | null =>
  [...versions]
    .filter((v) => compareVersions(v, version) < 0)
    .sort(compareVersions)
    .at(-1) ?? null;
