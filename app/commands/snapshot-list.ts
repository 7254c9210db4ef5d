import type { Command } from '../command.ts';
import { snapshotLine } from '../snapshot-line.ts';

export const snapshotListCommand: Command = {
  name: 'snapshot list',
  summary: 'list the snapshots of the warehouse, newest first',
  words: [],
  options: {},
  async run({ settings, io }) {
    const { currentSnapshot, listSnapshots } = await import('../../warehouse/snapshots.ts');
    const [all, current] = await Promise.all([
      listSnapshots(settings.dataDir),
      currentSnapshot(settings.dataDir),
    ]);
    const lines = all.map((one) => `${one.id === current?.id ? '*' : ' '} ${snapshotLine(one)}`);
    io.answer(
      all.map((one) => ({ ...one, current: one.id === current?.id })),
      lines.length === 0 ? 'There is no snapshot yet. Run "casehouse nightly".' : lines.join('\n'),
    );
    return 0;
  },
};
