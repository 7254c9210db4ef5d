/** Twentieths of a point, Word's unit of length. */
type Twips = number;

/** What column widths are worked out from. */
export interface Content {
  headings: readonly string[];
  rows: readonly (readonly string[])[];
  /** Columns whose values must not be broken over lines: dates, numbers, codes. */
  unbroken: readonly boolean[];
}

/** How a table is laid out. */
export interface Layout {
  /** Size of the letters in points. */
  size: number;
  widths: Twips[];
  /** Whether the page must lie on its side. */
  lying: boolean;
}

/** Space inside a cell, left and right together. */
export const PADDING: Twips = 150;

const SAMPLE = 300;
/** Points of the smallest letters. */
const SMALLEST = 8;
/** A column of text is not made narrower than this for the sake of others. */
const LEAST_TEXT: Twips = 700;
/** Words longer than this may break: one endless word must not push the other columns off the page. */
const LONGEST_WORD = 26;
const LONGEST_TEXT = 600;
const COMFORTABLE_LINES = 4;

/**
 * The layout in which no word is broken and no cell is tall: upright at 12 points when that is wide enough, else lying,
 * else with smaller letters, down to 8 points. Where even
 * those are too wide, codes, dates and numbers stay whole and the words of headings and texts break.
 */
export function layout(content: Content, upright: Twips, onItsSide: Twips): Layout {
  const choices = [
    { size: 12, room: upright, lying: false },
    ...[12, 11, 10, 9, 8].map((size) => ({ size, room: onItsSide, lying: true })),
  ];
  let fitting: Layout | null = null;
  for (const { size, room, lying } of choices) {
    const least = leastWidths(content, size);
    if (sum(least) > room) continue;
    fitting = { size, lying, widths: spread(content, least, size, room) };
    if (mostLines(content, fitting) <= COMFORTABLE_LINES) return fitting;
  }
  if (fitting !== null) return fitting;
  return { size: SMALLEST, lying: true, widths: narrowed(content, onItsSide) };
}

/** Codes, dates and numbers as wide as they are, then words of texts; what is left goes to the headings in proportion. */
function narrowed(content: Content, room: Twips): Twips[] {
  const least = leastWidths(content, SMALLEST);
  const whole = leastWidths({ ...content, headings: content.headings.map(() => '') }, SMALLEST);
  const short = whole.map((each, i) => (content.unbroken[i] ? each : Math.min(each, LEAST_TEXT)));
  const kept = sum(whole) <= room ? whole : short;
  if (sum(kept) > room) return least.map((each) => Math.floor((each * room) / sum(least)));
  const wanted = least.map((each, i) => Math.max(0, each - kept[i]!));
  const share = Math.min(1, (room - sum(kept)) / Math.max(1, sum(wanted)));
  return kept.map((each, i) => Math.floor(each + wanted[i]! * share));
}

/** Lines of the tallest cell, endless texts apart. */
function mostLines({ headings, rows }: Content, { size, widths }: Layout): number {
  const lines = (text: string, i: number) => textWidth(text.slice(0, 120), size) / (widths[i]! - PADDING);
  return Math.max(
    ...headings.map((_, i) => Math.max(0, ...rows.slice(0, SAMPLE).map((texts) => lines(texts[i]!, i)))),
  );
}

/** Widths on a page of this size at 12 points, whatever breaks. */
export function widthsFor(content: Content, room: Twips): Twips[] {
  const least = leastWidths(content, 12);
  if (sum(least) <= room) return spread(content, least, 12, room);
  return least.map((each) => Math.floor((each * room) / sum(least)));
}

function leastWidths({ headings, rows, unbroken }: Content, size: number): Twips[] {
  return headings.map((heading, i) => {
    const values = rows.slice(0, SAMPLE).map((texts) => texts[i]!);
    const words = unbroken[i] ? values : values.flatMap((text) => text.split(/\s+/));
    const widest = words.reduce(
      (most, word) => Math.max(most, textWidth(word.slice(0, LONGEST_WORD), size)),
      0,
    );
    const head = heading.split(/\s+/).map((word) => textWidth(word.slice(0, LONGEST_WORD), size) * 1.08);
    return Math.max(widest, ...head) + PADDING + 50;
  });
}

/** How much a column is widened at a time. */
const STEP: Twips = 60;

/** From the least widths up: whichever column has the longest cell, counted in lines, is widened while there is room. */
function spread({ headings, rows }: Content, least: readonly Twips[], size: number, room: Twips): Twips[] {
  const longest = headings.map((heading, i) => {
    const values = rows.slice(0, SAMPLE).map((texts) => textWidth(texts[i]!.slice(0, LONGEST_TEXT), size));
    // A heading may take two lines: the columns of short numbers should stay close together.
    return Math.max((textWidth(heading, size) * 1.08) / 2, ...values) * 1.04;
  });
  const widths = least.map(Math.floor);
  const lines = (i: number) => longest[i]! / (widths[i]! - PADDING);
  let spare = room - sum(widths);
  while (spare >= STEP) {
    const tallest = widths.reduce((most, _, i) => (lines(i) > lines(most) ? i : most), 0);
    if (lines(tallest) <= 1) break;
    widths[tallest]! += STEP;
    spare -= STEP;
  }
  return widths;
}

/** Width of a text in Arial, near enough to set columns by. */
export function textWidth(text: string, points: number): Twips {
  let ems = 0;
  for (const letter of text) ems += letterWidth(letter);
  return ems * points * 20;
}

function letterWidth(letter: string): number {
  if (/[ijl|!.,:;'’`[\]()/\\ ft]/.test(letter)) return 0.3;
  if (/[mwMW@%—]/.test(letter)) return 0.88;
  if (/[A-Z]/.test(letter)) return 0.7;
  return letter > '\u2e7f' ? 1 : 0.56;
}

const sum = (widths: readonly Twips[]): Twips => widths.reduce((total, each) => total + each, 0);
