import { CasehouseError } from '../../base/errors.ts';
import type { Command } from '../command.ts';
import { isEmpty } from '../first-data.ts';
import { snapshotLine } from '../snapshot-line.ts';
import { openStore } from '../store.ts';

export const nightlyCommand: Command = {
  name: 'nightly',
  summary: 'take the changes over, build and audit the warehouse, publish one snapshot',
  words: [],
  options: {},
  async run({ settings, io }) {
    const { pool } = await openStore(settings, io, { migrate: false });
    if (await isEmpty(pool)) {
      throw new CasehouseError(
        'store-empty',
        'The case store holds no authority yet, so there is nothing to load.',
        {
          next: 'Make it with "casehouse init --admin …", "casehouse import nccis FILE.xml" or, made up, "casehouse init --demo".',
        },
      );
    }
    const { nightly } = await import('../../warehouse/nightly.ts');
    const { dataDir } = settings;
    const manifest = await nightly({
      pool,
      dataDir,
      clock: io.clock,
      onStep: (step) => io.progress(step),
    });
    io.answer(manifest, `Published ${snapshotLine(manifest)}`);
    return 0;
  },
};
