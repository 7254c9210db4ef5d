import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lchownSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { CasehouseError } from '../../base/errors.ts';
import type { Binary } from './binary.ts';

/** How to run a server program: a prefix of the command line, and the ids to run it with (null: our own). */
export interface Identity {
  prefix: readonly string[];
  ids: { uid: number; gid: number } | null;
}

interface Account {
  name: string;
  uid: number;
  gid: number;
}

/**
 * Postgres refuses to run as root and wants an account with a name. Root (and a nameless uid, as in some containers)
 * runs it in a user namespace where it has another name; where those are forbidden, root lends it a lesser account.
 */
export function chooseIdentity(folder: string, binary: Binary): Identity {
  const uid = process.getuid?.() ?? 0;
  const accounts = readAccounts();
  const cluster = join(folder, 'cluster');
  const owner = existsSync(cluster) ? statSync(cluster) : null;
  if (uid !== 0 && owner !== null && owner.uid !== uid) throw belongsToAnother(folder, owner.uid);
  if (uid !== 0 && accounts.some((account) => account.uid === uid)) return { prefix: [], ids: null };
  if (uid === 0 && owner !== null && owner.uid !== 0)
    return { prefix: [], ids: { uid: owner.uid, gid: owner.gid } };
  const namespace = userNamespace(accounts);
  if (namespace !== null) return { prefix: namespace, ids: null };
  if (uid === 0) {
    for (const account of accounts.filter(({ name }) => name === 'postgres' || name === 'nobody')) {
      lend(folder, account);
      if (canRun(account, binary, folder)) return { prefix: [], ids: { uid: account.uid, gid: account.gid } };
    }
  }
  throw new CasehouseError(
    'postgres-needs-user',
    'The embedded Postgres cannot run as this user (root, or no name).',
    {
      next: 'Start Casehouse as an ordinary user, or set DATABASE_URL to a Postgres 15 or later.',
    },
  );
}

const belongsToAnother = (folder: string, uid: number) =>
  new CasehouseError(
    'data-folder-of-another',
    `The data in ${folder} belongs to another user (uid ${uid}).`,
    {
      next: 'Start Casehouse as that user, or choose another folder with CASEHOUSE_DATA.',
    },
  );

function readAccounts(): Account[] {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .filter((fields) => fields.length >= 4)
      .map(([name, , uid, gid]) => ({ name: name!, uid: Number(uid), gid: Number(gid) }));
  } catch {
    return [];
  }
}

function userNamespace(accounts: readonly Account[]): readonly string[] | null {
  const inside = accounts.find((account) => account.uid !== 0);
  if (inside === undefined) return null;
  const prefix = ['unshare', '--user', `--map-user=${inside.uid}`, `--map-group=${inside.gid}`, '--'];
  return spawnSync(prefix[0]!, [...prefix.slice(1), 'true']).status === 0 ? prefix : null;
}

function canRun(account: Account, binary: Binary, folder: string): boolean {
  const ids = { uid: account.uid, gid: account.gid };
  const runs = spawnSync(binary.postgres, ['--version'], { ...ids, env: { ...process.env, ...binary.env } });
  return runs.status === 0 && spawnSync('test', ['-x', folder], ids).status === 0;
}

/** Gives the server's folder to the lesser account and lets it pass through the data folder, which stays closed to others. */
function lend(folder: string, account: Account): void {
  chownSync(dirname(folder), 0, account.gid);
  chmodSync(dirname(folder), 0o710);
  chownTree(folder, account);
}

function chownTree(folder: string, account: Account): void {
  lchownSync(folder, account.uid, account.gid);
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    lchownSync(join(folder, entry), account.uid, account.gid);
  }
}

/** `setpriv --pdeathsig` makes the kernel stop the server when we are killed without a chance to do it ourselves. */
export function diesWithUs(): readonly string[] {
  for (const program of ['/usr/bin/setpriv', '/bin/setpriv']) {
    try {
      accessSync(program, constants.X_OK);
      return [program, '--pdeathsig', 'INT', '--'];
    } catch {
      // not here
    }
  }
  return [];
}
