import type { Result } from '../../reports/result.ts';
import type { Comparison } from '../parts/scale.ts';
import { stampText } from '../parts/stamp.ts';
import type { Tile } from '../parts/tile.ts';
import { numberText } from '../text/format.ts';
import { movement } from '../text/movement.ts';
import { latest, monthOf, type Series, seriesOf, yearBefore } from './series.ts';

/** What one tile shows, and from which columns of which report. */
export interface TileSpec {
  id: string;
  name: string;
  report: 'neet-by-month' | 'joiners-and-leavers' | 'september-guarantee';
  /** Rows of the report to take, when a month has several. */
  only?: { column: string; value: string };
  /** Column of the value. */
  value: string;
  /** Column of the number of people behind it; the value itself for counts. */
  count: string;
  /** Column of the group that the count is a share of; null for counts. */
  of: string | null;
  /** Words after that group's size; "aged 16 and 17" when absent. */
  ofWords?: string;
  /** Measure of DfE's scorecard that compares with it. */
  measure: string | null;
  lowerIsBetter: boolean | null;
  /** What the count counts, after the number: one and many. */
  people: readonly [string, string];
}

const AGED = 'aged 16 and 17';

const PEOPLE = ['young person', 'young people'] as const;

/** The tiles of the first page in reading order. */
export const TILES: readonly TileSpec[] = [
  {
    id: 'neet-and-not-known',
    name: 'NEET or not known',
    report: 'neet-by-month',
    value: 'neet_nk_rate',
    count: 'neet_nk',
    of: 'cohort',
    measure: 'neet_nk_percent',
    lowerIsBetter: true,
    people: PEOPLE,
  },
  {
    id: 'neet',
    name: 'Not in education, employment or training (NEET)',
    report: 'neet-by-month',
    value: 'neet_rate',
    count: 'neet',
    of: 'cohort',
    measure: 'neet_percent',
    lowerIsBetter: true,
    people: PEOPLE,
  },
  {
    id: 'not-known',
    name: 'Activity not known',
    report: 'neet-by-month',
    value: 'nk_rate',
    count: 'nk',
    of: 'cohort',
    measure: 'nk_percent',
    lowerIsBetter: true,
    people: PEOPLE,
  },
  {
    id: 'participating',
    name: 'Participating in education or training',
    report: 'neet-by-month',
    value: 'participation_rate',
    count: 'participating',
    of: 'cohort',
    measure: 'participation_percent',
    lowerIsBetter: false,
    people: PEOPLE,
  },
  {
    id: 'joiners',
    name: 'Became NEET this month',
    report: 'joiners-and-leavers',
    value: 'joiners',
    count: 'joiners',
    of: null,
    measure: null,
    lowerIsBetter: true,
    people: ['joiner', 'joiners'],
  },
  {
    id: 'leavers',
    name: 'Stopped being NEET this month',
    report: 'joiners-and-leavers',
    value: 'leavers',
    count: 'leavers',
    of: null,
    measure: null,
    lowerIsBetter: false,
    people: ['leaver', 'leavers'],
  },
  {
    id: 'cohort',
    name: `Young people ${AGED}`,
    report: 'neet-by-month',
    value: 'cohort',
    count: 'cohort',
    of: null,
    measure: null,
    lowerIsBetter: null,
    people: PEOPLE,
  },
  {
    id: 'september-guarantee',
    name: 'Offered a place: September Guarantee',
    report: 'september-guarantee',
    only: { column: 'year_group', value: 'All' },
    value: 'offer_rate',
    count: 'offer',
    of: 'cohort',
    ofWords: 'in Years 11 and 12',
    measure: 'guarantee_percent',
    lowerIsBetter: false,
    people: PEOPLE,
  },
];

export interface TileInput {
  spec: TileSpec;
  result: Result;
  comparison: Comparison | null;
  /** Address of the people behind a count in a month, or null when the reader may not see them. */
  peopleHref: ((column: string, row: Readonly<Record<string, string>>) => string | null) | null;
}

/** A tile from its report's result; null when the result has no such column. */
export function tileFrom(input: TileInput): Tile | null {
  const { spec, result } = input;
  const series = seriesOf(result, spec.value, spec.only);
  if (series === null) return null;
  const last = latest(series);
  return {
    id: spec.id,
    name: spec.name,
    text: last.text,
    count: countOf(input, last.month),
    movement: movementOf(spec, series),
    series: series.points.slice(-24),
    comparison: input.comparison,
    report: { href: `/reports/${spec.report}`, title: result.title },
    stamp: stampText(result.stamp),
  };
}

function movementOf(spec: TileSpec, series: Series): Tile['movement'] {
  const last = latest(series);
  const before = yearBefore(series);
  if (before === null || before.value === null || last.value === null) return null;
  const percent = series.column.type === 'percent';
  return {
    move: movement(last.value, before.value, {
      decimals: series.column.decimals,
      unit: percent ? 'points' : 'people',
      lowerIsBetter: spec.lowerIsBetter,
    }),
    since: monthOf(before),
  };
}

function countOf(input: TileInput, month: string): Tile['count'] {
  const { spec, result, peopleHref } = input;
  const counts = seriesOf(result, spec.count, spec.only);
  const point = counts?.points.find((item) => item.month === month);
  if (point === undefined) return null;
  const href =
    point.value === null || point.value === 0
      ? null
      : (peopleHref?.(spec.count, { month_end: month }) ?? null);
  if (spec.of === null) {
    // The value is the count itself: the line below only leads to the people.
    return href === null
      ? null
      : { text: `See the ${point.text} ${spec.people[point.value === 1 ? 0 : 1]}`, href, rest: '' };
  }
  const group = seriesOf(result, spec.of, spec.only)?.points.find((item) => item.month === month);
  const text = `${point.text} ${spec.people[point.value === 1 ? 0 : 1]}`;
  const rest = group?.value == null ? '' : `of ${numberText(group.value)} ${spec.ofWords ?? AGED}`;
  return { text, href, rest };
}
