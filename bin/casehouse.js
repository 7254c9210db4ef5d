#!/usr/bin/env node
// The command line. Plain JavaScript, so that it can say what is missing before anything else is loaded.
import { existsSync } from 'node:fs';
import { checkNode } from './check.js';

checkNode();
if (!existsSync(new URL('../node_modules/tsx/package.json', import.meta.url))) {
  console.error(
    'casehouse: The dependencies are not installed. Run "npm ci" in the checkout, or "npm start".',
  );
  process.exit(1);
}
// Each running DuckDB query holds a thread of this pool, which is made on first use.
process.env.UV_THREADPOOL_SIZE ??= '16';
const { register } = await import('tsx/esm/api');
register();
const { main } = await import('../app/main.ts');
process.exit(await main(process.argv.slice(2)));
