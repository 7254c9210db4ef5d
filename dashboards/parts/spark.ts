import { html } from 'hono/html';
import type { Html } from '../layout.ts';

const WIDTH = 240;
const HEIGHT = 40;
const EDGE = 5;

/** One month of a small line; null is a gap (hidden or missing), never nought. */
export interface SparkPoint {
  value: number | null;
}

/**
 * A line without axes. It stretches to its box: strokes keep their width, and the two end dots are strokes
 * of no length, because a circle would be squeezed.
 */
export function spark(points: readonly SparkPoint[]): Html {
  const values = points.flatMap((point) => (point.value === null ? [] : [point.value]));
  if (values.length < 2) return html``;
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const x = (i: number) => round(EDGE + (i / (points.length - 1)) * (WIDTH - 2 * EDGE));
  const y = (value: number) => round(HEIGHT - EDGE - ((value - low) / span) * (HEIGHT - 2 * EDGE));
  const lines = runs(points).map((run) => run.map(([i, value]) => `${x(i)},${y(value)}`).join(' '));
  const shown = points.flatMap((point, i) => (point.value === null ? [] : [{ i, value: point.value }]));
  const first = shown[0]!;
  const last = shown[shown.length - 1]!;
  return html`<svg class="spark-line" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true" focusable="false">${lines.map(
    (line) => html`<polyline points="${line}" />`,
  )}<path class="spark-first" d="M${x(first.i)} ${y(first.value)}h0" /><path class="spark-last" d="M${x(last.i)} ${y(last.value)}h0" /><path class="spark-here" d="" /></svg>`;
}

function runs(points: readonly SparkPoint[]): [number, number][][] {
  const all: [number, number][][] = [];
  let run: [number, number][] = [];
  points.forEach((point, i) => {
    if (point.value !== null) run.push([i, point.value]);
    else if (run.length > 0) {
      all.push(run);
      run = [];
    }
  });
  if (run.length > 0) all.push(run);
  return all;
}

const round = (value: number): number => Math.round(value * 100) / 100;
