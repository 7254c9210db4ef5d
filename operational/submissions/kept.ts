import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, chmod, constants, copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CasehouseError } from '../../base/errors.ts';
import type { Submission } from './submission.ts';

/** SHA-256 of a file's bytes. */
export async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

const folderOf = (dataDir: string): string => join(dataDir, 'returns');

/** Keeps the exact file of a return, or of an answer to one, by its hash, for reading only. Files of names: nobody else may look in. */
export async function keepFile(
  dataDir: string,
  file: string,
  sha256: string,
  kind: 'xml' | 'csv',
): Promise<string> {
  const folder = folderOf(dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = join(folder, `${sha256}.${kind}`);
  if (await exists(kept)) return kept;
  const working = `${kept}.${process.pid}.part`;
  try {
    await copyFile(file, working);
    await chmod(working, 0o400);
    await rename(working, kept);
  } finally {
    await rm(working, { force: true });
  }
  return kept;
}

/** The kept file of a return. Throws `file-not-kept` when it is gone or its bytes are no longer the same. */
export async function keptFile(dataDir: string, { id, sha256 }: Submission): Promise<string> {
  const kept = join(folderOf(dataDir), `${sha256}.xml`);
  const found = (await exists(kept)) ? await hashOf(kept) : null;
  if (found === sha256) return kept;
  const what = found === null ? 'is not among those kept' : 'was altered after it was kept';
  throw new CasehouseError('file-not-kept', `The file of return ${id} ${what}.`, {
    status: 404,
    next: `Put a copy with the SHA-256 ${sha256} at ${kept}, or make the return again.`,
  });
}

/** Copies the kept file of a return to `out`: a file that is not there yet, or a folder in which it gets its own name. Returns the path. */
export async function copyAgain(dataDir: string, submission: Submission, out: string): Promise<string> {
  const kept = await keptFile(dataDir, submission);
  const isFolder = await stat(out).then(
    (s) => s.isDirectory(),
    () => false,
  );
  const file = isFolder ? join(out, submission.file) : out;
  try {
    await copyFile(kept, file, constants.COPYFILE_EXCL);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOENT') throw cause;
    const message =
      code === 'EEXIST' ? `There is a file ${file} already.` : `There is no folder for ${file}.`;
    throw new CasehouseError('not-written', message, { next: 'Name another file.', cause });
  }
  await chmod(file, 0o600);
  return file;
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
