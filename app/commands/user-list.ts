import { ROLES } from '../../operational/access/permissions.ts';
import type { Command } from '../command.ts';
import { openStore } from '../store.ts';

export const userListCommand: Command = {
  name: 'user list',
  summary: 'list who has an account, and their roles',
  words: [],
  options: {},
  async run({ settings, io }) {
    const { listUsers } = await import('../../operational/access/users.ts');
    const { pool } = await openStore(settings, io, { migrate: false });
    const users = await listUsers(pool);
    const width = Math.max(0, ...users.map(({ email }) => email.length));
    const lines = users.map(
      ({ email, name, role, active }) =>
        `${email.padEnd(width)}  ${name}, ${ROLES[role]}${active ? '' : ' (closed)'}`,
    );
    io.answer({ users }, lines.length > 0 ? lines.join('\n') : 'Nobody has an account yet.');
    return 0;
  },
};
