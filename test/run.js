// `npm test`: sets itself up, then runs everything. Node's own modules only until the dependencies are there.
import { checkNode } from '../bin/check.js';

checkNode();
const { install } = await import('../bin/install.js');
install({ tests: true });
process.env.UV_THREADPOOL_SIZE ??= '16';
const { register } = await import('tsx/esm/api');
register();
const { runAll } = await import('./support/run-all.ts');
process.exit(runAll());
