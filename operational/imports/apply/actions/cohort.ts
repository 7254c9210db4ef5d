import { addDays, type Day } from '../../../../base/dates.ts';
import { numberOfCheck } from '../../../../nccis/codes.ts';
import { editionOn } from '../../../../nccis/editions.ts';
import type { Action } from '../../actions.ts';
import { evaluate, RowStop } from '../../values.ts';
import { demandCode, demandDay, demandText, type RowContext } from '../context.ts';
import type { Held, Member } from '../record.ts';

/** The row's person belongs to the NCCIS cohort from a day on. */
export const joinCohort = (ctx: RowContext, action: Action<'join-cohort'>): void =>
  setStatus(ctx, { ...action, to: null });

/** The row's person leaves the NCCIS cohort on a day; of a transfer the authority is kept. */
export function leaveCohort(ctx: RowContext, action: Action<'leave-cohort'>): void {
  if (ctx.record.members.length === 0) throw new RowStop('queried', 'The store knows of no cohort to leave.');
  setStatus(ctx, action);
}

type Status = Pick<Action<'leave-cohort'>, 'status' | 'started' | 'la' | 'to'>;

function setStatus(ctx: RowContext, action: Status): void {
  const { record, draft, world } = ctx;
  const started = demandDay(ctx, action.started, 'start date');
  const status = demandText(ctx, action.status, 'cohort status');
  demandCode(world, { set: 'YP10', code: status, day: started });
  const to = evaluate(action.to, ctx.scope);
  if (status === 'T' && to === null)
    throw new RowStop(
      'rejected',
      'A transfer does not name the authority that the person moved to.',
      numberOfCheck(editionOn([...world.editions], started), 'transferred_to_la', 'empty'),
    );
  const cohort = cohortOf(ctx, { kind: 'nccis', season: null, la: evaluate(action.la, ctx.scope) });
  const held = record.members.filter((m) => m.cohort_id === cohort);
  const later = held.find((m) => m.started_on > started);
  const now = held.find((m) => m.started_on <= started && (m.ended_on ?? '9999-12-31') >= started);
  const facts = { status_code: status, transferred_to_la_code: status === 'T' ? to : null };
  if (now?.status_code === status && now.transferred_to_la_code === facts.transferred_to_la_code) return;
  if (later)
    throw new RowStop(
      'queried',
      `The store knows the later cohort status ${later.status_code} from ${later.started_on}.`,
    );
  ctx.did.push(`the cohort status became ${status} on ${started}`);
  if (now?.started_on === started) {
    draft.update<Member>('cohort_member', now, facts);
    return;
  }
  if (now) draft.update<Member>('cohort_member', now, { ended_on: addDays(started, -1) });
  addMember(ctx, cohort, started, { ...facts, year_group: null, school_id: null });
}

const addMember = (
  { draft, record }: RowContext,
  cohort: number,
  started: Day,
  facts: Pick<Member, 'status_code' | 'transferred_to_la_code' | 'year_group'> & { school_id: number | null },
) =>
  draft.insert<Member>('cohort_member', record.members, {
    person_id: record.person.id,
    cohort_id: cohort,
    started_on: started,
    ended_on: null,
    ...facts,
  });

/** A cohort of the council's, made with this row's changes when it is the first time. Throws RowStop for another council's. */
function cohortOf(ctx: RowContext, want: { kind: string; season: number | null; la: string | null }): number {
  const { world, draft } = ctx;
  const la = want.la ?? world.tenant.laCodes[0]!;
  if (!world.tenant.laCodes.includes(la))
    throw new RowStop(
      'rejected',
      `${la} is not an authority of this council.`,
      numberOfCheck(editionOn([...world.editions], world.asAt), 'lead_la', { condition: 'source_las' }),
    );
  const found = world.cohorts.find(
    (c) => c.kind === want.kind && c.season === want.season && c.la_code === la,
  );
  if (found?.fixed_on)
    throw new RowStop(
      'queried',
      `The ${want.kind} cohort of ${want.season} was fixed on ${found.fixed_on} and stays as it is.`,
    );
  if (found) return found.id;
  const facts = { kind: want.kind, season: want.season, la_code: la };
  const made = draft.insert<Held>('cohort', [], facts);
  ctx.afterwards.push(() => world.cohorts.push({ ...facts, id: made.id, fixed_on: null }));
  return made.id;
}

/** The row's person belongs to a cohort that is still to be fixed. */
export function joinFrozenCohort(ctx: RowContext, action: Action<'join-frozen-cohort'>): void {
  const season = Number(demandText(ctx, action.season, 'season'));
  const cohort = cohortOf(ctx, { kind: action.kind, season, la: evaluate(action.la, ctx.scope) });
  if (ctx.record.members.some((m) => m.cohort_id === cohort)) return;
  const year = evaluate(action.year_group, ctx.scope);
  addMember(ctx, cohort, ctx.world.asAt, {
    status_code: 'P',
    transferred_to_la_code: null,
    year_group: year === null ? null : Number(year),
    school_id: ctx.record.person.year11_school_id,
  });
  ctx.did.push(`joined the ${action.kind} cohort of ${season}`);
}
