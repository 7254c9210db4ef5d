import type { Result } from '../../reports/result.ts';
import { monthText } from '../text/format.ts';
import { movement } from '../text/movement.ts';
import { latest, monthOf, seriesOf, yearBefore } from './series.ts';

/**
 * The first sentence of the first page, from the figures that the tiles show. Null when the latest month has
 * no shown value; a hidden value is never hinted at.
 */
export function finding(result: Result): string | null {
  const both = seriesOf(result, 'neet_nk_rate');
  const neet = seriesOf(result, 'neet_rate');
  const notKnown = seriesOf(result, 'nk_rate');
  if (both === null || neet === null || notKnown === null) return null;
  const now = latest(both);
  if (now.value === null) return null;
  const parts =
    latest(neet).value === null || latest(notKnown).value === null
      ? ''
      : `: ${latest(neet).text} NEET and ${latest(notKnown).text} not known`;
  const first = `In ${monthText(now.month)}, ${now.text} were not in education, employment or training (NEET) or their activity was not known${parts}.`;
  const before = yearBefore(both);
  if (before === null || before.value === null) return first;
  const move = movement(now.value, before.value, {
    decimals: both.column.decimals,
    unit: 'points',
    lowerIsBetter: true,
  });
  const second =
    move.tone === 'level'
      ? `That is the same as in ${monthOf(before)}.`
      : `That is ${move.words} on ${monthOf(before)} (${before.text}).`;
  return `${first} ${second}`;
}
