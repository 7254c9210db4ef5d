import type pg from 'pg';
import { academicAge, academicYear, type Day, isDay, londonDay, yearGroup } from '../../../base/dates.ts';
import { numberOfList } from '../../../nccis/codes.ts';
import type { Activity, Edition } from '../../../nccis/edition.ts';
import { editionOn } from '../../../nccis/editions.ts';
import { EntryError } from '../../api/problems.ts';
import type { Batch, Doer } from '../batch.ts';
import type { Profile } from '../profile.ts';
import { evaluate, plain, RowStop, type Scope, type Value } from '../values.ts';
import type { Draft, PersonRecord, Situation } from './record.ts';

export interface Organisation {
  id: number;
  kind: string;
  name: string;
  la_code: string | null;
  establishment_no: string | null;
  urn: string | null;
  ukprn: string | null;
}

interface CodeRow {
  label: string;
  valid_from: Day;
  valid_to: Day | null;
  sensitivity: number;
}

/** What applying a batch knows of the store beside the people. */
export interface World {
  batch: Batch;
  profile: Profile;
  today: Day;
  asAt: Day;
  userId: number | null;
  editions: readonly Edition[];
  tenant: { id: number; laCodes: readonly string[]; databaseId: string };
  organisations: readonly Organisation[];
  byNumber: ReadonlyMap<string, Organisation>;
  codes: ReadonlyMap<string, CodeRow>;
  cohorts: { id: number; kind: string; season: number | null; la_code: string; fixed_on: Day | null }[];
}

/** Reads what applying a batch needs once. */
export async function loadWorld(
  client: pg.PoolClient,
  who: Doer,
  batch: Batch,
  profile: Profile,
): Promise<World> {
  const { rows: tenants } = await client.query(
    'select id, la_codes, database_id from tenant where id = $1 for no key update',
    [batch.tenant_id],
  );
  const { rows: organisations } = await client.query<Organisation>(
    `select id, kind, name, la_code, establishment_no, urn, ukprn from organisation where tenant_id = $1
     order by closed_on desc nulls last, id desc`,
    [batch.tenant_id],
  );
  const { rows: codes } = await client.query(
    'select set_id, code, label, valid_from, valid_to, sensitivity from code',
  );
  const { rows: cohorts } = await client.query(
    'select id, kind, season, la_code, fixed_on from cohort where tenant_id = $1',
    [batch.tenant_id],
  );
  const byNumber = new Map<string, Organisation>();
  for (const o of organisations) {
    if (o.establishment_no) byNumber.set(`establishment ${o.establishment_no}`, o);
    if (o.urn) byNumber.set(`urn ${o.urn}`, o);
    if (o.ukprn) byNumber.set(`ukprn ${o.ukprn}`, o);
    byNumber.set(`name ${plain(o.name)}`, o);
  }
  const today = londonDay(who.clock());
  return {
    batch,
    profile,
    today,
    asAt: batch.as_at ?? today,
    userId: who.userId,
    editions: who.editions,
    tenant: { id: tenants[0].id, laCodes: tenants[0].la_codes, databaseId: tenants[0].database_id },
    organisations,
    byNumber,
    codes: new Map(codes.map((c) => [`${c.set_id} ${c.code}`, c])),
    cohorts,
  };
}

/** One row as its actions see it. `record` is a copy, changed by way of `draft` only. */
export interface RowContext {
  world: World;
  line: number;
  mapped: Readonly<Record<string, string | undefined>>;
  record: PersonRecord;
  draft: Draft;
  scope: Scope;
  /** What was done, for the reconciliation. */
  did: string[];
  /** Runs once the row's changes are kept. */
  afterwards: (() => void)[];
}

/** A row's context; `scope` gives its columns and what is worked out from the record and the batch. */
export function rowContext(
  world: World,
  row: { line: number; mapped: Record<string, string | undefined> },
  record: PersonRecord,
  draft: Draft,
): RowContext {
  const { profile } = world;
  const scope: Scope = {
    tables: profile.tables,
    name: (name) => {
      if (name in profile.columns) return row.mapped[name] ?? null;
      const [of, what] = name.split('.') as [string, string];
      if (of === 'provider' || of === 'school') {
        const found = organisationOf(world, row.mapped, of);
        if (what === 'name') return found?.name ?? null;
        return (what === 'kind' ? found?.kind : found?.la_code) ?? null;
      }
      if (of === 'person') return ofPerson(world, row.mapped, record, what);
      if (of === 'current') return ofCurrent(world, record, what);
      if (of === 'tenant') return world.tenant.laCodes[0] ?? null;
      return (
        { as_at: world.asAt, today: world.today, season: String(academicYear(world.asAt) + 1) }[what] ?? null
      );
    },
  };
  return { world, ...row, record, draft, scope, did: [], afterwards: [] };
}

