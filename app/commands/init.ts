import { UsageError } from '../../base/errors.ts';
import type { Command } from '../command.ts';
import { fillWithDemo, prepareStore } from '../first-data.ts';
import { makeAdmin, nobodyYet, passwordWords, readAdmin } from '../first-user.ts';
import { openStore } from '../store.ts';

export const initCommand: Command = {
  name: 'init',
  summary:
    'create the database, or bring it to this version (and make the demo authority, or a council and its administrator)',
  words: [],
  options: {
    demo: { value: null, doc: 'fill the empty database with a made-up authority' },
    people: { value: 'N', doc: 'demo: young people in a year group (default: as in a large town)' },
    seed: { value: 'N', doc: 'demo: another number makes other people; the same number the same' },
    admin: { value: 'EMAIL', doc: 'make an administrator, and print their password once' },
    name: { value: 'NAME', doc: 'admin: the name that colleagues know' },
    council: { value: 'NAME', doc: 'admin: name of the council, when there is none yet' },
    la: { value: 'CODE', doc: 'council: the Department’s number of the authority, three digits' },
    'database-id': {
      value: 'NNN',
      doc: 'council: the Department’s number of its database (default: as --la)',
    },
  },
  async run({ given, settings, io }) {
    const demo = { people: given.whole('people'), seed: given.whole('seed') };
    if (!given.flag('demo') && (demo.people !== null || demo.seed !== null)) {
      throw new UsageError(
        '--people and --seed make sense with --demo only.',
        'Add --demo, or leave them out.',
      );
    }
    const admin = readAdmin(given);
    const { pool } = await openStore(settings, io, { migrate: true });
    await prepareStore(pool);
    if (given.flag('demo')) await fillWithDemo(pool, demo, io);
    const password = admin === null ? null : await makeAdmin(pool, admin);
    const hint = await nobodyYet(pool);
    const text = [
      given.flag('demo') ? 'The demo authority is ready.' : 'The case store is ready.',
      ...(admin === null || password === null ? [] : [passwordWords(admin.email, password)]),
      ...(hint === null ? [] : [hint]),
    ];
    io.answer(
      {
        ready: true,
        demo: given.flag('demo'),
        ...(admin === null || password === null ? {} : { admin: { email: admin.email, password } }),
        ...(hint === null ? {} : { hint }),
      },
      text.join('\n'),
    );
    return 0;
  },
};
