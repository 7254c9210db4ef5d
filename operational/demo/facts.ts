import { groupBy, readTable } from './csv.ts';
import { dayNumber, type DayNumber } from './calendar.ts';
import { Weighted } from './random.ts';

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
export function loadFacts() {
  const parameters = new Map(table('parameters').map((row) => [row.name!, Number(row.value)]));
  const imd = new Map(place('wards').map((row) => [row.ward_code!, Number(row.imd_score)]));
  return {
    p: (name: string): number => {
      const value = parameters.get(name);
      if (value === undefined) throw new RangeError(`parameters.csv has no ${name}`);
      return value;
    },
    yearGroups: table('year_groups').map((row) => ({
      from: Number(row.year_12_from),
      size: Number(row.size),
      movesIn: Number(row.moves_in),
      movesOut: Number(row.moves_out),
    })),
    plans: table('plans').map((row) => ({ age: Number(row.age), plans: Number(row.plans) })),
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
    senNeeds: new Weighted(table('sen_needs'), (row) => Number(row.weight)),
    senSupportRecorded: table('sen_support_recorded').map((row) => ({
      year: Number(row.academic_year),
      share: Number(row.share),
    })),
    activities: table('activities').map((row) => ({
      stage: row.stage!,
      code: row.code!,
      weight: Number(row.weight),
      organisation: row.organisation!,
      oneYear: number(row.years_1, 0),
    })),
    organisations: table('organisations').map((row) => ({
      id: Number(row.key),
      kind: row.kind!,
      role: row.role!,
      name: row.name!,
      laCode: row.la_code === '' ? null : row.la_code!,
      establishmentNo: row.establishment === '' ? null : `${row.la_code}${row.establishment}`,
      weight: Number(row.weight),
      wardCode: row.ward_code!,
      files: [row.file_1, row.file_2].filter((text) => text !== ''),
      firstFileShare: number(row.file_1_share, 1),
      match: number(row.match, 0),
    })),
    streets: table('streets').map((row) => row.name!),
    teams: table('teams').map((row, i) => ({
      id: i + 1,
      name: row.team!,
      wards: row.ward_codes!.split(';'),
    })),
    users: table('users').map((row, i) => ({
      id: i + 1,
      name: row.name!,
      email: row.email!,
      role: row.role!,
      team: row.team === '' ? null : row.team!,
    })),
    guarantee: new Weighted(table('guarantee'), (row) => Number(row.weight)),
    intentions: table('intentions').map((row) => ({
      code: row.code!,
      weight: Number(row.weight),
      activity: row.activity!,
    })),
    names: nameLists(),
    wards: table('wards').map((row) => ({
      code: row.ward_code!,
      share: Number(row.share_of_cohort),
      imd: imd.get(row.ward_code!)!,
      groups: Object.fromEntries(
        ['white', 'mixed', 'asian', 'black', 'other'].map((g) => [g, Number(row[g])]),
      ),
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
