import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { CasehouseError } from '../../base/errors.ts';
import { FIRST, link, readChain } from '../chain.ts';
import { textHash } from '../definitions/parse.ts';

/** One published version: the SHA-256 of its file, over text with line ends normalised to LF. */
export interface Publication {
  id: string;
  version: string;
  sha256: string;
}

const FILE = 'ledger.jsonl';

/** Reads `<root>/ledger.jsonl`. Throws `ledger-broken` when a line was changed or taken out. */
export async function readPublications(root: string): Promise<Publication[]> {
  const text = await readFile(path.join(root, FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const { entries, fault } = readChain<Publication>(text);
  if (fault !== null) {
    throw new CasehouseError('ledger-broken', `${FILE}:${fault.line} ${fault.message}.`, {
      status: 500,
      next: 'Take the file back from version control: the ledger of published reports is only ever added to.',
    });
  }
  return entries.map(({ id, version, sha256 }) => ({ id, version, sha256 }));
}

/** Published versions whose file is gone or no longer what was published. Throws `ledger-broken`. */
export async function changedVersions(root: string): Promise<Publication[]> {
  const changed: Publication[] = [];
  for (const p of await readPublications(root)) {
    const text = await readFile(path.join(root, p.id, `${p.version}.sql`), 'utf8').catch(() => null);
    if (text === null || textHash(text) !== p.sha256) changed.push(p);
  }
  return changed;
}

/** Appends a version to the ledger, after which its file can never change. Publishing the same text again does nothing. */
export async function publish(root: string, id: string, version: string): Promise<Publication> {
  const published = await readPublications(root);
  const file = path.join(root, id, `${version}.sql`);
  const sha256 = textHash(await readFile(file, 'utf8'));
  const before = published.find((p) => p.id === id && p.version === version);
  if (before !== undefined) {
    if (before.sha256 !== sha256) throw changedFile(id, version);
    return before;
  }
  const entry: Publication = { id, version, sha256 };
  const text = await readFile(path.join(root, FILE), 'utf8').catch(() => '');
  const { entries } = readChain<Publication>(text);
  await appendFile(path.join(root, FILE), `${link(entry, entries.at(-1)?.hash ?? FIRST).line}\n`);
  return entry;
}

/** The error for a published file that is no longer what was published. */
export function changedFile(id: string, version: string): CasehouseError {
  return new CasehouseError(
    'published-version-changed',
    `${id} ${version} is published, but its file ${id}/${version}.sql was changed since.`,
    {
      status: 500,
      next: `Take the file back as it was and put the change into a new version, such as ${id}/${bump(version)}.sql.`,
    },
  );
}

/** Order of versions: 1.10.0 comes after 1.9.0. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((v) => v.split('.').map(Number));
  for (let i = 0; i < 3; i++) if (x![i] !== y![i]) return x![i]! - y![i]!;
  return 0;
}

const bump = (version: string): string => {
  const [major, minor] = version.split('.').map(Number);
  return `${major}.${minor! + 1}.0`;
};
