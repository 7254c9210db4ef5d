// `npm run ledger`: which requirements the last `npm test` has proven.
import { register } from 'tsx/esm/api';

register();
const { printLedger } = await import('./support/print-ledger.ts');
process.exit(printLedger(process.argv.slice(2)));
