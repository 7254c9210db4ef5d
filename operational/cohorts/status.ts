import type { Edition } from '../../nccis/edition.ts';

/** What is so of a person, as far as it decides the cohort status that is theirs. */
export interface StatusFacts {
  deceased: boolean;
  /** Joined to another record. */
  duplicate: boolean;
  leftEngland: boolean;
  /** Another authority of England leads now. */
  transferred: boolean;
  /** Past the general age, with a plan once and none now. */
  planCeased: boolean;
  /** Past the general age without ever a plan, or past the age of a plan. */
  pastAge: boolean;
  /** In the cohort of a September Guarantee that is still being collected. */
  covered: boolean;
}

/** Codes of YP10 by why they apply, as the edition's groups name them. */
export type StatusCodes = Readonly<Record<keyof StatusFacts | 'active', string>>;

const GROUPS: readonly [keyof StatusFacts, string][] = [
  ['deceased', 'deceased'],
  ['duplicate', 'leaves-as-duplicate'],
  ['leftEngland', 'leaves-england'],
  ['transferred', 'leaves-by-transfer'],
  ['planCeased', 'leaves-by-plan'],
  ['pastAge', 'leaves-by-age'],
];

/** The edition's own codes of the statuses. */
export function statusCodes(edition: Edition): StatusCodes {
  const ofGroup = (group: string) => edition.groups.find((g) => g.group === group)!.code;
  const ofKind = (kind: string) => edition.codes.find((c) => c.set === 'YP10' && c.group === kind)!.code;
  return {
    ...(Object.fromEntries(GROUPS.map(([fact, group]) => [fact, ofGroup(group)])) as Record<
      keyof StatusFacts,
      string
    >),
    covered: ofKind('guarantee'),
    active: ofKind('active'),
  };
}

/**
 * The status that holds: of those that apply, the first in the edition's order of precedence; `active` when no other does. Being covered
 * by a Guarantee is no reason to leave, and so is not among them: see `sentStatus`.
 */
export function heldStatus(facts: StatusFacts, codes: StatusCodes, order: readonly string[]): string {
  const applying = new Set<string>(GROUPS.flatMap(([fact]) => (facts[fact] ? [codes[fact]] : [])));
  return order.find((code) => applying.has(code)) ?? codes.active;
}

/** The status that a return tells of: a leaver whom an open Guarantee covers stands under the Guarantee, the dead excepted. */
export function sentStatus(facts: StatusFacts, codes: StatusCodes, order: readonly string[]): string {
  const held = heldStatus(facts, codes, order);
  return facts.covered && held !== codes.active && held !== codes.deceased ? codes.covered : held;
}

/** What returns have told of a person so far: the last status sent, and whether that was a leaver's. */
export interface Told {
  status: string | null;
  left: boolean;
}

/** Somebody of whom no return has told yet. */
export const UNTOLD: Told = { status: null, left: false };

/**
 * One month on: the status that this month's return tells of, null when it says nothing of the person, and what has been told then. A
 * leaver is told of once; somebody who comes back is told of as before.
 */
export function monthOn(
  told: Told,
  facts: StatusFacts,
  codes: StatusCodes,
  order: readonly string[],
): { sent: string | null; told: Told } {
  const status = sentStatus(facts, codes, order);
  const leaves = status !== codes.active && status !== codes.covered;
  if (leaves && told.left) return { sent: null, told };
  return { sent: status, told: { status, left: leaves } };
}
