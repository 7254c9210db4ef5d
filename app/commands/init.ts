import { UsageError } from '../../base/errors.ts';
import type { Command } from '../command.ts';
import { fillWithDemo, prepareStore } from '../first-data.ts';
import { openStore } from '../store.ts';

export const initCommand: Command = {
  name: 'init',
  summary: 'create the database, or bring it to this version (and the demo authority)',
  words: [],
  options: {
    demo: { value: null, doc: 'fill the empty database with a made-up authority' },
    people: { value: 'N', doc: 'demo: young people in a year group (default: as in a large town)' },
    seed: { value: 'N', doc: 'demo: another number makes other people; the same number the same' },
  },
  async run({ given, settings, io }) {
    const demo = { people: given.whole('people'), seed: given.whole('seed') };
    if (!given.flag('demo') && (demo.people !== null || demo.seed !== null)) {
      throw new UsageError(
        '--people and --seed make sense with --demo only.',
        'Add --demo, or leave them out.',
      );
    }
    const { pool } = await openStore(settings, io, { migrate: true });
    await prepareStore(pool);
    if (given.flag('demo')) await fillWithDemo(pool, demo, io);
    io.answer(
      { ready: true, demo: given.flag('demo') },
      given.flag('demo') ? 'The demo authority is ready.' : 'The case store is ready.',
    );
    return 0;
  },
};
