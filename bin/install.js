// Makes the checkout ready to run: dependencies as the lock file says, pages as their source says.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(ROOT, ...parts);

/** Runs `npm ci` when what is installed is not what the lock file says; `tests`: with the tools of the tests. */
export function install({ tests }) {
  const wanted = readPackages(at('package-lock.json'));
  const found = existsSync(at('node_modules/.package-lock.json'))
    ? readPackages(at('node_modules/.package-lock.json'))
    : {};
  if (isInstalled(wanted, found, tests)) return;
  console.error('Installing the dependencies (npm ci) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...cacheIfHomeless() },
  });
  if (done.error !== undefined) stop('npm is not there. Install the npm that belongs to this Node.');
  if (done.status !== 0)
    stop('The dependencies could not be installed; the lines above say why. Correct that and start again.');
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** Optional packages of other machines are absent; everything else must be there in the locked version. */
function isInstalled(wanted, found, tests) {
  return Object.entries(wanted).every(([path, { version, dev, optional, devOptional, link }]) => {
    if (path === '' || link) return true;
    if (found[path] !== undefined)
      return found[path].version === version && existsSync(at(path, 'package.json'));
    return optional || devOptional || (dev && !tests);
  });
}

/** npm needs a cache folder; an account without a home gets a passing one. */
function cacheIfHomeless() {
  try {
    accessSync(homedir(), constants.W_OK);
    return {};
  } catch {
    return { npm_config_cache: join(tmpdir(), `casehouse-npm-${process.getuid?.() ?? 0}`) };
  }
}

/** Builds the pages' script and style with vite when a source is newer than what was built. */
export function buildPages({ always = false } = {}) {
  if (!existsSync(at('dashboards/vite.config.ts')) || (!always && !isOutOfDate())) return;
  console.error('Building the pages …');
  const vite = at('node_modules/vite/bin/vite.js');
  const done = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: at('dashboards'),
    stdio: ['ignore', 2, 2],
  });
  if (done.status !== 0) stop('The pages could not be built; the lines above say why.');
}

function isOutOfDate() {
  const dist = at('dashboards/dist');
  if (!existsSync(dist)) return true;
  const built = newest(dist);
  const sources = Math.max(newest(at('dashboards'), 'dist'), statSync(at('package-lock.json')).mtimeMs);
  return sources > built;
}

function newest(folder, except = '') {
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === except) continue;
    const path = join(folder, entry.name);
    time = Math.max(time, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return time;
}

function stop(sentence) {
  console.error(`casehouse: ${sentence}`);
  process.exit(1);
}
