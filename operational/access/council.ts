import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import { addUser } from './users.ts';

/** A council and its first user, as they are made together. */
export interface FirstCouncil {
  name: string;
  /** The Department's number of the authority, 3 digits. */
  laCode: string;
  /** The Department's number of its client database, 3 digits. */
  databaseId: string;
  admin: { name: string; email: string };
}

/** Makes the one authority of a case store and its administrator, both or neither; returns the administrator's password. */
export async function createCouncil(pool: pg.Pool, council: FirstCouncil): Promise<string> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('lock table tenant in exclusive mode'); // two at once must not make two authorities
    const { rows } = await client.query<{ name: string }>('select name from tenant limit 1');
    if (rows[0]) throw taken(rows[0].name);
    await client.query(
      'insert into tenant (id, name, database_id, la_codes, demo) values (1, $1, $2, array[$3], false)',
      [council.name, council.databaseId, council.laCode],
    );
    const password = await addUser(client, 1, { ...council.admin, role: 'administrator' });
    await client.query('commit');
    return password;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

const taken = (name: string): CasehouseError =>
  new CasehouseError('store-in-use', `The case store belongs to ${name} already; nothing was changed.`, {
    status: 409,
    next: 'Leave --council and --la out to add a user, or use another database (DATABASE_URL) or data folder (CASEHOUSE_DATA).',
  });

/** The one authority of the case store; throws a CasehouseError when there is none. */
export async function onlyTenant(pool: pg.Pool): Promise<{ id: number; name: string }> {
  const { rows } = await pool.query<{ id: number; name: string }>('select id, name from tenant order by id');
  if (rows[0]) return rows[0];
  throw new CasehouseError('no-authority', 'The case store holds no authority yet.', {
    status: 409,
    next: 'Make it: casehouse init --admin EMAIL --name NAME --council NAME --la CODE.',
  });
}
