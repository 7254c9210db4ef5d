import { html } from 'hono/html';
import type { Row } from '../../reports/result.ts';
import type { Html } from '../layout.ts';

/** Positions of a rate and its interval in a row, and the longest value of the table. */
export interface RateBar {
  rate: number;
  low: number;
  high: number;
  longest: number;
}

/** A bar from nought with its interval as a whisker; null when the row hides the rate. */
export function rateBar(row: Row, bar: RateBar): Html | null {
  const [rate, low, high] = [row[bar.rate], row[bar.low], row[bar.high]];
  if (typeof rate !== 'number' || bar.longest <= 0) return null;
  const at = (value: number) => `${((value / bar.longest) * 100).toFixed(2)}%`;
  const whisker =
    typeof low === 'number' && typeof high === 'number'
      ? html`<line class="bar-range" x1="${at(low)}" x2="${at(high)}" y1="50%" y2="50%" />`
      : '';
  return html`<svg class="bar-line" aria-hidden="true" focusable="false"><rect width="${at(rate)}" height="100%" />${whisker}</svg>`;
}
