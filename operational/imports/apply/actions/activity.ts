import { addDays, type Day, isDay } from '../../../../base/dates.ts';
import { requireAgeForCode } from '../../../api/codes.ts';
import { spellWords } from '../../../api/spells.ts';
import type { Action } from '../../actions.ts';
import { evaluate, RowStop } from '../../values.ts';
import {
  currentOf,
  demandCode,
  demandDay,
  demandText,
  isUnknown,
  type Organisation,
  orStop,
  providerOf,
  type RowContext,
} from '../context.ts';
import type { Situation } from '../record.ts';

/** The row's person does something from a day on, or is known to do it already. */
export function startActivity(ctx: RowContext, action: Action<'start-activity'>): void {
  const started = demandDay(ctx, action.started, 'start date');
  const provider = providerOf(ctx, action.provider);
  const code = demandText(ctx, action.code, 'activity code');
  demandActivity(ctx, code, started);
  const facts = {
    code,
    provider,
    expected: optionalDay(ctx, action.expected_end),
    review: optionalDay(ctx, action.review),
    detail: detailOf(ctx, action),
    // a list whose profile names no day of verification verifies by being received; one that names it and leaves it empty doesn't
    verified: action.verified === null ? ctx.world.asAt : optionalDay(ctx, action.verified),
  };
  const same = sameActivity(ctx, { started, code, provider });
  if (same) confirm(ctx, same, facts, action.on_other_code);
  else begin(ctx, started, facts, optionalDay(ctx, action.ascertained));
}

interface Facts {
  code: string;
  provider: Organisation | null;
  expected: Day | null;
  review: Day | null;
  detail: Record<string, string>;
  verified: Day | null;
}

/** A code that exists, holds on the day and fits the person's age then; throws RowStop `rejected`. */
function demandActivity(ctx: RowContext, code: string, day: Day): void {
  const { world, record } = ctx;
  demandCode(world, { set: 'eet', code, day });
  orStop('rejected', null, () => requireAgeForCode(world.editions, record.person, { code, day }));
}

function optionalDay(ctx: RowContext, value: Parameters<typeof evaluate>[0]): Day | null {
  const day = evaluate(value, ctx.scope);
  if (day === null || isDay(day)) return day;
  throw new RowStop('rejected', `${day} is not a day.`);
}

const detailOf = (ctx: RowContext, action: Action<'start-activity'>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(action.detail).flatMap(([key, value]) => {
      const text = evaluate(value, ctx.scope);
      return text === null ? [] : [[key, text]];
    }),
  );

const latest = (a: Day, b: Day): Day => [a, b].sort()[1]!;
const earliest = (a: Day, b: Day): Day => [a, b].sort()[0]!;
const daysApart = (a: Day, b: Day): number =>
  Math.round(Math.abs(Date.parse(a) - Date.parse(b)) / 86_400_000);

/** The held activity that the row tells of: same provider (or, without one, same code) and a start within tolerance. */
function sameActivity(
  { world, record }: RowContext,
  want: { started: Day; code: string; provider: Organisation | null },
): Situation | null {
  const { start_days: tolerance } = world.profile.tolerance;
  const alike = record.situations.filter((s) =>
    want.provider ? s.organisation_id === want.provider.id : s.code === want.code,
  );
  const [nearest] = [...alike].sort(
    (a, b) => daysApart(a.started_on, want.started) - daysApart(b.started_on, want.started),
  );
  if (nearest && daysApart(nearest.started_on, want.started) <= tolerance) return nearest;
  const open = alike.find((s) => s.ended_on === null || s.ended_on >= want.started);
  if (!open || (!want.provider && open.started_on < want.started)) return open ?? null;
  throw new RowStop(
    'queried',
    `The store has ${open.code}${want.provider ? ` at ${want.provider.name}` : ''} ${spellWords(open)}; the list says that it began on ${want.started}, more than ${tolerance} days apart.`,
  );
}

/** What the list adds to an activity that is held, and that it is so. */
function confirm(ctx: RowContext, held: Situation, facts: Facts, onOtherCode: 'update' | 'query'): void {
  const { draft } = ctx;
  if (held.code !== facts.code && onOtherCode === 'query')
    throw new RowStop('queried', `The store has it as ${held.code}, the list as ${facts.code}.`);
  const before = draft.changes.length;
  draft.update<Situation>('situation', held, {
    code: facts.code,
    ...(facts.expected && facts.expected >= held.started_on ? { expected_end_on: facts.expected } : {}),
    ...(facts.review ? { review_on: facts.review } : {}),
    detail: { ...held.detail, ...facts.detail },
  });
  if (draft.changes.length > before) ctx.did.push('the activity that is held was filled in');
  const { verified } = facts;
  if (verified && verified >= held.started_on && (held.ended_on === null || verified <= held.ended_on))
    verify(ctx, held, verified);
}

function verify(ctx: RowContext, situation: Situation, day: Day): void {
  const { draft, record, world } = ctx;
  if (
    day > world.today ||
    record.verifications.some((v) => v.situation_id === situation.id && v.verified_on === day)
  )
    return;
  draft.insert('verification', record.verifications, {
    situation_id: situation.id,
    verified_on: day,
    method: world.profile.method,
    source_code: world.profile.source,
    user_id: world.userId,
    person_id: record.person.id,
  });
  ctx.did.push('the activity that is held was verified');
}

