import { html } from 'hono/html';
import type { Html } from '../layout.ts';
import { numberText } from '../text/format.ts';

export type PlaceKind = 'here' | 'England' | 'region' | 'neighbours';

/** One place on a comparison scale; `value` is rounded already. */
export interface Place {
  kind: PlaceKind;
  label: string;
  value: number;
}

/** A short scale with several places on it. */
export interface Comparison {
  /** Which months or year the figures are for, as DfE words it. */
  period: string | null;
  decimals: number;
  places: readonly Place[];
  /** Each statistical neighbour's value, drawn as a thin mark without a name. */
  others: readonly number[];
  /** Our own figure by the same method for a later period than the published one; null when there is none. */
  newer: { period: string; text: string } | null;
}

// Shapes differ so that colour is never the only sign.
const SHAPES: Record<PlaceKind, string> = {
  here: 'M0-6a6 6 0 1 0 .01 0z',
  England: 'M0-6L6 5H-6z',
  region: 'M-5-5H5V5H-5z',
  neighbours: 'M0-7L7 0 0 7-7 0z',
};

/** Places as marks on one short scale, and the same places in words, lowest first. */
export function scale(comparison: Comparison): Html {
  const places = [...comparison.places].sort((a, b) => a.value - b.value);
  if (places.length < 2) return html``;
  const all = [...places.map((place) => place.value), ...comparison.others];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const at = (value: number) => 4 + (high === low ? 0.5 : (value - low) / (high - low)) * 92;
  return html`<div class="scale">
<p class="scale-title">${published(comparison)}</p>
<svg class="scale-line" aria-hidden="true" focusable="false"><line x1="0" x2="100%" y1="50%" y2="50%" />${comparison.others.map((value) => html`<line class="place-other" x1="${at(value).toFixed(2)}%" x2="${at(value).toFixed(2)}%" y1="20%" y2="80%" />`)}${[
    ...places,
  ]
    .sort((a, b) => Number(a.kind === 'here') - Number(b.kind === 'here'))
    .map(
      (place) =>
        html`<svg x="${at(place.value).toFixed(2)}%" y="50%" overflow="visible"><path class="place-${place.kind}" d="${SHAPES[place.kind]}" /></svg>`,
    )}</svg>
<ul class="scale-key">${places.map(
    (place) =>
      html`<li${place.kind === 'here' ? html` class="scale-own"` : ''}>${sign(place.kind)}<span>${place.label}</span> <b>${numberText(place.value, comparison.decimals)}%</b></li>`,
  )}</ul>
${comparison.newer === null ? '' : html`<p class="scale-title">Ours, ${comparison.newer.period}: <b>${comparison.newer.text}</b></p>`}
</div>`;
}

/** Says that the places below are of an earlier time than the tile's own number. */
function published({ period, places, decimals }: Comparison): Html {
  const own = places.find((place) => place.kind === 'here');
  return html`<b>Latest published comparison${period === null ? '' : `: ${period}`}</b>, by the Department for Education’s method.${own === undefined ? '' : ` Ours then ${numberText(own.value, decimals)}%.`}`;
}

function sign(kind: PlaceKind): Html {
  return html`<svg class="scale-sign" viewBox="-8 -8 16 16" aria-hidden="true" focusable="false"><path class="place-${kind}" d="${SHAPES[kind]}" /></svg>`;
}
