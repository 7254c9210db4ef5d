import type pg from 'pg';
import { academicYear, type Day, isDay, londonDay } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { Edition } from '../../nccis/edition.ts';
import { editionOn } from '../../nccis/editions.ts';
import type { Ask, Kind, Layout } from './kind.ts';
import { layoutOf } from './kind.ts';

/** What somebody asks a file for; what is left out has a standard value or is refused. */
export type Asked = Partial<Record<Ask, string>> & { agreement?: string };

/** What a kind's SQL may name as `:key`, and what its record keeps. */
export interface Params {
  edition: Edition;
  layout: Layout | null;
  season: number;
  la: string;
  to: string | null;
  school: string | null;
  /** Number of an import batch. */
  batch: number | null;
  from: Day;
  asAt: Day;
  agreement: string | null;
  /** Day from which on the file no longer changes; null when it never stops. */
  closesOn: Day | null;
  sql: Readonly<Record<string, unknown>>;
}

/** Checks what was asked for and fills in the rest; throws a CasehouseError that names the missing or wrong value. */
export async function paramsOf(
  db: pg.Pool | pg.PoolClient,
  kind: Kind,
  asked: Asked,
  context: { editions: readonly Edition[]; tenantId: number; today: Day },
): Promise<Params> {
  const unused = (Object.keys(asked) as (keyof Asked)[]).find(
    (key) => asked[key] !== undefined && key !== 'agreement' && !kind.asks.includes(key),
  );
  if (unused) throw wrong(`${kind.title} doesn't take "${unused}".`, `It takes: ${kind.asks.join(', ')}.`);
  const asAt = day('as_at', asked.as_at) ?? context.today;
  if (asAt > context.today) throw wrong(`${asAt} is in the future.`, 'Give a day up to today.');
  const tenant = await tenantOf(db, context.tenantId);
  const la = asked.la ?? tenant.las[0]!;
  if (!tenant.las.includes(la))
    throw wrong(`${la} is not an authority of this council.`, `Use ${tenant.las.join(' or ')}.`);
  const season = seasonOf(kind, asked.season, asAt);
  const isSurvey = kind.position === 'survey';
  // the edition of the autumn that the survey asks about, however late it is made
  const { survey } = editionOn([...context.editions], isSurvey ? `${season}-11-01` : asAt);
  const positionOn = isSurvey ? `${season}-${survey.referenceDay}` : asAt;
  const edition = editionOn([...context.editions], positionOn);
  const from = day('from', asked.from) ?? `${academicYear(asAt)}-09-01`;
  if (from > asAt) throw wrong(`${from} lies after ${asAt}.`, 'Give a first day that lies before the last.');
  const shared = {
    edition,
    layout: kind.layout === null ? null : layoutOf(kind.layout, edition.id),
    season,
    la,
    to: kind.asks.includes('to') ? neighbour(asked.to, tenant.las, edition) : null,
    school: asked.school ?? null,
    batch: kind.asks.includes('batch') ? batchOf(asked.batch) : null,
    from,
    asAt,
    agreement: kind.needs === 'agreement' ? agreementOf(kind, asked.agreement) : null,
    closesOn: kind.closes === 'survey' ? `${season + 1}-${edition.survey.updatedTo}` : null,
  };
  return { ...shared, sql: sqlParams(kind, shared, { positionOn, tenant: context.tenantId }) };
}

function sqlParams(
  kind: Kind,
  p: Omit<Params, 'sql'>,
  more: { positionOn: Day; tenant: number },
): Record<string, unknown> {
  const { activities, groups, cohort } = p.edition;
  const codes = (wanted: (a: Edition['activities'][number]) => boolean) =>
    activities.filter(wanted).map(({ code }) => code);
  const one = (group: string) => groups.find((g) => g.group === group)?.code ?? null;
  return {
    tenant: more.tenant,
    season: p.season,
    la: p.la,
    to: p.to,
    batch: p.batch,
    from: p.from,
    as_at: p.asAt,
    position_on: more.positionOn,
    fixed_on: `${p.season}-${p.edition.survey.fixedOn}`,
    academic_year: academicYear(p.asAt),
    cohort_kind: kind.cohort,
    compulsory: codes((a) => a.ageBand === 'PRE16'),
    unsettled: codes((a) => a.ageBand === 'PRE16' || a.headline === 'NK'),
    education: codes((a) => a.tableGroup === 'education'),
    training: codes((a) => a.tableGroup === 'training' || a.participation === 'APP'),
    not_known: one('unknown-activity'),
    not_recorded: one('unknown-guarantee'),
    sen_plan: cohort.extendedSen,
    no_number: p.edition.establishment.noNumber,
  };
}

async function tenantOf(db: pg.Pool | pg.PoolClient, id: number): Promise<{ las: string[] }> {
  const { rows } = await db.query<{ las: string[] }>('select la_codes as las from tenant where id = $1', [
    id,
  ]);
  if (rows[0]) return rows[0];
  throw new CasehouseError('no-authority', 'The case store has no authority yet.', {
    next: 'Run "casehouse init" with --la, or load a return of the old system.',
  });
}

/** The season's year: as asked, or the latest that has begun by the day. */
function seasonOf(kind: Kind, given: string | undefined, asAt: Day): number {
  if (given !== undefined) {
    if (/^2[01]\d\d$/.test(given)) return Number(given);
    throw wrong(`"${given}" is not a season.`, 'Give the calendar year of its summer, as 2026.');
  }
  // the survey asks from November, a cohort is fixed at the end of May, and a Guarantee begins in April
  const begins = kind.position === 'survey' ? '11-01' : kind.cohort === null ? '04-01' : '05-31';
  return Number(asAt.slice(0, 4)) - (asAt.slice(5) < begins ? 1 : 0);
}

function neighbour(to: string | undefined, own: readonly string[], edition: Edition): string {
  if (to === undefined)
    throw wrong('The other authority is missing.', 'Name it by its three digits, as 333.');
  if (own.includes(to)) throw wrong(`${to} is this council's own.`, 'Name the other authority.');
  const known = edition.las.find(({ code, kind }) => code === to && kind === 'la');
  if (!known)
    throw wrong(`${to} is not an English authority.`, 'Use the three digits that the Department gave it.');
  return to;
}

function batchOf(text: string | undefined): number {
  if (text !== undefined && /^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw wrong('The number of the import batch is missing.', 'Take it from the list of batches.');
}

function agreementOf(kind: Kind, given: string | undefined): string {
  if (given !== undefined && given.trim() !== '') return given.trim();
  throw wrong(
    `${kind.title} goes out under a sharing agreement only.`,
    'Name the agreement that allows it (agreement); the name is kept with the file.',
  );
}

function day(name: string, text: string | undefined): Day | null {
  if (text === undefined) return null;
  if (isDay(text)) return text;
  throw wrong(`"${text}" is not a day (${name}).`, 'Write it as 2026-10-31.');
}

const wrong = (message: string, next: string): CasehouseError =>
  new CasehouseError('export-asked', message, { next });

/** Today in London. */
export const todayOf = (clock: () => Date): Day => londonDay(clock());