/** Begins an activity; what stood before it ends the day before. Throws RowStop when something later is known. */
function begin(ctx: RowContext, started: Day, facts: Facts, ascertained: Day | null): void {
  const { draft, record, world } = ctx;
  giveWay(ctx, started);
  const before = currentOf(record);
  if (before) closeBefore(ctx, before, started);
  const known = ascertained ?? world.asAt;
  const made = draft.insert<Situation>('situation', record.situations, {
    ...blank(ctx),
    code: facts.code,
    started_on: started,
    ascertained_on: latest(started, earliest(known, world.today)),
    expected_end_on: facts.expected && facts.expected >= started ? facts.expected : null,
    review_on: facts.review,
    organisation_id: facts.provider?.id ?? null,
    detail: facts.detail,
  });
  ctx.did.push(`${facts.code}${facts.provider ? ` at ${facts.provider.name}` : ''} was begun on ${started}`);
  if (facts.verified && facts.verified >= started) {
    verify(ctx, made, facts.verified);
    ctx.did.pop();
  }
}

const blank = ({ record, world }: RowContext) => ({
  person_id: record.person.id,
  domain: 'eet',
  ended_on: null,
  is_primary: true,
  standing: 'confirmed',
  source_code: world.profile.source,
});

/** Not-known spells that began on or after the day give way; anything else that did is queried. */
function giveWay({ draft, record, world }: RowContext, started: Day): void {
  for (const later of record.situations.filter((s) => s.started_on >= started)) {
    if (!isUnknown(world, later.code, later.started_on))
      throw new RowStop(
        'queried',
        `The store knows ${later.code} ${spellWords(later)}, which is not earlier.`,
      );
    draft.update<Situation>('situation', later, { standing: 'superseded' });
    record.situations.splice(record.situations.indexOf(later), 1);
  }
}

function closeBefore({ draft, world }: RowContext, before: Situation, started: Day): void {
  if (before.ended_on !== null && before.ended_on < started) return;
  const overlap = before.ended_on === null ? 0 : daysApart(before.ended_on, started) + 1;
  if (overlap > world.profile.tolerance.end_days && !isUnknown(world, before.code, before.started_on))
    throw new RowStop('queried', `The store knows ${before.code} ${spellWords(before)}, which overlaps.`);
  draft.update<Situation>('situation', before, { ended_on: addDays(started, -1) });
}

/** The row's person no longer does something after a day. */
export function endActivity(ctx: RowContext, action: Action<'end-activity'>): void {
  const { draft, record, world } = ctx;
  const ended = demandDay(ctx, action.ended, 'end date', { future: true });
  const provider = providerOf(ctx, action.provider);
  const held = activityToEnd(ctx, provider);
  if (held.ended_on !== null) {
    if (daysApart(held.ended_on, ended) <= world.profile.tolerance.end_days) return;
    throw new RowStop('queried', `The store has its end on ${held.ended_on}, the list on ${ended}.`);
  }
  if (ended < held.started_on)
    throw new RowStop(
      'queried',
      `It ended on ${ended}, before the ${held.code} that is held began on ${held.started_on}.`,
    );
  if (ended >= world.today) {
    if (held.expected_end_on !== ended) ctx.did.push(`its end is expected on ${ended}`);
    draft.update<Situation>('situation', held, { expected_end_on: ended });
    return;
  }
  draft.update<Situation>('situation', held, { ended_on: ended });
  ctx.did.push(`${held.code} was ended on ${ended}`);
  const next = evaluate(action.follow_on, ctx.scope);
  if (next === null) return;
  const from = addDays(ended, 1);
  demandActivity(ctx, next, from);
  draft.insert<Situation>('situation', record.situations, {
    ...blank(ctx),
    code: next,
    started_on: from,
    ascertained_on: latest(from, world.asAt),
    expected_end_on: null,
    review_on: null,
    organisation_id: null,
    detail: {},
  });
  ctx.did.push(`${next} was begun on ${from}`);
}

/** The latest activity at a provider, or the present one; throws RowStop when the store knows another. */
function activityToEnd({ record, world }: RowContext, provider: Organisation | null): Situation {
  const current = currentOf(record);
  if (!current) throw new RowStop('queried', 'The store knows no activity that could end.');
  if (provider === null) return current;
  const there = record.situations.filter((s) => s.organisation_id === provider.id).at(-1);
  if (there) return there;
  const at = world.organisations.find((o) => o.id === current.organisation_id)?.name;
  throw new RowStop(
    'queried',
    `The store has ${current.code}${at ? ` at ${at}` : ''} ${spellWords(current)}, nothing at ${provider.name}.`,
  );
}

/** The row confirms what its person does now. */
export function verifyActivity(ctx: RowContext, action: Action<'verify-activity'>): void {
  const day = demandDay(ctx, action.verified, 'verification date');
  const current = currentOf(ctx.record);
  if (!current || current.started_on > day || (current.ended_on !== null && current.ended_on < day))
    throw new RowStop('queried', `The store knows no activity on ${day}.`);
  const code = evaluate(action.code, ctx.scope);
  if (code !== null && code !== current.code)
    throw new RowStop('queried', `The store has ${current.code}, the list ${code}.`);
  const provider = providerOf(ctx, action.provider);
  if (provider && provider.id !== current.organisation_id)
    throw new RowStop('queried', `The store has ${current.code} elsewhere, the list at ${provider.name}.`);
  verify(ctx, current, day);
}
