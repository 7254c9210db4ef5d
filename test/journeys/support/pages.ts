import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { DIST } from '../../../dashboards/assets.ts';

const DASHBOARDS = join(DIST, '..');

/** Builds script and style when a source is newer than what was built. */
export async function buildPages(): Promise<void> {
  const manifest = join(DIST, 'manifest.json');
  if (existsSync(manifest) && statSync(manifest).mtimeMs > newest(DASHBOARDS)) return;
  await build({ configFile: join(DASHBOARDS, 'vite.config.ts') });
}

function newest(folder: string): number {
  const times = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return statSync(path).mtimeMs;
    return path === DIST ? 0 : newest(path);
  });
  return Math.max(0, ...times);
}
