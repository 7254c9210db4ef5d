import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { type Held, type Sought, swapDay } from './compare.ts';
import { isDay } from '../../../base/dates.ts';

const sql = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');
const candidates = sql('candidates.sql');
const held = sql('held.sql');

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
  numbers: readonly Number[],
): Promise<Search[]> {
  const byNumber = await holders(client, tenantId, rows, numbers);
  const alike = await resembling(client, tenantId, rows);
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
): Promise<number[][]> {
  const found: number[][] = rows.map(() => []);
  const swapped = rows.map(({ dob }) => (dob !== null && isDay(swapDay(dob)) ? swapDay(dob) : null));
  const { rows: pairs } = await client.query<{ n: number; id: number }>(candidates, [
    tenantId,
    rows.map((r) => r.given_name?.toLowerCase() ?? null),
    rows.map((r) => r.family_name?.toLowerCase() ?? null),
    rows.map((r) => r.dob),
    swapped,
    rows.map((r) => r.postcode),
  ]);
  for (const { n, id } of pairs) found[n - 1]!.push(id);
  return found;
}

interface HeldRow {
  id: number;
  asked: number[];
  names: Held['names'];
  now: string[] | null;
  former: string[] | null;
  numbers: [kind: string, value: string][] | null;
}

/** What matching reads of people, by each id that was asked for; an id of a joined record gives the record that stands. */
export async function heldPeople(client: pg.PoolClient, ids: readonly number[]): Promise<Map<number, Held>> {
  const found = new Map<number, Held>();
  if (ids.length === 0) return found;
  const { rows } = await client.query<HeldRow>(held, [ids]);
  for (const row of rows) {
    const of = (kinds: readonly string[]) =>
      (row.numbers ?? []).filter(([kind]) => kinds.includes(kind)).map(([, value]) => value);
    const person: Held = {
      id: row.id,
      names: row.names,
      postcodes: { now: row.now ?? [], former: row.former ?? [] },
      numbers: { UPN: of(KINDS.UPN), ULN: of(KINDS.ULN), YPID: of(KINDS.YPID) },
    };
    for (const id of row.asked) found.set(Number(id), person);
  }
  return found;
}
