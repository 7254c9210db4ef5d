import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { ROOT } from '../../base/settings.ts';
import { OUTCOMES_FILE, type Outcome, type State } from './reporter.ts';
import { findTools, TOOLS, type Tools } from './tools.ts';

/** Runs types, lint, the pages' build and all tests; the last line counts them. Returns the exit status. */
export function runAll(): number {
  const tools = fetchTools();
  if (!process.env.CASEHOUSE_PUBLIC_DATA) {
    console.log('CASEHOUSE_PUBLIC_DATA is not set: tests that compare with published files are skipped.');
  }
  const counts: Record<State, number> = { passed: 0, failed: 0, skipped: 0 };
  counts[step('types', ['node_modules/typescript/bin/tsc', '--noEmit'])]++;
  counts[step('lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'])]++;
  counts[
    step('pages', [
      'node_modules/vite/bin/vite.js',
      'build',
      'dashboards',
      '--config',
      'dashboards/vite.config.ts',
    ])
  ]++;
  for (const { state } of runTests(tools)) counts[state]++;
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts.failed === 0 ? 0 : 1;
}

function step(name: string, args: readonly string[]): State {
  const done = spawnSync(process.execPath, [...args], { cwd: ROOT, encoding: 'utf8' });
  if (done.status === 0) {
    console.log(`${name}: fine`);
    return 'passed';
  }
  console.log(`${name}: failed\n${done.stdout}${done.stderr}`);
  return 'failed';
}

function runTests(tools: Tools): Outcome[] {
  rmSync(OUTCOMES_FILE, { force: true });
  const words = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=./test/support/reporter.ts',
  ];
  const env = { ...process.env, ...(tools.chromium === null ? {} : { CHROMIUM_PATH: tools.chromium }) };
  const done = spawnSync(process.execPath, words, { cwd: ROOT, stdio: 'inherit', env });
  if (existsSync(OUTCOMES_FILE)) {
    const outcomes = JSON.parse(readFileSync(OUTCOMES_FILE, 'utf8')) as Outcome[];
    // an exit status without a failed test is a failure that has no name
    const unexplained = done.status !== 0 && outcomes.every(({ state }) => state !== 'failed');
    return unexplained ? [...outcomes, { names: ['the run itself'], file: '', state: 'failed' }] : outcomes;
  }
  return [{ names: ['the run itself'], file: '', state: 'failed' }];
}

/** Finds what the tests need beside Node; as root on Debian it installs what is missing. */
function fetchTools(): Tools {
  const missing = missingTools(findTools());
  if (missing.length > 0 && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    aptInstall(missing.flatMap((name) => TOOLS[name].packages));
  }
  const tools = findTools();
  for (const name of missingTools(tools)) {
    const { packages, need } = TOOLS[name];
    console.log(
      `Missing: ${name}, for ${need}; those tests are skipped. On Debian: apt-get install ${packages.join(' ')}`,
    );
  }
  return tools;
}

const missingTools = (tools: Tools): (keyof Tools)[] =>
  (Object.keys(TOOLS) as (keyof Tools)[]).filter((name) => tools[name] === null);

function aptInstall(packages: readonly string[]): void {
  console.log(`Installing ${packages.join(' ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args: readonly string[]) =>
    spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  apt(['update']);
  apt(['install', '-y', '--no-install-recommends', ...packages]);
}
