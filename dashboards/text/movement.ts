import { numberText } from './format.ts';

/** A change in words, and whether it is for the better. */
export interface Movement {
  /** "down 0.4 points", "no change". */
  words: string;
  arrow: '↓' | '↑' | '→';
  tone: 'good' | 'bad' | 'level';
}

/**
 * Compares two shown values. The difference is taken of what the reader sees (in whole units of the last
 * decimal), so that 2.5 after 2.9 is always "0.4" and never 0.3999.
 */
export function movement(
  now: number,
  before: number,
  options: { decimals: number; unit: 'points' | 'people'; lowerIsBetter: boolean | null },
): Movement {
  const scale = 10 ** options.decimals;
  const difference = Math.round(now * scale) - Math.round(before * scale);
  if (difference === 0) return { words: 'no change', arrow: '→', tone: 'level' };
  const size = numberText(Math.abs(difference) / scale, options.decimals);
  const one = Math.abs(difference) === scale && options.decimals === 0;
  const unit = options.unit === 'points' ? (size === '1.0' ? 'point' : 'points') : one ? 'person' : 'people';
  const down = difference < 0;
  return {
    words: `${down ? 'down' : 'up'} ${size} ${unit}`,
    arrow: down ? '↓' : '↑',
    tone: options.lowerIsBetter === null ? 'level' : down === options.lowerIsBetter ? 'good' : 'bad',
  };
}
