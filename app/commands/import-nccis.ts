import type { Command } from '../command.ts';
import { openStore } from '../store.ts';

export const importNccisCommand: Command = {
  name: 'import nccis',
  summary: "load another client database's NCCIS return into the case store",
  words: ['FILE'],
  options: {},
  async run({ words, settings, io }) {
    const { pool } = await openStore(settings, io, { migrate: false });
    const { importNccis } = await import('../../operational/imports/nccis.ts');
    const done = await importNccis({
      pool,
      file: words[0]!,
      clock: io.clock,
      log: io.log,
      onStep: io.progress,
    });
    io.answer(done, JSON.stringify(done));
    return 0;
  },
};
