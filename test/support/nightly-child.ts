import { connect } from '../../operational/database.ts';
import { nightly } from '../../warehouse/nightly.ts';

// A nightly load in a process of its own that ends itself, as a power cut would, when it comes to a step.
// Arguments: database URL, data folder, name of the step. Without a step it prints the steps that it takes.
const [url, dataDir, killAt] = process.argv.slice(2) as [string, string, string | undefined];
const steps: string[] = [];
const pool = connect(url);
await nightly({
  pool,
  dataDir,
  onStep: (step) => {
    steps.push(step);
    if (step === killAt) process.kill(process.pid, 'SIGKILL');
  },
});
await pool.end();
console.log(JSON.stringify(steps));
