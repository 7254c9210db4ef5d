// `npm start`: from a fresh clone to a running Casehouse. Node's own modules only, as nothing else may be there yet.
import { checkNode } from './check.js';

checkNode();
const { install, buildPages } = await import('./install.js');
install({ tests: false });
buildPages();
process.env.UV_THREADPOOL_SIZE ??= '16';
const { register } = await import('tsx/esm/api');
register();
const { start } = await import('../app/start.ts');

/** `--people N` and `--seed N` make another demo authority, as for `casehouse init --demo`. */
function number(name) {
  const at = process.argv.indexOf(`--${name}`);
  if (at < 0) return null;
  const value = Number(process.argv[at + 1]);
  if (Number.isInteger(value) && value >= 0) return value;
  console.error(`casehouse: --${name} needs a whole number.`);
  process.exit(2);
}

process.exit(await start({ people: number('people'), seed: number('seed') }));
