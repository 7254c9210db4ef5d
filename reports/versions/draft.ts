import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CasehouseError } from '../../base/errors.ts';
import { examine, reportFiles } from '../catalogue.ts';
import type { Problem } from '../definitions/definition.ts';
import { skeleton } from '../definitions/skeleton.ts';
import { didYouMean } from '../definitions/suggest.ts';
import { nextVersion, versionBefore } from './class.ts';
import { changedFile, readPublications } from './ledger.ts';

/**
 * Writes a new draft below `root` and returns its path there: the skeleton of a new report, or a copy of the newest version
 * of one that exists, under the next number. Throws `id-invalid`.
 */
export async function newDraft(root: string, id: string): Promise<string> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
    throw new CasehouseError('id-invalid', `"${id}" is not an id of a report.`, {
      next: 'Write it in small letters with hyphens, such as neet-by-month.',
    });
  }
  const versions = (await reportFiles(root))
    .filter((file) => file.startsWith(`${id}/`))
    .map((file) => path.basename(file, '.sql'));
  const newest = versionBefore(versions, '99999.0.0');
  const version = newest === null ? '1.0.0' : nextVersion(newest, 'minor');
  const text =
    newest === null
      ? skeleton(id)
      : (await readFile(path.join(root, id, `${newest}.sql`), 'utf8')).replace(
          `version: ${newest}`,
          `version: ${version}`,
        );
  const file = `${id}/${version}.sql`;
  await mkdir(path.join(root, id), { recursive: true });
  await writeFile(path.join(root, file), text, { flag: 'wx' });
  return file;
}

export interface CheckedFile {
  file: string;
  state: 'published' | 'draft';
  problems: Problem[];
}

/**
 * Checks all report files below `root`, those of one report, or one file. Faults are returned by file, line and key; a
 * published file that was changed since throws `published-version-changed`.
 */
export async function checkFiles(root: string, what: string | null = null): Promise<CheckedFile[]> {
  const all = await reportFiles(root);
  const wanted = what === null ? all : chosen(root, all, what);
  const publications = await readPublications(root);
  const checked: CheckedFile[] = [];
  for (const file of wanted) {
    const { definitions, problems } = await examine(root, [file]);
    const publication = publications.find((p) => `${p.id}/${p.version}.sql` === file);
    if (publication !== undefined && definitions[0]?.hash !== publication.sha256)
      throw changedFile(publication.id, publication.version);
    checked.push({ file, state: publication === undefined ? 'draft' : 'published', problems });
  }
  return checked;
}

function chosen(root: string, all: readonly string[], what: string): string[] {
  const typed = path.relative(root, path.resolve(what)).replaceAll('\\', '/');
  const found = all.filter((file) => file === typed || file === what || file.startsWith(`${what}/`));
  if (found.length > 0) return found;
  const ids = [...new Set(all.map((file) => file.split('/')[0]!))];
  throw new CasehouseError(
    'report-unknown',
    `There is no report or report file "${what}".${didYouMean(what, ids)}`,
    {
      status: 404,
      next: 'Name a report by its id, or a file below the folder of reports as <id>/<version>.sql.',
    },
  );
}
