import { addDays, type Day } from '../../../../base/dates.ts';
import { spellWords } from '../../../api/spells.ts';
import type { Action } from '../../actions.ts';
import { evaluate, RowStop } from '../../values.ts';
import { demandCode, demandDay, demandText, type RowContext } from '../context.ts';
import type { Characteristic } from '../record.ts';

// Lists of which a person has one value at a time; of the others, several.
const ONE_AT_A_TIME: ReadonlySet<string> = new Set(['SEN', 'LEVEL_OF_NEED']);
const LAST: Day = '9999-12-31';

/** A characteristic holds from a day on. */
export function setCharacteristic(ctx: RowContext, action: Action<'set-characteristic'>): void {
  const { record, draft, world } = ctx;
  const started = demandDay(ctx, action.started, 'start date');
  const ended = evaluate(action.ended, ctx.scope);
  if (ended !== null && ended < started)
    throw new RowStop('rejected', `It ends on ${ended}, before it starts on ${started}.`);
  const code = demandText(ctx, action.code, 'code');
  const { sensitivity } = demandCode(world, { set: action.set, code, day: started });
  const held = record.characteristics.filter(
    (c) => c.set_id === action.set && c.started_on <= (ended ?? LAST) && (c.ended_on ?? LAST) >= started,
  );
  const same = held.find((c) => c.code === code);
  if (same) {
    if (ended === null || same.ended_on === ended) return;
    if (same.ended_on !== null && same.ended_on > ended)
      throw new RowStop('queried', `The store has it ${spellWords(same)}, the list to ${ended}.`);
    draft.update<Characteristic>('characteristic', same, { ended_on: ended });
    ctx.did.push(`${action.set} ${code} was ended on ${ended}`);
    return;
  }
  if (ONE_AT_A_TIME.has(action.set)) for (const other of held) closeOther(ctx, other, started);
  draft.insert<Characteristic>('characteristic', record.characteristics, {
    person_id: record.person.id,
    set_id: action.set,
    code,
    started_on: started,
    ended_on: ended,
    source_code: world.profile.source,
    sensitivity,
  });
  ctx.did.push(`${action.set} ${code} was recorded from ${started}`);
}

function closeOther({ draft }: RowContext, other: Characteristic, started: Day): void {
  if (other.started_on >= started)
    throw new RowStop(
      'queried',
      `The store knows ${other.set_id} ${other.code} ${spellWords(other)}, which is not earlier.`,
    );
  draft.update<Characteristic>('characteristic', other, { ended_on: addDays(started, -1) });
}

/** A characteristic, or all of a list, holds no longer after a day. */
export function endCharacteristic(ctx: RowContext, action: Action<'end-characteristic'>): void {
  const { record, draft } = ctx;
  const ended = demandDay(ctx, action.ended, 'end date');
  const code = evaluate(action.code, ctx.scope);
  const open = record.characteristics.filter(
    (c) => c.set_id === action.set && c.ended_on === null && (code === null || c.code === code),
  );
  for (const held of open) {
    if (held.started_on > ended)
      throw new RowStop(
        'queried',
        `The store knows ${held.set_id} ${held.code} ${spellWords(held)}, after its end on ${ended}.`,
      );
    draft.update<Characteristic>('characteristic', held, { ended_on: ended });
    ctx.did.push(`${held.set_id} ${held.code} was ended on ${ended}`);
  }
}