function ofPerson(
  world: World,
  mapped: RowContext['mapped'],
  { person }: PersonRecord,
  what: string,
): string | null {
  const day = mapped.start_date ?? mapped.end_date ?? world.asAt;
  if (what === 'year_group') return String(yearGroup(person.date_of_birth, day));
  if (what === 'year_now') return String(yearGroup(person.date_of_birth, world.asAt));
  if (what === 'gender') return person.return_gender_code;
  if (what === 'year11_school')
    return world.organisations.find((o) => o.id === person.year11_school_id)?.name ?? null;
  const { finalCompulsoryAge } = editionOn([...world.editions], day).cohort;
  return academicAge(person.date_of_birth, day) <= finalCompulsoryAge ? 'compulsory' : 'post-16';
}

function ofCurrent(world: World, record: PersonRecord, what: string): string | null {
  const current = currentOf(record);
  if (!current) return null;
  if (what === 'code') return current.code;
  if (what === 'headline') return activityOf(world, current.code, world.asAt)?.headline ?? null;
  return world.organisations.find((o) => o.id === current.organisation_id)?.name ?? null;
}

/** The main activity that began last. */
export const currentOf = ({ situations }: PersonRecord): Situation | null => situations.at(-1) ?? null;

/** What the edition in force on a day says of an activity's code; undefined for a local one. */
export const activityOf = (world: World, code: string, day: Day): Activity | undefined =>
  editionOn([...world.editions], day).activities.find((a) => a.code === code);

/** Whether an activity's code says that nobody knows. */
export const isUnknown = (world: World, code: string, day: Day): boolean =>
  activityOf(world, code, day)?.headline === 'NK';

/** The organisation that a row names by number or name; null when it names none that is held. */
export function organisationOf(
  world: World,
  mapped: RowContext['mapped'],
  of: 'provider' | 'school',
): Organisation | null {
  const keys =
    of === 'provider'
      ? [
          ['establishment', mapped.establishment_number],
          ['urn', mapped.urn],
          ['ukprn', mapped.ukprn],
          ['name', mapped.provider_name && plain(mapped.provider_name)],
        ]
      : [
          ['establishment', mapped.school_number],
          ['name', mapped.school_name && plain(mapped.school_name)],
        ];
  for (const [kind, value] of keys) {
    const found = value ? world.byNumber.get(`${kind} ${value}`) : undefined;
    if (found) return found;
  }
  return null;
}

/** The same; null when the row names none at all. Throws RowStop when it names one that is not held. */
export function namedOrganisation(
  { world, mapped }: RowContext,
  of: 'provider' | 'school',
): Organisation | null {
  const found = organisationOf(world, mapped, of);
  if (found) return found;
  const named = [
    mapped[of === 'provider' ? 'establishment_number' : 'school_number'],
    of === 'provider' ? (mapped.urn ?? mapped.ukprn) : undefined,
    mapped[`${of}_name`],
  ].filter((text) => text);
  if (named.length === 0) return null;
  throw new RowStop(
    'queried',
    `The ${of} ${named.join(', ')} is not held: add the organisation, then apply again.`,
  );
}

/** The organisation that an action's `provider` asks for; null when it asks for none or the row names none. */
export const providerOf = (ctx: RowContext, wanted: boolean | 'school'): Organisation | null =>
  wanted === false ? null : namedOrganisation(ctx, wanted === 'school' ? 'school' : 'provider');

/** A code of a list that holds on a day; throws RowStop `rejected` for others. */
export function demandCode(world: World, want: { set: string; code: string; day: Day }): CodeRow {
  const { set, code, day } = want;
  const number = numberOfList(world.editions, set, day);
  const found = world.codes.get(`${set} ${code}`);
  if (!found) throw new RowStop('rejected', `${code} is not a code of the list ${set}.`, number);
  if (day < found.valid_from || (found.valid_to !== null && day > found.valid_to))
    throw new RowStop('rejected', `${code} ${found.label} does not hold on ${day}.`, number);
  return found;
}

/** A refusal of a shared check as the outcome of a row. */
export function orStop<T>(outcome: 'queried' | 'rejected', number: string | null, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof EntryError)
      throw new RowStop(outcome, error.message, error.problems[0]?.number ?? number);
    throw error;
  }
}

/** A day that an action takes; throws RowStop when the row has none or it lies in the future. */
export function demandDay(
  ctx: RowContext,
  value: Value,
  what: string,
  options: { future?: boolean } = {},
): Day {
  const day = evaluate(value, ctx.scope);
  if (day === null) throw new RowStop('rejected', `It has no ${what}.`);
  if (!isDay(day)) throw new RowStop('rejected', `The ${what} ${day} is not a day.`);
  if (day > ctx.world.today && !options.future)
    throw new RowStop('queried', `The ${what} ${day} is in the future: apply it again when it has come.`);
  return day;
}

/** A text that an action needs; throws RowStop when it is empty. */
export function demandText(ctx: RowContext, value: Value, what: string): string {
  const text = evaluate(value, ctx.scope);
  if (text === null) throw new RowStop('rejected', `It has no ${what}.`);
  return text;
}
