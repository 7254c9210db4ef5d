import type { DayNumber } from './calendar.ts';
import { groupBy } from './csv.ts';
import type { Facts, Postcode } from './facts.ts';
import { type Random, Weighted } from './random.ts';
import type { Row } from './tables.ts';

/** Where somebody lives: a real postcode of the borough, a made-up house. */
export interface Home {
  ward: string;
  postcode: Postcode;
  street: string;
  house: number;
}

const wards = new WeakMap<Facts, Weighted<Facts['wards'][number]>>();
const postcodes = new WeakMap<Facts, Map<string, Postcode[]>>();

export function drawHome(facts: Facts, random: Random, u: number = random.next()): Home {
  if (!wards.has(facts)) {
    wards.set(facts, new Weighted(facts.wards, (ward) => ward.share));
    postcodes.set(
      facts,
      groupBy(facts.postcodes, (each) => each.ward),
    );
  }
  const ward = wards.get(facts)!.at(u).code;
  const postcode = random.of(postcodes.get(facts)!.get(ward)!);
  return { ward, postcode, street: random.of(facts.streets), house: random.between(1, 140) };
}

const OUTSIDE = [
  { la: '332', town: 'Dudley', postcode: 'DY1 9' },
  { la: '333', town: 'Sandwell', postcode: 'B70 9' },
  { la: '335', town: 'Walsall', postcode: 'WS2 9' },
  { la: '860', town: 'Staffordshire', postcode: 'WV6 9' },
] as const;

/** The address row as matched on a day: some lie outside the borough, some have a postcode that no gazetteer knows. */
export function addressRow(facts: Facts, home: Home, on: DayNumber, random: Random): Row {
  const line = { line_1: `${home.house} ${home.street}`, town: 'Wolverhampton', county: 'West Midlands' };
  const u = random.next();
  if (u < facts.p('unknown_postcode')) {
    return { ...line, postcode: `WV9 9${letters(random)}`, la_code: '336', match: 'none' };
  }
  if (u < facts.p('unknown_postcode') + facts.p('outside_postcode')) {
    const place = random.of(OUTSIDE);
    return {
      ...line,
      town: place.town,
      postcode: place.postcode + letters(random),
      la_code: place.la,
      match: 'none',
    };
  }
  const { postcode, lsoa, ward, formerWard } = home.postcode;
  return {
    ...line,
    postcode,
    la_code: '336',
    ward_code: on < facts.wardsChange ? formerWard : ward,
    lsoa_code: lsoa,
    match: random.chance(facts.p('home_match_exact')) ? 'exact' : 'postcode',
  };
}

const LETTERS = 'ABDEFGHJLNPQRSTUWXYZ'; // the letters that a postcode's end may have
const letters = (random: Random): string => LETTERS[random.between(0, 19)]! + LETTERS[random.between(0, 19)]!;
