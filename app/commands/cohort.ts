import { londonDay } from '../../base/dates.ts';
import { UsageError } from '../../base/errors.ts';
import type { SeasonKind, SeasonOf } from '../../operational/cohorts/freeze.ts';
import type { Season } from '../../operational/cohorts/seasons.ts';
import type { Call, Command, Option } from '../command.ts';
import { openStore, type Store } from '../store.ts';

const SEASON: Record<string, Option> = {
  kind: { value: 'KIND', doc: 'guarantee or activity-survey', required: true },
  season: { value: 'YEAR', doc: 'the calendar year of its summer', required: true },
  la: { value: 'CODE', doc: "the authority, when the council has several; else the council's own" },
};

const line = (s: Season): string =>
  `${s.season}  ${s.kind.padEnd(15)}  ${s.la}  ${s.state.padEnd(6)}  ${String(s.members).padStart(6)} people` +
  `${s.late > 0 ? `, ${s.late} of them late` : ''}${s.fixedOn ? `, as at ${s.fixedOn}` : ''}${s.closedOn ? `, closed on ${s.closedOn}` : ''}`;

export const cohortListCommand: Command = {
  name: 'cohort list',
  summary: 'seasons of the September Guarantee and the Activity Survey, and how they stand',
  words: [],
  options: {},
  async run({ settings, io }) {
    const { pool } = await openStore(settings, io, { migrate: false });
    const { listSeasons } = await import('../../operational/cohorts/seasons.ts');
    const seasons = await listSeasons(pool, 1);
    io.answer(
      { seasons },
      seasons.length === 0 ? 'No season has been opened.' : seasons.map(line).join('\n'),
    );
    return 0;
  },
};

/** A verb that does one thing to one season. */
const seasonCommand = (
  name: string,
  summary: string,
  more: Record<string, Option>,
  act: (call: Call, of: SeasonOf, pool: Store['pool']) => Promise<Season>,
): Command => ({
  name: `cohort ${name}`,
  summary,
  words: [],
  options: { ...SEASON, ...more },
  async run(call) {
    const { given, settings, io } = call;
    const kind = given.required('kind');
    if (kind !== 'guarantee' && kind !== 'activity-survey')
      throw new UsageError(`There is no cohort of kind ${kind}.`, 'Use guarantee or activity-survey.');
    const season = Number(given.required('season'));
    if (!Number.isInteger(season) || season < 2000 || season > 2199)
      throw new UsageError(
        `${given.required('season')} is not a year.`,
        'Give the year of the summer, such as 2026.',
      );
    const { pool } = await openStore(settings, io, { migrate: false });
    const la =
      given.text('la') ?? (await pool.query('select la_codes[1] as la from tenant where id = 1')).rows[0].la;
    const done = await act(call, { kind: kind as SeasonKind, season, la, tenantId: 1 }, pool);
    io.answer(done, line(done));
    return 0;
  },
});

const seasonEdition = async (pool: Store['pool'], season: number) => {
  const { editionOn } = await import('../../nccis/editions.ts');
  const { councilEditions } = await import('../../operational/reference/council.ts');
  return editionOn(await councilEditions(pool), `${season}-05-31`);
};

export const cohortOpenCommand = seasonCommand('open', 'open a season', {}, async (_, of, pool) =>
  (await import('../../operational/cohorts/seasons.ts')).openSeason(pool, of),
);

export const cohortFreezeCommand = seasonCommand(
  'freeze',
  "fix a season's cohort as at 31 May, or the day that the edition names",
  {},
  async ({ io }, of, pool) => {
    const { freezeCohort } = await import('../../operational/cohorts/freeze.ts');
    await freezeCohort(pool, await seasonEdition(pool, of.season), of, { today: londonDay(io.clock()) });
    return (await import('../../operational/cohorts/seasons.ts')).seasonOf(pool, of);
  },
);

export const cohortCloseCommand = seasonCommand(
  'close',
  'close a season for good',
  {},
  async ({ io }, of, pool) =>
    (await import('../../operational/cohorts/seasons.ts')).closeSeason(pool, of, londonDay(io.clock())),
);

export const cohortAddCommand = seasonCommand(
  'add',
  'add somebody to a fixed cohort, late and with the reason',
  {
    person: { value: 'REF', doc: 'the number of the record', required: true },
    reason: { value: 'TEXT', doc: 'why so late', required: true },
  },
  async ({ given, io }, of, pool) => {
    const { addLate } = await import('../../operational/cohorts/seasons.ts');
    const late = {
      ref: given.required('person'),
      reason: given.required('reason'),
      on: londonDay(io.clock()),
    };
    return addLate(pool, await seasonEdition(pool, of.season), of, late);
  },
);

const MOST_SHOWN = 20;

export const cohortUpdateCommand: Command = {
  name: 'cohort update',
  summary: 'record who left the NCCIS cohort or came back, as follows from age, plan, home and death',
  words: [],
  options: {
    'as-at': { value: 'DAY', doc: 'the day as at which; today when left out' },
    'dry-run': { value: null, doc: 'say what would change, and change nothing' },
  },
  async run({ given, settings, io }) {
    const { pool } = await openStore(settings, io, { migrate: false });
    const { updateCohort } = await import('../../operational/cohorts/update.ts');
    const { councilEditions } = await import('../../operational/reference/council.ts');
    const asAt = given.text('as-at') ?? londonDay(io.clock());
    const done = await updateCohort({
      ...{
        pool,
        editions: await councilEditions(pool),
        asAt,
        dryRun: given.flag('dry-run'),
        clock: io.clock,
      },
    });
    const counts = Object.entries(done.counts).map(([code, n]) => `${n} to ${code}`);
    const head = `${done.members} members as at ${asAt}: ${counts.join(', ') || 'nothing changes'}${done.applied ? '' : ' (nothing was changed)'}.`;
    const shown = done.changes
      .slice(0, MOST_SHOWN)
      .map(
        (c) =>
          `  ${c.ref}  ${c.from} to ${c.to} on ${c.on}${c.transferredTo ? `, to ${c.transferredTo}` : ''}`,
      );
    const more =
      done.changes.length > MOST_SHOWN
        ? [`  and ${done.changes.length - MOST_SHOWN} more; --json lists them`]
        : [];
    io.answer(done, [head, ...shown, ...more].join('\n'));
    return 0;
  },
};
