import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../app/commands.ts';
import { ROOT, SETTINGS, settings, shownValue } from '../../base/settings.ts';
import { casehouse } from '../support/cli.ts';

/** The system's own, and what a bench tells its own child: nobody sets these for Casehouse. */
const NOT_SETTINGS = new Set(['PATH', 'LD_LIBRARY_PATH', 'TMPDIR', 'BENCH_ONE', 'BENCH_STEP']);

const sources = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['node_modules', 'data', '.git'].includes(entry.name))
  .flatMap(({ name }) =>
    readdirSync(join(ROOT, name), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(ROOT, name, file),
    ),
  )
  .concat(join(ROOT, 'vitest.config.ts'))
  .filter((file) => /\.(ts|js)$/.test(file) && !/\/(dist|output|node_modules)\//.test(file));

test('every environment variable that the source reads is a listed setting, and each listed one is read', () => {
  const read = new Set<string>();
  for (const file of sources) {
    const text = readFileSync(file, 'utf8');
    // this file names variables that nobody reads
    if (file.endsWith('settings.test.ts')) continue;
    for (const [, name] of text.matchAll(/\benv(?:\.|\[')([A-Z][A-Z0-9_]+)/g)) read.add(name!);
  }
  expect(sources.length).toBeGreaterThan(50);
  const listed = SETTINGS.map(({ env }) => env);
  expect([...read].filter((name) => !listed.includes(name) && !NOT_SETTINGS.has(name))).toEqual([]);
  expect(listed.filter((name) => !read.has(name))).toEqual([]);
});

test('every setting is in the README and in the answer of "casehouse settings"', async () => {
  const readme = readFileSync(`${ROOT}README.md`, 'utf8');
  const { stdout } = await casehouse(['settings', '--json']);
  const answered = JSON.parse(stdout) as { env: string; doc: string }[];
  for (const { env, doc } of SETTINGS) {
    expect(readme).toContain(`\`${env}\``);
    expect(answered).toContainEqual(expect.objectContaining({ env, doc }));
  }
});

test('every verb and each of its options is in the README, and no other', () => {
  const readme = readFileSync(`${ROOT}README.md`, 'utf8');
  const lines = readme.split('\n').filter((line) => line.startsWith('| `casehouse '));
  const described = new Set<string>();
  for (const { name, words, options } of COMMANDS) {
    const start = `| \`casehouse ${[name, ...words].join(' ').replaceAll('|', '\\|')}`;
    const own = lines.filter((line) => line.startsWith(start));
    expect(own.length, name).toBeGreaterThan(0);
    for (const option of Object.keys(options)) expect(own.join(), name).toContain(`--${option}`);
    for (const line of own) described.add(line);
  }
  expect([...described].sort()).toEqual([...lines].sort());
});

test('settings have their standard values, and a password is never shown', () => {
  expect(settings({})).toEqual({
    databaseUrl: null,
    dataDir: `${ROOT}data`,
    port: 8080,
    host: '127.0.0.1',
    nightlyAt: '10 2 * * *',
    largestUpload: 268_435_456,
    engine: { kind: 'duckdb', url: null, user: null, password: null },
    debug: false,
  });
  expect(settings({ CASEHOUSE_NIGHTLY: 'off', CASEHOUSE_DATA: '/srv/casehouse', PORT: '0' })).toMatchObject({
    nightlyAt: null,
    dataDir: '/srv/casehouse',
    port: 0,
  });
  expect(settings({ CASEHOUSE_LARGEST_UPLOAD: '2' }).largestUpload).toBe(2_097_152);
  for (const size of ['0', '-1', '1.5', '1 GB'])
    expect(() => settings({ CASEHOUSE_LARGEST_UPLOAD: size })).toThrow(/CASEHOUSE_LARGEST_UPLOAD/);
  const [database] = SETTINGS;
  expect(shownValue(database!, { DATABASE_URL: 'postgres://me:secret@host:5432/x' })).toBe(
    'postgres://me:…@host:5432/x',
  );
});
