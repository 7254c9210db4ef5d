import { randomInt } from 'node:crypto';
import type pg from 'pg';
import { RowStop } from '../values.ts';
import { rowContext, type World } from './context.ts';
import { setHome } from './actions/person.ts';
import type { Draft, Identifier, Person, PersonRecord } from './record.ts';

/** Numbers for records that are begun: refs that nobody has and that say nothing, and the next young person's numbers. */
export class FreshNumbers {
  private refs: string[] = [];
  private ypid: bigint | null = null;

  /** Gets `count` refs ready, and the next young person's number; the tenant's row must be locked. */
  async prepare(client: pg.PoolClient, world: World, count: number): Promise<void> {
    const { id, databaseId } = world.tenant;
    while (this.refs.length < count) {
      const drawn = [
        ...new Set(Array.from({ length: count * 2 }, () => String(randomInt(1_000_000, 10_000_000)))),
      ];
      const { rows } = await client.query<{ ref: string }>(
        'select ref from person where tenant_id = $1 and ref = any ($2)',
        [id, drawn],
      );
      const taken = new Set([...rows.map((r) => r.ref), ...this.refs]);
      this.refs.push(...drawn.filter((ref) => !taken.has(ref)));
    }
    if (this.ypid !== null || count === 0) return;
    const { rows } = await client.query<{ last: string | null }>(
      `select max(value) as last from person_identifier where tenant_id = $1 and kind in ('YPID', 'previous-YPID') and value like $2`,
      [id, `${databaseId}%`],
    );
    this.ypid = rows[0]!.last ? BigInt(rows[0]!.last) + 1n : BigInt(`${databaseId}0000000001`);
  }

  nextRef(): string {
    return this.refs.pop()!;
  }

  nextYpid(): string {
    const value = String(this.ypid).padStart(13, '0');
    this.ypid = this.ypid! + 1n;
    return value;
  }
}

/** Begins a record from a row: the person, the numbers and the home that the row gives. Throws RowStop when it lacks a name or birth date. */
export function createPerson(
  world: World,
  row: { line: number; mapped: Record<string, string | undefined> },
  draft: Draft,
  fresh: FreshNumbers,
): PersonRecord {
  const { given_name, family_name, dob, gender } = row.mapped;
  if (!given_name || !family_name || !dob)
    throw new RowStop('queried', 'A new record needs given name, family name and date of birth.');
  const record: PersonRecord = {
    person: undefined as unknown as Person,
    identifiers: [],
    homes: [],
    situations: [],
    verifications: [],
    characteristics: [],
    offers: [],
    members: [],
    contacts: [],
    risks: [],
  };
  record.person = draft.insert<Person>('person', [], {
    ref: fresh.nextRef(),
    given_name,
    middle_names: row.mapped.middle_name ?? null,
    family_name,
    known_as: row.mapped.known_as ?? null,
    date_of_birth: dob,
    return_gender_code: gender ?? world.profile.match.new_gender,
    ethnicity_code: row.mapped.ethnicity ?? null,
    year11_la_code: row.mapped.year11_la ?? null,
    year11_school_id: null,
    row_version: 1,
  });
  const own = row.mapped.ypid?.startsWith(world.tenant.databaseId) ? row.mapped.ypid : null;
  const numbers: [kind: string, value: string | undefined | null][] = [
    ['YPID', own ?? fresh.nextYpid()],
    ['previous-YPID', row.mapped.previous_ypid ?? (own === null ? row.mapped.ypid : null)],
    ['UPN', row.mapped.upn],
    ['ULN', row.mapped.uln],
  ];
  for (const [kind, value] of numbers)
    if (value)
      draft.insert<Identifier>('person_identifier', record.identifiers, {
        person_id: record.person.id,
        kind,
        value,
        source_code: world.profile.source,
      });
  setHome(rowContext(world, row, record, draft), 'fill', world.asAt);
  return record;
}
