import { html } from 'hono/html';
import type { Html } from '../layout.ts';
import type { Movement } from '../text/movement.ts';
import { type Comparison, scale } from './scale.ts';
import { spark } from './spark.ts';

/** One month of a tile's series. */
export interface TilePoint {
  /** ISO day of the month's end. */
  month: string;
  /** "October 2026" */
  label: string;
  /** null when hidden or missing. */
  value: number | null;
  /** As every door prints it: "2.5%", "[c]". */
  text: string;
}

/** A key figure, ready to draw: every value comes from a report's result. */
export interface Tile {
  /** Kebab-case, unique on the page. */
  id: string;
  name: string;
  text: string;
  /** Population or share in words: "187 of 7,512 people"; the number may be a link to them. */
  count: { text: string; href: string | null; rest: string } | null;
  movement: { move: Movement; since: string } | null;
  /** Oldest first, at most 24 months. */
  series: readonly TilePoint[];
  comparison: Comparison | null;
  report: { href: string; title: string };
  /** "as at 31 October 2026 · snapshot 20261120-021000" */
  stamp: string;
}

/** Real markup that says everything; the element around it only adds the month under the pointer. */
export function kpiTile(tile: Tile): Html {
  return html`<casehouse-kpi><article class="tile" id="${tile.id}" aria-labelledby="${tile.id}-name">
<h3 class="tile-name" id="${tile.id}-name"><a class="tile-link" href="${tile.report.href}">${tile.name}</a></h3>
<p class="tile-value">${tile.text}</p>
${movementLine(tile)}
${countLine(tile)}
${trend(tile)}
${tile.comparison === null ? '' : scale(tile.comparison)}
${months(tile)}
<p class="tile-stamp">${tile.stamp}</p>
</article></casehouse-kpi>`;
}

function movementLine(tile: Tile): Html {
  if (tile.movement === null) return html`<p class="tile-move"></p>`;
  const { move, since } = tile.movement;
  return html`<p class="tile-move tone-${move.tone}"><span aria-hidden="true">${move.arrow}</span> ${move.words} since ${since}</p>`;
}

function countLine(tile: Tile): Html {
  if (tile.count === null) return html``;
  const { text, href, rest } = tile.count;
  return html`<p class="tile-count">${href === null ? html`<b>${text}</b>` : html`<a href="${href}">${text}</a>`} ${rest}</p>`;
}

function trend(tile: Tile): Html {
  const shown = tile.series.filter((point) => point.value !== null);
  if (shown.length < 2) return html``;
  const first = shown[0]!;
  const last = shown[shown.length - 1]!;
  return html`<figure class="spark">${spark(tile.series)}
<figcaption><span class="spark-start">${first.label} <b>${first.text}</b></span><span class="spark-end">${last.label} <b>${last.text}</b></span></figcaption></figure>`;
}

function months(tile: Tile): Html {
  if (tile.series.length === 0) return html``;
  const caption = `${tile.name}, by month`;
  return html`<details class="tile-table"><summary>Table of ${tile.series.length} months</summary>
<div class="scroll" role="region" aria-labelledby="${tile.id}-caption" tabindex="0"><table class="figures">
<caption id="${tile.id}-caption"><span>${caption}</span></caption>
<thead><tr><th scope="col">Month</th><th scope="col" class="figure">Value</th></tr></thead>
<tbody>${[...tile.series]
    .reverse()
    .map(
      (point) =>
        html`<tr><th scope="row">${point.label}</th><td class="figure"${point.value === null ? '' : html` data-value="${point.value}"`}>${point.text}</td></tr>`,
    )}</tbody>
</table></div></details>`;
}
