import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { compare, compareName, type Held, isStranger, mostPoints, type Sought, swapDay } from './compare.ts';
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
  const holding = await heldPeople(client, [...new Set(byNumber.flat())]);
  // nobody can come before the one holder of the number who agrees in everything, so nobody else is looked for
  const sure = rows.map((row, i) => isBeyondDoubt(row, standingOf(holding, byNumber[i]!), points));
  const open = rows.flatMap((_, i) => (sure[i] ? [] : [i]));
  const alike = await resembling(client, tenantId, pick(rows, open), points);
  const people = await heldPeople(client, [...new Set([...pick(byNumber, open), ...alike].flat())]);
  const found = rows.map((_, i): Search => ({ byNumber: standingOf(holding, byNumber[i]!), others: [] }));
  for (const [n, i] of open.entries()) {
    const numbered = standingOf(people, byNumber[i]!);
    const known = new Set(numbered.map((h) => h.id));
    const others = standingOf(people, alike[n]!).filter((h) => !known.has(h.id));
    found[i] = { byNumber: numbered, others };
  }
  return found;
}

const pick = <T>(list: readonly T[], places: readonly number[]): T[] => places.map((i) => list[i]!);

/** Each once, though several of the ids may lead to one. */
const standingOf = (people: ReadonlyMap<number, Held>, ids: readonly number[]): Held[] => [
  ...new Map(ids.flatMap((id) => people.get(id) ?? []).map((h) => [h.id, h])).values(),
];

function isBeyondDoubt(row: Sought, holders: readonly Held[], points: Matching): boolean {
  if (holders.length !== 1) return false;
  const found = compare(row, holders[0]!, points);
  return !isStranger(found) && found.score >= mostPoints(points);
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
  const found = rows.map(() => new Set<number>());
  if (rows.length === 0) return [];
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
  for (const pair of pairs)
    if (compareName(rows[pair.n - 1]!, pair, points).score >= least) found[pair.n - 1]!.add(pair.id);
  return found.map((ids) => [...ids]);
}

type Name = { id: number } & Held['names'][number];

const namesOf = async (client: pg.PoolClient, ids: readonly number[]) =>
  (
    await client.query<Name & { stands: boolean }>(
      `select id, given_name as given, family_name as family, known_as as "knownAs", date_of_birth as born,
         merged_into_id is null and deleted_at is null as stands
       from person where id = any ($1) order by id`,
      [ids],
    )
  ).rows;

/** The ids of people, each with the one that stands for it, and the names of all; deleted people are missing. */
async function wholePeople(
  client: pg.PoolClient,
  ids: readonly number[],
): Promise<{ names: Name[]; wholeOf: Map<number, number> }> {
  const asked = await namesOf(client, ids);
  const wholeOf = new Map(asked.flatMap(({ id, stands }) => (stands ? [[id, id] as const] : [])));
  const fallen = asked.flatMap(({ id, stands }) => (stands ? [] : [id]));
  const names: Name[] = asked;
  if (fallen.length > 0) {
    const { rows: chain } = await client.query<{ asked: number; id: number }>(standing, [fallen]);
    const strange = [...new Set(chain.map(({ id }) => id))].filter((id) => !wholeOf.has(id));
    if (strange.length > 0) names.push(...(await namesOf(client, strange)));
    for (const { asked: part, id } of chain) wholeOf.set(part, id).set(id, id);
  }
  return {
    names: names.filter(({ id }) => wholeOf.has(id)).sort((a, b) => a.id - b.id),
    wholeOf,
  };
}

/** What matching reads of people, by each id that was asked for; an id of a joined record gives the record that stands. */
export async function heldPeople(client: pg.PoolClient, ids: readonly number[]): Promise<Map<number, Held>> {
  if (ids.length === 0) return new Map();
  const { names, wholeOf } = await wholePeople(client, ids);
  const parts = [...wholeOf.keys()];
  const people = new Map<number, Draft>();
  const of = (part: number): Draft => {
    const id = wholeOf.get(part)!;
    let held = people.get(id);
    if (held === undefined) {
      held = { id, names: [], now: [], former: [], numbers: [] };
      people.set(id, held);
    }
    return held;
  };
  for (const { id, given, family, knownAs, born } of names)
    of(id).names.push({ given, family, knownAs, born });
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
