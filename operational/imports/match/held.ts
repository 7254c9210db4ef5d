import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { compareName, type Held, type Sought, swapDay } from './compare.ts';
import { isDay } from '../../../base/dates.ts';
import type { Matching, Profile } from '../profile.ts';

const sql = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');
const candidates = sql('candidates.sql');
const standing = sql('held.sql');

/** Rows with everybody who could be meant: those who hold one of their numbers, and those who resemble them. */
export interface Search {
  byNumber: Held[];
  others: Held[];
}

const KINDS = { UPN: ['UPN', 'former-UPN'], ULN: ['ULN'], YPID: ['YPID', 'previous-YPID'] } as const;
type Number = keyof typeof KINDS;

/** Finds for each row who in the tenant's store could be meant; people who were joined to others are found as those. */
export async function searchStore(
  client: pg.PoolClient,
  tenantId: number,
  rows: readonly Sought[],
  rules: { profile: Profile; matching: Matching },
): Promise<Search[]> {
  const { profile, matching } = rules;
  const points = { ...matching, tolerance: { ...matching.tolerance, ...profile.match.tolerance } };
  const byNumber = await holders(client, tenantId, rows, profile.match.numbers);
  const alike = await resembling(client, tenantId, rows, points);
  const ids = new Set([...byNumber, ...alike].flat());
  const people = await heldPeople(client, [...ids]);
  const of = (asked: readonly number[]) => [
    ...new Map(asked.flatMap((id) => people.get(id) ?? []).map((h) => [h.id, h])).values(),
  ];
  return rows.map((_, i) => {
    const holding = of(byNumber[i]!);
    const known = new Set(holding.map((h) => h.id));
    return { byNumber: holding, others: of(alike[i]!).filter((h) => !known.has(h.id)) };
  });
}

async function holders(
  client: pg.PoolClient,
  tenantId: number,
  rows: readonly Sought[],
  numbers: readonly Number[],
): Promise<number[][]> {
  const found: number[][] = rows.map(() => []);
  for (const number of numbers) {
    const values = rows.map((row) => row[number]);
    if (values.every((v) => v === null)) continue;
    const { rows: pairs } = await client.query<{ n: number; id: number }>(
      `select n::integer, i.person_id as id from unnest($2::text[]) with ordinality as s (value, n)
       join person_identifier i on i.tenant_id = $1 and i.value = s.value and i.kind = any ($3)`,
      [tenantId, values, KINDS[number]],
    );
    for (const { n, id } of pairs) found[n - 1]!.push(id);
  }
  return found;
}

async function resembling(
  client: pg.PoolClient,
  tenantId: number,
  rows: readonly Sought[],
  points: Matching,
): Promise<number[][]> {
  const found: number[][] = rows.map(() => []);
  const swapped = rows.map(({ dob }) => (dob !== null && isDay(swapDay(dob)) ? swapDay(dob) : null));
  const { rows: pairs } = await client.query<{ n: number; id: number } & Held['names'][number]>(candidates, [
    tenantId,
    rows.map((r) => r.given_name?.toLowerCase() ?? null),
    rows.map((r) => r.family_name?.toLowerCase() ?? null),
    rows.map((r) => r.dob),
    swapped,
    rows.map((r) => r.postcode),
  ]);
  // who could not become a candidate even if the postcode agreed is put aside before more is read of them
  const least = points.tolerance.candidates - Math.max(...Object.values(points.postcode));
  for (const { n, id, ...name } of pairs)
    if (compareName(rows[n - 1]!, name, points).score >= least) found[n - 1]!.push(id);
  return found;
}

/** What matching reads of people, by each id that was asked for; an id of a joined record gives the record that stands. */
export async function heldPeople(client: pg.PoolClient, ids: readonly number[]): Promise<Map<number, Held>> {
  if (ids.length === 0) return new Map();
  const { rows: chain } = await client.query<{ asked: number; id: number }>(standing, [ids]);
  const parts = [...new Set(chain.flatMap(({ asked, id }) => [asked, id]))];
  const wholeOf = new Map(chain.flatMap(({ asked, id }) => [[asked, id] as const, [id, id] as const]));
  const people = new Map<number, Draft>();
  const of = (part: number): Draft => {
    const id = wholeOf.get(part)!;
    const held = people.get(id) ?? { id, names: [], now: [], former: [], numbers: [] };
    people.set(id, held);
    return held;
  };
  const names = await client.query<{ id: number } & Held['names'][number]>(
    `select id, given_name as given, family_name as family, known_as as "knownAs", date_of_birth as born
     from person where id = any ($1) order by id`,
    [parts],
  );
  for (const { id, ...name } of names.rows) of(id).names.push(name);
  const homes = await client.query<{ id: number; postcode: string; now: boolean }>(
    `select pa.person_id as id, a.postcode, pa.ended_on is null as now from person_address pa join address a on a.id = pa.address_id
     where pa.person_id = any ($1) and pa.kind = 'home' and a.postcode is not null`,
    [parts],
  );
  for (const { id, postcode, now } of homes.rows) of(id)[now ? 'now' : 'former'].push(postcode);
  const numbers = await client.query<{ id: number; kind: string; value: string }>(
    "select person_id as id, kind, value from person_identifier where person_id = any ($1) and kind <> 'local'",
    [parts],
  );
  for (const { id, kind, value } of numbers.rows) of(id).numbers.push([kind, value]);
  const found = new Map([...people].map(([id, person]) => [id, finished(person)]));
  return new Map(parts.map((part) => [part, found.get(wholeOf.get(part)!)!]));
}

interface Draft {
  id: number;
  names: Held['names'][number][];
  now: string[];
  former: string[];
  numbers: [kind: string, value: string][];
}

function finished({ id, names, now, former, numbers }: Draft): Held {
  const of = (kinds: readonly string[]) =>
    numbers.filter(([kind]) => kinds.includes(kind)).map(([, value]) => value);
  return {
    id,
    names,
    postcodes: { now, former },
    numbers: { UPN: of(KINDS.UPN), ULN: of(KINDS.ULN), YPID: of(KINDS.YPID) },
  };
}
