import type { Action } from '../../actions.ts';
import { RowStop } from '../../values.ts';
import { demandCode, demandDay, demandText, providerOf, type RowContext } from '../context.ts';
import type { Offer } from '../record.ts';

function seasonOf(ctx: RowContext, value: Action<'set-offer'>['season']): number {
  const season = Number(demandText(ctx, value, 'season'));
  if (Number.isInteger(season) && season >= 2000 && season <= 2199) return season;
  throw new RowStop('rejected', `The season ${season} is not a year.`);
}

const WORD = { intention: 'intention', conditional: 'conditional offer' } as const;

/** What the row's person means to do after Year 11, or has a conditional offer of, when it isn't known as the latest already. */
export function setIntention(ctx: RowContext, action: Action<'set-intention'>): void {
  const { record, draft, world } = ctx;
  const made = demandDay(ctx, action.made, 'day of the intention');
  const code = demandText(ctx, action.code, 'intended destination');
  demandCode(world, { set: 'ID01', code, day: made });
  const season = seasonOf(ctx, action.season);
  const provider = providerOf(ctx, action.provider);
  const { kind } = action;
  const latest = record.offers.filter((o) => o.kind === kind && o.season === season).at(-1);
  const organisation = provider?.id ?? null;
  if (latest && latest.code === code && latest.organisation_id === organisation) return;
  if (latest && latest.made_on > made)
    throw new RowStop(
      'queried',
      `The store knows a later ${WORD[kind]}, ${latest.code} of ${latest.made_on}.`,
    );
  draft.insert<Offer>('offer', record.offers, {
    person_id: record.person.id,
    kind,
    season,
    year_group: null,
    code,
    la_code: null,
    organisation_id: organisation,
    made_on: made,
    source_code: world.profile.source,
  });
  ctx.did.push(`the ${WORD[kind]} ${code} was recorded`);
}

/** The September Guarantee status of a season and year group; an older one is replaced. */
export function setOffer(ctx: RowContext, action: Action<'set-offer'>): void {
  const { record, draft, world } = ctx;
  const made = demandDay(ctx, action.made, 'day of the offer');
  const year = Number(demandText(ctx, action.year_group, 'year group'));
  if (year !== 11 && year !== 12)
    throw new RowStop('rejected', `Year ${year} has no September Guarantee; only Years 11 and 12 do.`);
  const code = demandText(ctx, action.code, 'guarantee status');
  demandCode(world, { set: year === 11 ? 'SG02' : 'SG11', code, day: made });
  const season = seasonOf(ctx, action.season);
  const provider = providerOf(ctx, action.provider);
  const facts = {
    code,
    la_code: demandText(ctx, action.la, 'authority of the guarantee'),
    ...(provider ? { organisation_id: provider.id } : {}),
  };
  const held = record.offers.find(
    (o) => o.kind === 'guarantee' && o.season === season && o.year_group === year,
  );
  if (!held) {
    draft.insert<Offer>('offer', record.offers, {
      organisation_id: null,
      ...facts,
      person_id: record.person.id,
      kind: 'guarantee',
      season,
      year_group: year,
      made_on: made,
      source_code: world.profile.source,
    });
    ctx.did.push(`the guarantee status ${code} was recorded`);
    return;
  }
  const differs = Object.entries(facts).some(([key, value]) => held[key] !== value);
  if (!differs) return;
  if (held.made_on > made)
    throw new RowStop(
      'queried',
      `The store knows a later guarantee status, ${held.code} of ${held.made_on}.`,
    );
  draft.update<Offer>('offer', held, { ...facts, made_on: made, source_code: world.profile.source });
  ctx.did.push(`the guarantee status became ${code}`);
}
