import { addDays } from '../../../../base/dates.ts';
import type { Action } from '../../actions.ts';
import { evaluate, RowStop } from '../../values.ts';
import { namedOrganisation, type RowContext } from '../context.ts';
import type { Contact, Held, Home, Identifier, Person } from '../record.ts';

type Policy = 'fill' | 'replace' | 'query';

/** Column of a list → column of the person's own record. */
const OWN: Readonly<Record<string, string>> = {
  given_name: 'given_name',
  middle_name: 'middle_names',
  family_name: 'family_name',
  known_as: 'known_as',
  dob: 'date_of_birth',
  gender: 'return_gender_code',
  ethnicity: 'ethnicity_code',
  year11_la: 'year11_la_code',
  date_of_death: 'date_of_death',
};
const NUMBERS: Readonly<Record<string, string>> = { upn: 'UPN', uln: 'ULN', previous_ypid: 'previous-YPID' };
const CONTACTS: ReadonlySet<string> = new Set(['phone', 'mobile', 'email']);
/** The parts of an address, as lists and the return name them. */
export const ADDRESS = [
  'address_line_1',
  'address_line_2',
  'address_line_3',
  'address_line_4',
  'town',
  'county',
  'postcode',
] as const;

/** Takes columns of the row into the person's record, each by its own policy. */
export function updatePerson(ctx: RowContext, action: Action<'update-person'>): void {
  for (const [key, policy] of Object.entries(action.fields)) {
    if (key in OWN) setOwn(ctx, key, policy);
    else if (key in NUMBERS) setNumber(ctx, key, policy);
    else if (key === 'school') setSchool(ctx, policy);
    else if (CONTACTS.has(key)) setContact(ctx, key, policy);
  }
  const address = Object.entries(action.fields).find(([key]) => (ADDRESS as readonly string[]).includes(key));
  if (address) setHome(ctx, address[1], evaluate(action.from, ctx.scope) ?? ctx.world.asAt);
}

/** Whether a value is to be written over the held one; throws RowStop when that is to be asked. */
function wanted(held: unknown, given: string | number, policy: Policy, what: string): boolean {
  if (held === given) return false;
  if (held === null || held === undefined || held === '') return true;
  if (policy === 'query') throw new RowStop('queried', `The store has another ${what}.`);
  return policy === 'replace';
}

function change(ctx: RowContext, columns: Partial<Person>, what: string): void {
  const { person } = ctx.record;
  ctx.draft.update<Person>('person', person, { ...columns, row_version: person.row_version + 1 });
  ctx.did.push(`${what} was taken over`);
}

function setOwn(ctx: RowContext, key: string, policy: Policy): void {
  const given = ctx.mapped[key];
  const what = key.replaceAll('_', ' ');
  if (given === undefined) return;
  const column = OWN[key]!;
  if (wanted(ctx.record.person[column], given, policy, what)) change(ctx, { [column]: given }, `the ${what}`);
}

function setSchool(ctx: RowContext, policy: Policy): void {
  const school = namedOrganisation(ctx, 'school');
  if (!school) return;
  if (wanted(ctx.record.person.year11_school_id, school.id, policy, 'Year 11 school'))
    change(ctx, { year11_school_id: school.id }, 'the Year 11 school');
}

function setNumber(ctx: RowContext, key: string, policy: Policy): void {
  const given = ctx.mapped[key];
  const { draft, record, world } = ctx;
  const kind = NUMBERS[key]!;
  if (given === undefined) return;
  const held = record.identifiers.filter((i) => i.kind === kind);
  if (held.some((i) => i.value === given)) return;
  if (record.identifiers.some((i) => i.kind === `former-${kind}` && i.value === given)) return;
  if (!wanted(held[0]?.value ?? null, given, policy, kind)) return;
  if (kind === 'UPN')
    for (const old of held) draft.update<Identifier>('person_identifier', old, { kind: 'former-UPN' });
  draft.insert<Identifier>('person_identifier', record.identifiers, {
    person_id: record.person.id,
    kind,
    value: given,
    source_code: world.profile.source,
  });
  ctx.did.push(`the ${kind} was recorded`);
}

function setContact(ctx: RowContext, kind: string, policy: Policy): void {
  const given = ctx.mapped[kind];
  const { draft, record, world } = ctx;
  if (given === undefined) return;
  const open = record.contacts.filter((c) => c.kind === kind && c.ended_on === null);
  if (open.some((c) => c.value === given) || (open.length > 0 && policy === 'fill')) return;
  if (open.length > 0 && policy === 'query') throw new RowStop('queried', `The store has another ${kind}.`);
  draft.insert<Contact>('contact_point', record.contacts, {
    person_id: record.person.id,
    kind,
    value: given,
    owner: 'self',
    started_on: world.asAt,
    ended_on: null,
  });
  ctx.did.push(`the ${kind} was recorded`);
}

/** The home from a day on; an address needs more than its postcode. */
export function setHome(ctx: RowContext, policy: Policy, from: string): void {
  const { draft, record, mapped, world } = ctx;
  const given = Object.fromEntries(ADDRESS.map((key) => [key, mapped[key] ?? null]));
  if (!given.postcode || ADDRESS.every((key) => key === 'postcode' || given[key] === null)) return;
  const last = record.homes.at(-1);
  const now = last && (last.ended_on === null || last.ended_on >= from) ? last : null;
  if (now && ADDRESS.every((key) => (now.address[key] ?? null) === given[key])) return;
  if (now && policy === 'query') throw new RowStop('queried', 'The store has another home address.');
  if (now && policy === 'fill') return;
  if (now && now.started_on >= from)
    throw new RowStop(
      'queried',
      `The store has another home address from ${now.started_on} on, which is not earlier.`,
    );
  if (now) draft.update<Home>('person_address', now, { ended_on: addDays(from, -1) });
  const address = draft.insert<Held>('address', [], {
    line_1: given.address_line_1,
    line_2: given.address_line_2,
    line_3: given.address_line_3,
    line_4: given.address_line_4,
    town: given.town,
    county: given.county,
    postcode: given.postcode,
    match: 'none',
  });
  draft.insert<Home>('person_address', record.homes, {
    person_id: record.person.id,
    address_id: address.id,
    kind: 'home',
    started_on: from,
    ended_on: null,
    source_code: world.profile.source,
    address: given,
  });
  ctx.did.push(`the home address from ${from} on was recorded`);
}
