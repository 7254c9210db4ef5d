import { connect } from '../../operational/database.ts';
import { deliverDue } from '../../app/schedule/deliver.ts';
import { loadCatalogue } from '../../reports/catalogue.ts';

// A round of deliveries in a process of its own that ends itself, as a power cut would, when it comes to a step.
// Arguments: database URL, data folder, now, port of the mail server, name of the step.
const [url, dataDir, now, port, killAt] = process.argv.slice(2) as [string, string, string, string, string];
const pool = connect(url);
await deliverDue({
  pool,
  context: {
    dataDir,
    catalogue: await loadCatalogue(),
    clock: () => new Date(now),
    person: { name: 'Schedule', role: 'operator' },
  },
  mail: {
    host: '127.0.0.1',
    port: Number(port),
    user: null,
    password: null,
    tls: 'off',
    from: 'reports@council.example',
  },
  now: new Date(now),
  log: () => {},
  onStep: (step) => {
    if (step === killAt) process.kill(process.pid, 'SIGKILL');
  },
});
await pool.end();
