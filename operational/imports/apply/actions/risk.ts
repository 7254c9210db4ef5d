import type { Action } from '../../actions.ts';
import { evaluate, RowStop } from '../../values.ts';
import { demandDay, demandText, type RowContext } from '../context.ts';
import type { Risk } from '../record.ts';

const BANDS: ReadonlySet<string> = new Set(['low', 'medium', 'high']);

/** What an instrument said of the row's person on a day, with its factors; the same instrument of the same day is one. */
export function recordRisk(ctx: RowContext, action: Action<'record-risk'>): void {
  const { draft, record, world } = ctx;
  const assessed = demandDay(ctx, action.assessed, 'day of the assessment');
  const instrument = demandText(ctx, action.instrument, 'instrument');
  const facts = { score: scoreOf(ctx, action), band: bandOf(ctx, action), factors: factorsOf(ctx, action) };
  if (facts.score === null && facts.band === null)
    throw new RowStop('rejected', 'It has neither a score nor a band.');
  const held = record.risks.find((r) => r.instrument === instrument && r.assessed_on === assessed);
  if (held) {
    const before = draft.changes.length;
    draft.update<Risk>('risk_indicator', held, facts);
    if (draft.changes.length > before) ctx.did.push(`the ${instrument} of ${assessed} was corrected`);
    return;
  }
  draft.insert<Risk>('risk_indicator', record.risks, {
    person_id: record.person.id,
    instrument,
    assessed_on: assessed,
    ...facts,
    source_code: world.profile.source,
  });
  ctx.did.push(`the ${instrument} of ${assessed} was recorded`);
}

/** As Postgres gives it back: no zeros at either end. */
function scoreOf(ctx: RowContext, action: Action<'record-risk'>): string | null {
  const text = evaluate(action.score, ctx.scope);
  if (text === null) return null;
  if (/^\d{1,6}(\.\d{1,3})?$/.test(text)) return String(Number(text));
  throw new RowStop('rejected', `The score "${text}" is not a number.`);
}

function bandOf(ctx: RowContext, action: Action<'record-risk'>): string | null {
  const band = evaluate(action.band, ctx.scope)?.toLowerCase() ?? null;
  if (band === null || BANDS.has(band)) return band;
  throw new RowStop('rejected', `The band "${band}" is not low, medium or high.`);
}

/** Sorted by name, so that the same factors are the same text. */
const factorsOf = (ctx: RowContext, action: Action<'record-risk'>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(action.factors)
      .flatMap(([key, value]): [string, string][] => {
        const text = evaluate(value, ctx.scope);
        return text === null ? [] : [[key, text]];
      })
      .sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1)),
  );
