import type { DayNumber } from './calendar.ts';
import { Random, Weighted } from './random.ts';

interface Share {
  value: string;
  weight: number;
}
const shares = (...pairs: [string, number][]): Weighted<Share> =>
  new Weighted(
    pairs.map(([value, weight]) => ({ value, weight })),
    ({ weight }) => weight,
  );

/** Levels of study by activity; assumed, but for sixth forms being level 3 and apprenticeships level 2 or 3 for the most part. */
const LEVELS: Readonly<Record<string, Weighted<Share>>> = {
  210: shares(['3', 92], ['2', 7], ['1', 1]),
  220: shares(['3', 90], ['2', 8], ['1', 2]),
  230: shares(['3', 46], ['2', 28], ['1', 18], ['entry', 8]),
  240: shares(['4 or above', 100]),
  250: shares(['2', 40], ['1', 40], ['entry', 20]),
  270: shares(['3', 30], ['2', 40], ['1', 30]),
  280: shares(['entry', 70], ['1', 30]),
  310: shares(['2', 48], ['3', 50], ['4 or above', 2]),
  320: shares(['2', 60], ['3', 40]),
  410: shares(['1', 60], ['2', 30], ['entry', 10]),
  430: shares(['1', 50], ['2', 50]),
  450: shares(['1', 60], ['2', 40]),
  460: shares(['entry', 60], ['1', 40]),
};

/** Sector subject areas; weights assumed. */
const SECTORS = shares(
  ['Health, public services and care', 17],
  ['Science and mathematics', 9],
  ['Construction, planning and the built environment', 11],
  ['Engineering and manufacturing', 12],
  ['Digital technology', 8],
  ['Retail and commercial enterprise', 9],
  ['Leisure, travel and tourism', 7],
  ['Arts, media and publishing', 9],
  ['Business, administration and law', 11],
  ['Preparation for life and work', 7],
);

/** What is studied, as the `detail` of an activity (JSON text): level and sector of a course, none of what is no course. */
export function courseOf(code: string, personId: number, from: DayNumber): string {
  const levels = LEVELS[code];
  if (levels === undefined) return '{}';
  const random = new Random(personId, from, 'course');
  const level = levels.draw(random).value;
  if (random.chance(0.04)) return '{}'; // lists that name no course
  const sector = code === '210' || code === '220' ? 'Academic studies' : SECTORS.draw(random).value;
  return JSON.stringify({ level, sector });
}
