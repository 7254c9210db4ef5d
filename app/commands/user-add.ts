import { UsageError } from '../../base/errors.ts';
import { nearest } from '../../reports/definitions/suggest.ts';
import { ROLES, type Role } from '../../operational/access/permissions.ts';
import type { Command } from '../command.ts';
import { passwordWords } from '../first-user.ts';
import { openStore } from '../store.ts';

export const userAddCommand: Command = {
  name: 'user add',
  summary: 'give somebody an account; prints their password once',
  words: ['EMAIL'],
  options: {
    name: { value: 'NAME', doc: 'the name that colleagues know', required: true },
    role: { value: 'ROLE', doc: `one of ${Object.keys(ROLES).join(', ')}`, required: true },
  },
  async run({ words, given, settings, io }) {
    const role = readRole(given.required('role'));
    const name = given.required('name');
    const { addUser, emailAddress } = await import('../../operational/access/users.ts');
    const { onlyTenant } = await import('../../operational/access/council.ts');
    const email = emailAddress(words[0]!);
    const { pool } = await openStore(settings, io, { migrate: false });
    const password = await addUser(pool, (await onlyTenant(pool)).id, { name, email, role });
    io.answer(
      { email, name, role, password },
      `${name} is ${ROLES[role]} now.\n${passwordWords(email, password)}`,
    );
    return 0;
  },
};

/** A role as typed; throws a UsageError for one that is not in the table of roles. */
function readRole(text: string): Role {
  if (Object.hasOwn(ROLES, text)) return text as Role;
  const roles = Object.keys(ROLES);
  const near = nearest(text, roles);
  throw new UsageError(
    `There is no role "${text}".`,
    `${near === null ? '' : `Did you mean ${near}? `}Use --role with one of ${roles.join(', ')}.`,
  );
}
