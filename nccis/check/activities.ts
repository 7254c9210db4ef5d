import { ratio } from '../../base/rounding.ts';
import type { Activity, Edition } from '../edition.ts';
import type { RecordStore } from './store.ts';

/** A line of the table: how many of each year group, in the order of `ActivityTable.years`, and all of them. */
export type ActivityLine = {
  /** An activity code, or the group that a subtotal is of. */
  key: string;
  label: string;
  kind: 'line' | 'subtotal' | 'total' | 'outside';
  counts: number[];
  all: number;
  /** Percent of the base, rounded to one place; null outside it and when the base is empty. */
  share: number | null;
};

/** "Activities of Year 12 and 13": those in the cohort by what they do, as the Department's monthly table of an authority. */
export type ActivityTable = { years: number[]; base: number; lines: ActivityLine[] };

const SUBTOTALS: readonly [group: Activity['tableGroup'], label: string][] = [
  ['education', 'Education'],
  ['employment', 'Employment'],
  ['training', 'Training'],
  ['re-engagement', 'Re-engagement provision'],
  ['neet-available', 'NEET, available'],
  ['neet-not-available', 'NEET, not available'],
  ['not-known', 'Not known'],
];
const GROUP_LABEL = new Map<string, string>(SUBTOTALS);

/** How many do something, of a year group, with a current or lapsed record. */
export type ActivityCount = { code: string; year: number; lapsed: boolean; n: number };

/** The year groups of the table, by the edition's ages. */
const yearsOf = ({ cohort }: Edition): number[] =>
  Array.from({ length: cohort.headlineTo - cohort.headlineFrom + 1 }, (_, i) => cohort.headlineFrom - 4 + i);

/** Counts those of the loaded records that are in the cohort and of the table's years. */
export async function countActivities(store: RecordStore, edition: Edition): Promise<ActivityCount[]> {
  const years = yearsOf(edition);
  const active = edition.codes.filter((c) => c.set === 'YP10' && c.group === 'active').map((c) => c.code);
  const rows = await store.rows(
    `select coalesce(activity_code, ''), year_group, currency_lapsed is not distinct from 'Y', count(*) from checked
     where cohort_status in (${active.map((code) => `'${code}'`).join(', ')}) and year_group between ${years[0]} and ${years.at(-1)}
     group by all`,
  );
  return rows.map(([code, year, lapsed, n]) => ({
    code: String(code),
    year: Number(year),
    lapsed: lapsed === true,
    n: Number(n),
  }));
}

/** The table of these counts, by the edition's groups; people of a lapsed EET activity are not known. */
export const activityTable = (edition: Edition, counts: ActivityCount[]): ActivityTable =>
  new Table(edition, yearsOf(edition), counts).table();

class Table {
  private readonly years: number[];
  private readonly rows: (ActivityCount & { activity: Activity | null })[];
  private readonly activities: Activity[];
  private readonly base: number;

  constructor(edition: Edition, years: number[], rows: ActivityCount[]) {
    this.years = years;
    this.activities = edition.activities.filter((a) => a.ageBand === 'POST16');
    const byCode = new Map(this.activities.map((a) => [a.code, a]));
    this.rows = rows.map((row) => ({ ...row, activity: byCode.get(row.code) ?? null }));
    this.base = sum(this.rows.filter((r) => r.activity?.headline !== 'EXCL'));
  }

  table(): ActivityTable {
    const of = (headline: Activity['headline']) => this.groups((a) => a.headline === headline);
    const lapsed = SUBTOTALS.filter(([group]) =>
      this.activities.some((a) => a.tableGroup === group && a.headline === 'EET'),
    );
    return {
      years: this.years,
      base: this.base,
      lines: [
        ...of('EET'),
        this.line('eet', 'EET', 'total', (r) => this.headline(r) === 'EET'),
        ...of('NEET'),
        this.line('neet', 'NEET', 'total', (r) => this.headline(r) === 'NEET'),
        ...this.codes((a) => a.headline === 'NK'),
        ...lapsed.map(([group, label]) =>
          this.line(
            `lapsed-${group}`,
            `Currency lapsed: ${label.toLowerCase()}`,
            'line',
            (r) => r.lapsed && r.activity?.tableGroup === group && r.activity.headline === 'EET',
          ),
        ),
        this.line('no-activity', 'No activity of this age', 'line', (r) => r.activity === null),
        this.line('not-known', 'Not known', 'total', (r) => this.headline(r) === 'NK'),
        this.line('base', 'Total', 'total', (r) => this.headline(r) !== 'EXCL'),
        ...this.codes((a) => a.headline === 'EXCL', 'outside'),
      ],
    };
  }

  private headline(row: Table['rows'][number]): Activity['headline'] {
    if (row.activity === null) return 'NK';
    return row.activity.headline === 'EET' && row.lapsed ? 'NK' : row.activity.headline;
  }

  /** The codes of a headline by group, each group with its subtotal. */
  private groups(fits: (a: Activity) => boolean): ActivityLine[] {
    const groups = [...new Set(this.activities.filter(fits).map((a) => a.tableGroup))];
    return groups.flatMap((group) => [
      ...this.codes((a) => fits(a) && a.tableGroup === group),
      this.line(
        group,
        GROUP_LABEL.get(group) ?? group,
        'subtotal',
        (r) => r.activity?.tableGroup === group && !(r.lapsed && r.activity.headline === 'EET'),
      ),
    ]);
  }

  private codes(fits: (a: Activity) => boolean, kind: ActivityLine['kind'] = 'line'): ActivityLine[] {
    return this.activities
      .filter(fits)
      .sort((a, b) => (a.code < b.code ? -1 : 1))
      .map((a) =>
        this.line(a.code, a.label, kind, (r) => r.code === a.code && !(r.lapsed && a.headline === 'EET')),
      );
  }

  private line(
    key: string,
    label: string,
    kind: ActivityLine['kind'],
    fits: (r: Table['rows'][number]) => boolean,
  ): ActivityLine {
    const rows = this.rows.filter(fits);
    const all = sum(rows);
    const share = kind === 'outside' || this.base === 0 ? null : ratio(all, this.base);
    return {
      key,
      label,
      kind,
      counts: this.years.map((year) => sum(rows.filter((r) => r.year === year))),
      all,
      share,
    };
  }
}

const sum = (rows: { n: number }[]): number => rows.reduce((total, { n }) => total + n, 0);
