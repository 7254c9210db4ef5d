import { type DayNumber, day } from './calendar.ts';
import type { Facts, YearGroup } from './facts.ts';
import type { Random } from './random.ts';

/** When somebody moved into the authority and out of it again, between the Septembers of Year 9 and Year 14. */
export interface Moves {
  /** null: lived here before Year 9. */
  cameOn: DayNumber | null;
  left: { on: DayNumber; how: 'T' | 'E' | 'D'; toLa: string | null } | null;
}

/** How many people of a year group ever lived here, so that `size` of them do in March of their Year 12. */
export function everHere(group: YearGroup, people: number): number {
  const stay = (1 - group.movesOut) ** 3.5;
  const came = 3.5 * group.movesIn;
  return Math.round((group.size * (people / 3735) * (1 + 5 * group.movesIn)) / ((1 + came) * stay));
}

/** `came` and `left` in [0, 1) say whether; chance says when. */
export function drawMoves(facts: Facts, random: Random, came: number, left: number, group: YearGroup): Moves {
  const start = day(group.from - 3, 9, 1);
  const span = day(group.from + 2, 9, 1) - start;
  const inShare = (5 * group.movesIn) / (1 + 5 * group.movesIn);
  const cameOn = came < inShare ? start + Math.floor(random.next() * span) : null;
  const out = 5 * group.movesOut;
  if (left >= out) return { cameOn, left: null };
  const on = start + Math.floor(random.next() * span);
  if (cameOn !== null && on < cameOn + 60) return { cameOn, left: null };
  const u = left / group.movesOut / 5;
  const died = facts.p('died_a_year') / group.movesOut;
  const abroad = died + facts.p('left_england_a_year') / group.movesOut;
  if (u < died) return { cameOn, left: { on, how: 'D', toLa: null } };
  if (u < abroad) return { cameOn, left: { on, how: 'E', toLa: null } };
  const near = random.chance(facts.p('transfer_black_country'));
  const toLa = random.of(
    near ? ['332', '333', '335'] : ['330', '331', '334', '860', '893', '894', '301', '352', '891'],
  );
  return { cameOn, left: { on, how: 'T', toLa } };
}
