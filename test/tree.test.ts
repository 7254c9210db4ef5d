import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../base/settings.ts';

/** What each part may import beside itself: a folder, or one module of it. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  nccis: ['base'],
  operational: ['base', 'nccis'],
  warehouse: ['base', 'nccis'],
  // nightly.ts for the snapshot of a past moment, when no caller brings one
  reports: [
    'base',
    'nccis',
    'warehouse/query.ts',
    'warehouse/snapshots.ts',
    'warehouse/manifest.ts',
    'warehouse/nightly.ts',
    'warehouse/servers',
  ],
  dashboards: ['base', 'nccis', 'reports'],
  app: ['base', 'nccis', 'operational', 'warehouse', 'reports', 'dashboards'],
};

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

const files = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/(^|\/)(dist|node_modules)\//.test(file))
    .map((file) => join(folder, file));

/** Relative imports of a file, as paths below the checkout. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = text.matchAll(/(?:(import|export)\s+(type\s)?[^'";]*?from\s*|import\s*\(?\s*)'(\.[^']+)'/g);
  return [...found].map(([, , type, path]) => ({
    from: file,
    to: relative(ROOT, join(ROOT, dirname(file), path!)),
    typeOnly: type !== undefined,
  }));
}

const all = Object.keys(ARROWS)
  .flatMap((part) => files(part))
  .flatMap(importsOf);

test('each part imports only the parts that stand before it', () => {
  expect(all.length).toBeGreaterThan(300);
  const wrong = all.filter(({ from, to }) => {
    const part = from.split('/')[0]!;
    return ![part, ...ARROWS[part]!].some((may) => to === may || to.startsWith(`${may}/`));
  });
  expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test("the browser's code knows the rest of the product by its types only", () => {
  const browser = all.filter(
    ({ from, to }) => from.startsWith('dashboards/elements/') && !to.startsWith('dashboards/'),
  );
  expect(browser.filter(({ typeOnly }) => !typeOnly).map(({ from, to }) => `${from} imports ${to}`)).toEqual(
    [],
  );
});

test('the product never imports its tests, and sql/ holds no program', () => {
  expect(all.filter(({ to }) => to.startsWith('test/'))).toEqual([]);
  const programs = readdirSync(join(ROOT, 'sql'), { recursive: true, encoding: 'utf8' }).filter((f) =>
    /\.(ts|js)$/.test(f),
  );
  expect(programs).toEqual([]);
});

test('every runtime dependency is in the README with its reason', () => {
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  ) as {
    dependencies: Record<string, string>;
    optionalDependencies: Record<string, string>;
  };
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('## Runtime dependencies'), readme.indexOf('## Tests'));
  const described = [...table.matchAll(/^\| `([^`]+)` \| \S.+\|$/gm)].map(([, name]) => name);
  expect(described.sort()).toEqual(Object.keys({ ...dependencies, ...optionalDependencies }).sort());
  expect(dependencies).not.toHaveProperty('duckdb');
});
