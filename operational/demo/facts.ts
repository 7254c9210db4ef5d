import { groupBy, readTable } from './csv.ts';
import { dayNumber, type DayNumber } from './calendar.ts';
import { type Random, Weighted } from './random.ts';

const table = (name: string) => readTable(new URL(`facts/${name}.csv`, import.meta.url));
const place = (name: string) => readTable(new URL(`../../sql/reference/places/${name}.csv`, import.meta.url));
const number = (text: string | undefined, without = 0): number =>
  text === undefined || text === '' ? without : Number(text);

export type Facts = ReturnType<typeof loadFacts>;
export type YearGroup = Facts['yearGroups'][number];
export type Trait = Facts['characteristics'][number];
export type Activity = Facts['activities'][number];
export type Organisation = Facts['organisations'][number];
export type Postcode = Facts['postcodes'][number];

/** Everything that the demo authority is made of, from the small tables in `facts/` and `sql/reference/places/`. */
export const loadFacts = () => ({
  p: parameters(),
  ...calendarFacts(),
  ...peopleFacts(),
  ...activityFacts(),
  ...authorityFacts(),
  ...placeFacts(),
  names: nameLists(),
});

function parameters(): (name: string) => number {
  const values = new Map(table('parameters').map((row) => [row.name!, Number(row.value)]));
  return (name) => {
    const value = values.get(name);
    if (value === undefined) throw new RangeError(`parameters.csv has no ${name}`);
    return value;
  };
}

const monthAndDate = (text: string | undefined) => {
  const [month, date] = text!.split('-').map(Number);
  return { month: month!, date: date! };
};

/** What goes by month or year. */
const calendarFacts = () => ({
  months: new Map(
    table('months').map((row) => [
      Number(row.month),
      {
        joiners: Number(row.joiners),
        leavers: Number(row.leavers),
        followedUp: Number(row.followed_up),
        lost: Number(row.lost),
      },
    ]),
  ),
  years: new Map(
    table('years').map((row) => [
      Number(row.academic_year),
      {
        neet: Number(row.neet),
        notKnown: Number(row.not_known),
        apprenticeship: Number(row.apprenticeship),
        other: Number(row.other),
      },
    ]),
  ),
  censuses: table('censuses').map((row) => ({ ...monthAndDate(row.date), found: Number(row.found) })),
  senSupportRecorded: table('sen_support_recorded').map((row) => ({
    year: Number(row.academic_year),
    share: Number(row.share),
  })),
  guaranteeProgress: table('guarantee_progress').map((row) => ({
    month: Number(row.month),
    share: Number(row.share_by_end),
  })),
  intentionsProgress: table('intentions_progress').map((row) => ({
    ...monthAndDate(row.from),
    days: Number(row.days),
    share: Number(row.share_by_end),
  })),
});

/** Who the people are. */
const peopleFacts = () => ({
  yearGroups: table('year_groups').map((row) => ({
    from: Number(row.year_12_from),
    size: Number(row.size),
    movesIn: Number(row.moves_in),
    movesOut: Number(row.moves_out),
  })),
  plans: table('plans').map((row) => ({ age: Number(row.age), plans: Number(row.plans) })),
  senNeeds: drawn(table('sen_needs'), 'weight', 'code'),
  ethnicMix: table('ethnic_mix').map((row) => ({
    code: row.code!,
    group: row.group!,
    share: Number(row.share),
    firstNames: row.first_names!,
    surnames: row.surnames!.split(';'),
    risk: Number(row.risk),
  })),
  risks: new Map(table('risks').map((row) => [`${row.factor}:${row.value}`, Number(row.multiplier)])),
  characteristics: table('characteristics').map((row) => ({
    code: row.code!,
    share: Number(row.share),
    risk: Number(row.risk),
    fromAge: Number(row.from_age),
    toAge: Number(row.to_age),
    months: [Number(row.months_min), Number(row.months_max)] as const,
    sex: row.sex!,
    sensitivity: Number(row.sensitivity),
  })),
});

/** What people do, and what they were offered. */
const activityFacts = () => ({
  activities: table('activities').map((row) => ({
    stage: row.stage!,
    code: row.code!,
    weight: Number(row.weight),
    organisation: row.organisation!,
    oneYear: number(row.years_1, 0),
  })),
  compulsory: drawn(table('compulsory'), 'weight', 'code'),
  neetCodes: table('neet_codes').map((row) => ({
    code: row.code!,
    weight: Number(row.weight),
    needs: row.needs!,
    chance: number(row.chance, 0),
  })),
  guarantee: drawn(table('guarantee'), 'weight', 'code'),
  intentions: table('intentions').map((row) => ({
    code: row.code!,
    weight: Number(row.weight),
    activity: row.activity!,
  })),
  channels: {
    usual: drawn(table('channels'), 'usual', 'channel'),
    winter: drawn(table('channels'), 'winter', 'channel'),
  },
});

/** Draws one column's text by another's weight. */
function drawn(rows: Record<string, string>[], weight: string, column: string) {
  const weighted = new Weighted(rows, (row) => Number(row[weight]));
  return { draw: (random: Random): string => weighted.draw(random)[column]! };
}

/** The organisations and staff. */
const authorityFacts = () => ({
  organisations: table('organisations').map((row) => ({
    id: Number(row.key),
    kind: row.kind!,
    role: row.role!,
    name: row.name!,
    laCode: row.la_code === '' ? null : row.la_code!,
    establishmentNo: row.establishment === '' ? null : `${row.la_code}${row.establishment}`,
    weight: Number(row.weight),
    wardCode: row.ward_code!,
    files: [row.file_1, row.file_2].filter((text) => text !== '').map(monthAndDate),
    firstFileShare: number(row.file_1_share, 1),
    match: number(row.match, 0),
  })),
  teams: table('teams').map((row, i) => ({
    id: i + 1,
    name: row.team!,
    locality: row.locality!,
    wards: row.ward_codes!.split(';'),
  })),
  users: table('users').map((row, i) => ({
    id: i + 1,
    name: row.name!,
    email: row.email!,
    role: row.role!,
    team: row.team === '' ? null : row.team!,
  })),
});

/** Where people live. */
function placeFacts() {
  const imd = new Map(place('wards').map((row) => [row.ward_code!, Number(row.imd_score)]));
  const groups = ['white', 'mixed', 'asian', 'black', 'other'];
  return {
    streets: table('streets').map((row) => row.name!),
    wards: table('wards').map((row) => ({
      code: row.ward_code!,
      share: Number(row.share_of_cohort),
      imd: imd.get(row.ward_code!)!,
      groups: Object.fromEntries(groups.map((group) => [group, Number(row[group])])),
    })),
    postcodes: table('postcodes').map((row) => ({
      postcode: row.postcode!,
      lsoa: row.lsoa_code!,
      ward: row.ward_code!,
      formerWard: row.ward_code_to_2023!,
    })),
    wardsChange: newWardsFrom(),
  };
}

function newWardsFrom(): DayNumber {
  return dayNumber(
    place('wards')
      .map((row) => row.valid_from!)
      .sort()
      .at(-1)!,
  );
}

function nameLists() {
  const first = groupBy(table('first_names'), (row) => `${row.list}:${row.sex}`);
  const last = groupBy(table('surnames'), (row) => row.list!);
  return {
    first: new Map(
      [...first].map(([key, rows]) => [
        key,
        new Weighted(rows, (row) => Math.sqrt(Number(row.births_2005_2012))),
      ]),
    ),
    last: new Map([...last].map(([key, rows]) => [key, new Weighted(rows, (row) => Number(row.weight))])),
  };
}
