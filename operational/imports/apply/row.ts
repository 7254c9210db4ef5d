import type { Outcome } from '../batch.ts';
import { holds, RowStop } from '../values.ts';
import type { ProfileAction } from '../actions.ts';
import { endActivity, startActivity, verifyActivity } from './actions/activity.ts';
import { endCharacteristic, setCharacteristic } from './actions/characteristics.ts';
import { joinCohort, joinFrozenCohort, leaveCohort } from './actions/cohort.ts';
import { setIntention, setOffer } from './actions/offers.ts';
import { updatePerson } from './actions/person.ts';
import { recordRisk } from './actions/risk.ts';
import { currentOf, isUnknown, type RowContext, rowContext, type World } from './context.ts';
import { createPerson, type FreshNumbers } from './create.ts';
import { type Change, Draft, type PersonRecord } from './record.ts';

/** A row that is to be applied: its person is in `record`, or is begun when that is null. */
export interface RowToApply {
  line: number;
  mapped: Record<string, string | undefined>;
}

/** What a row came to. `record` is the person's as it then stands; without changes, as it was. */
export interface RowResult {
  outcome: Outcome;
  reason: string | null;
  number: string | null;
  changes: readonly Change[];
  record: PersonRecord | null;
  settled: boolean;
  afterwards: readonly (() => void)[];
}

/** Works out what one row does to its person; either all of its actions are done or none. */
export function applyRow(
  world: World,
  row: RowToApply,
  held: PersonRecord | null,
  fresh: FreshNumbers,
): RowResult {
  const draft = new Draft(world.tenant.id);
  try {
    const record = held === null ? createPerson(world, row, draft, fresh) : structuredClone(held);
    const ctx = rowContext(world, row, record, draft);
    if (held === null) ctx.did.push('a new record was begun');
    const before = currentOf(record);
    const wasUnknown = before !== null && isUnknown(world, before.code, before.started_on);
    for (const action of world.profile.actions) if (holds(action.when, ctx.scope)) act(ctx, action);
    const now = currentOf(record);
    const settled = wasUnknown && now !== null && !isUnknown(world, now.code, now.started_on);
    const changed = draft.changes.length > 0;
    return {
      outcome: changed ? 'applied' : 'unchanged',
      reason: changed ? sentence(ctx.did) : null,
      number: null,
      changes: draft.changes,
      record,
      settled,
      afterwards: ctx.afterwards,
    };
  } catch (error) {
    if (!(error instanceof RowStop)) throw error;
    const { outcome, message, number } = error;
    return { outcome, reason: message, number, changes: [], record: held, settled: false, afterwards: [] };
  }
}

const sentence = (did: readonly string[]): string => {
  const text = [...new Set(did)].join('; ');
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
};

function act(ctx: RowContext, action: ProfileAction): void {
  switch (action.do) {
    case 'start-activity':
      startActivity(ctx, action);
      break;
    case 'end-activity':
      endActivity(ctx, action);
      break;
    case 'verify-activity':
      verifyActivity(ctx, action);
      break;
    case 'set-intention':
      setIntention(ctx, action);
      break;
    case 'set-offer':
      setOffer(ctx, action);
      break;
    case 'record-risk':
      recordRisk(ctx, action);
      break;
    case 'set-characteristic':
      setCharacteristic(ctx, action);
      break;
    case 'end-characteristic':
      endCharacteristic(ctx, action);
      break;
    case 'join-cohort':
      joinCohort(ctx, action);
      break;
    case 'leave-cohort':
      leaveCohort(ctx, action);
      break;
    case 'join-frozen-cohort':
      joinFrozenCohort(ctx, action);
      break;
    case 'update-person':
      updatePerson(ctx, action);
      break;
  }
}
