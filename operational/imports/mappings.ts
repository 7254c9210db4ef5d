import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import type { Mapping } from './headings.ts';
import type { Profile } from './profile.ts';

/** A saved mapping of a sender's headings and words; saving it again makes the next version. */
export interface SavedMapping extends Mapping {
  id: number;
  profile: string;
  made_at: Date;
  user_id: number | null;
}

const COLUMNS = 'id, name, version, profile, headings, words, made_at, user_id';

/** The newest version of each mapping of a tenant, by name. */
export async function listMappings(pool: pg.Pool, tenantId: number): Promise<SavedMapping[]> {
  const { rows } = await pool.query<SavedMapping>(
    `select distinct on (name) ${COLUMNS} from import_mapping where tenant_id = $1 order by name, version desc`,
    [tenantId],
  );
  return rows;
}

/** The newest version of a mapping; throws `no-such-mapping`, 404. */
export async function findMapping(
  client: pg.Pool | pg.PoolClient,
  tenantId: number,
  name: string,
  profile: string,
): Promise<SavedMapping> {
  const { rows } = await client.query<SavedMapping>(
    `select ${COLUMNS} from import_mapping where tenant_id = $1 and name = $2 order by version desc limit 1`,
    [tenantId, name],
  );
  const [found] = rows;
  if (found?.profile === profile) return found;
  throw new CasehouseError(
    'no-such-mapping',
    found
      ? `The mapping ${name} is for the profile ${found.profile}.`
      : `There is no mapping called ${name}.`,
    { status: 404, next: 'See "casehouse import mapping", or save it first.' },
  );
}

/** Saves a mapping, as the next version when the name is in use and something changed; throws `mapping-faulty`. */
export async function saveMapping(
  client: pg.PoolClient,
  who: { tenantId: number; userId: number | null },
  profile: Profile,
  mapping: Pick<Mapping, 'name' | 'headings' | 'words'>,
): Promise<SavedMapping> {
  demandSound(profile, mapping);
  await client.query('select pg_advisory_xact_lock(hashtext($1), $2)', [mapping.name, who.tenantId]);
  const { rows: held } = await client.query<SavedMapping>(
    `select ${COLUMNS} from import_mapping where tenant_id = $1 and name = $2 order by version desc limit 1`,
    [who.tenantId, mapping.name],
  );
  const last = held[0];
  const { rows } = await client.query<SavedMapping>(
    `insert into import_mapping (tenant_id, name, version, profile, headings, words, user_id)
     select $1, $2, $3, $4, $5::jsonb, $6::jsonb, $7
     where not exists (select from import_mapping where id = $8 and profile = $4 and headings = $5::jsonb and words = $6::jsonb)
     returning ${COLUMNS}`,
    [
      who.tenantId,
      mapping.name,
      (last?.version ?? 0) + 1,
      profile.id,
      JSON.stringify(mapping.headings),
      JSON.stringify(mapping.words),
      who.userId,
      last?.id ?? null,
    ],
  );
  return rows[0] ?? last!;
}

function demandSound(
  profile: Profile,
  { name, headings, words }: Pick<Mapping, 'name' | 'headings' | 'words'>,
): void {
  const faulty = (why: string) =>
    new CasehouseError('mapping-faulty', `The mapping was not saved: ${why}`, {
      next: `Columns of ${profile.id} are ${Object.keys(profile.columns).join(', ')}.`,
    });
  if (!/^[\w][\w .-]{0,59}$/u.test(name))
    throw faulty('its name must be 1 to 60 letters, digits, spaces, dots or hyphens.');
  for (const key of [...Object.keys(headings), ...Object.keys(words)])
    if (!(key in profile.columns)) throw faulty(`${key} is not a column of the profile ${profile.id}.`);
  const used = new Map<string, string>();
  for (const [key, heading] of Object.entries(headings)) {
    const other = used.get(heading.toLowerCase());
    if (other) throw faulty(`${other} and ${key} have the same heading, ${heading}.`);
    used.set(heading.toLowerCase(), key);
  }
}
