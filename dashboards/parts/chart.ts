import { html, raw } from 'hono/html';
import type { Html } from '../layout.ts';

export interface ChartView {
  id: string;
  /** The finding, or the report's title. */
  title: string;
  /** Measure, unit and population. */
  subtitle: string;
  /** ECharts option without functions. */
  option: Record<string, unknown>;
  /** The picture in words. */
  alt: string;
  /** Picture of the same chart drawn by the server, for readers without script; null when there is none. */
  picture: string | null;
}

/** The chart's place on the page; the table that it draws stands below, drawn by the server. */
export function chartFigure(view: ChartView): Html {
  return html`<casehouse-chart><figure class="chart" aria-labelledby="${view.id}-title">
<figcaption><h2 id="${view.id}-title">${view.title}</h2><p class="muted">${view.subtitle}</p></figcaption>
<div class="chart-canvas" role="img" aria-label="${view.alt}" hidden></div>
${view.picture === null ? '' : html`<noscript><img class="chart-picture" src="${view.picture}" alt="${view.alt}"></noscript>`}
<p class="chart-read" hidden></p>
<script type="application/json">${raw(jsonForPage(view.option))}</script>
</figure></casehouse-chart>`;
}

/** JSON that can't end its script element. */
export const jsonForPage = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
