import { snapshotId } from '../../base/ids.ts';
import type { Command } from '../command.ts';
import { terminalPerson } from '../person.ts';

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'run the report of a file again and say whether the file still tells the same',
  words: ['FILE'],
  options: {},
  async run({ words, settings, io }) {
    const [{ verifyFile }, { loadCatalogue }, { runReport }] = await Promise.all([
      import('../../reports/verify/verify.ts'),
      import('../../reports/catalogue.ts'),
      import('../../reports/run/run.ts'),
    ]);
    const ctx = {
      dataDir: settings.dataDir,
      catalogue: await loadCatalogue(),
      clock: io.clock,
      person: terminalPerson(),
    };
    const verdict = await verifyFile(words[0]!, (stamp) =>
      runReport(ctx, {
        id: stamp.report,
        version: stamp.version,
        params: Object.fromEntries(
          Object.entries(stamp.parameters).flatMap(([k, v]) => (v === null ? [] : [[k, v]])),
        ),
        snapshot: snapshotId(stamp.snapshot),
        profile: stamp.profile,
      }),
    );
    io.answer(verdict, JSON.stringify(verdict));
    return 0;
  },
};
