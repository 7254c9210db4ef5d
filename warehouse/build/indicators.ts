import type { Edition, Indicator } from '../../nccis/edition.ts';
import type { Duck } from '../duckdb.ts';

/** One figure of an indicator for each month: SQL that counts over the rows `r` of a mart. */
interface Figure {
  part: string;
  unit: 'percent' | 'people' | 'days';
  /** Counts of people; `days` a sum of days over `whole` people. */
  numerator: string | null;
  whole: string | null;
  days: string | null;
}

const counted = (condition: string) => `count(*) filter (where ${condition})`;

/**
 * Fills marts.indicator: every indicator of every edition for the months in which the edition is in force, by the conditions
 * that its pack gives. An edition that changes an indicator changes the figures of its own months and no others.
 */
export async function fillIndicators(duck: Duck, editions: readonly Edition[]): Promise<void> {
  for (const edition of editions) {
    for (const [i, indicator] of edition.indicators.entries()) {
      if (!indicator.on) continue;
      for (const [j, figure] of figuresOf(indicator).entries())
        await duck.exec(insertOf(edition.id, indicator, i * 100 + j, `'${figure.part}'`, figure));
      if (isSplit(indicator)) await duck.exec(splitInsert(edition.id, indicator, i * 100 + 50));
    }
  }
}

const DATES: readonly (string | null)[] = ['verified_on', 'due_to_lapse_on'];
const isSplit = ({ split }: Indicator) => split !== null && !DATES.includes(split);

/** The figure itself, its bands, and for days their mean. Parts by the values of a column are in `splitInsert`. */
function figuresOf(is: Indicator): Figure[] {
  const whole = is.denominator === null ? null : counted(is.denominator);
  if (is.measure === 'count')
    return [{ part: '', unit: 'people', numerator: counted(is.numerator), whole: null, days: null }];
  if (is.measure === 'days') return daysOf(is);
  if (is.measure === 'weighted') return [];
  const share = (part: string, condition: string): Figure => ({
    part,
    unit: 'percent',
    numerator: counted(condition),
    whole,
    days: null,
  });
  if (is.split === 'verified_on')
    return is.bands.map((n) =>
      share(
        `in the last ${n} month${n === 1 ? '' : 's'}`,
        `(${is.numerator}) and r.verified_on > cast(r.month_end - to_months(${n}) as date)`,
      ),
    );
  if (is.split === 'due_to_lapse_on')
    return is.bands.map((n) =>
      share(`within ${n} days`, `(${is.numerator}) and r.due_to_lapse_on <= r.month_end + ${n}`),
    );
  return isSplit(is) && is.numerator === is.denominator ? [] : [share('', is.numerator)];
}

function daysOf(is: Indicator): Figure[] {
  const known = `(${is.denominator}) and (${is.numerator}) is not null`;
  const ends = [0, ...is.bands];
  const bands = ends.map((from, i): Figure => {
    const to = ends[i + 1];
    const name =
      i === 0 ? `under ${to} days` : to === undefined ? `${from} days and over` : `${from} to ${to - 1} days`;
    const below = to === undefined ? '' : ` and (${is.numerator}) < ${to}`;
    return {
      part: name,
      unit: 'percent',
      numerator: counted(`${known} and (${is.numerator}) >= ${from}${below}`),
      whole: counted(known),
      days: null,
    };
  });
  const sum = `cast(sum(${is.numerator}) filter (where ${known}) as bigint)`;
  return [{ part: 'mean', unit: 'days', numerator: null, whole: counted(known), days: sum }, ...bands];
}

/** The mart's rows with the month that they are of. */
function rowsOf(is: Indicator): string {
  if (is.over !== 'marts.activity_survey') return is.over;
  return `(select *, last_day(make_date(survey_year, ${is.months[0] ?? 11}, 1)) as month_end from ${is.over})`;
}

const COLUMNS =
  'edition, id, label, position, part, unit, is_year_only, is_month_only, months_wanted, month_end, numerator, denominator, days';

function fixed(edition: string, is: Indicator, position: number, part: string, unit: string): string {
  const fromPeople = is.over === 'marts.person_month';
  const yearOnly = fromPeople && is.months.length > 0;
  const label = is.label.replaceAll("'", "''");
  return `'${edition}', '${is.id}', '${label}', ${position}, ${part}, '${unit}', ${yearOnly}, ${!fromPeople}, ${fromPeople ? is.months.length : 0}, r.month_end`;
}

const monthsOf = (is: Indicator): string =>
  is.months.length === 0 ? 'true' : `month(r.month_end) in (${is.months.join(', ')})`;

const inForce = (edition: string): string =>
  `r.month_end in (select n.month_end from marts.month n where n.edition = '${edition}')`;

const insertOf = (edition: string, is: Indicator, position: number, part: string, f: Figure): string => `
  insert into marts.indicator (${COLUMNS})
  select ${fixed(edition, is, position, part, f.unit)}, ${f.numerator}, ${f.whole}, ${f.days}
  from ${rowsOf(is)} r where ${inForce(edition)} and ${monthsOf(is)} group by r.month_end`;

/** The parts of a figure by the values of a column: each is a share of the whole figure's people. */
function splitInsert(edition: string, is: Indicator, position: number): string {
  const isCount = is.measure === 'count';
  return `
  insert into marts.indicator (${COLUMNS})
  with whole as (
    select r.month_end, ${isCount ? 'null' : counted(is.denominator!)} as people from ${rowsOf(is)} r
    where ${inForce(edition)} and ${monthsOf(is)} group by r.month_end
  )
  select ${fixed(edition, is, position, `coalesce(cast(r.${is.split} as varchar), 'not recorded')`, isCount ? 'people' : 'percent')},
    count(*), max(w.people), null
  from ${rowsOf(is)} r join (select month_end as of_month, people from whole) w on w.of_month = r.month_end
  where ${inForce(edition)} and ${monthsOf(is)} and (${is.numerator}) group by r.month_end, r.${is.split}`;
}
