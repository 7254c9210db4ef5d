import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, MarkPointComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { html, LitElement } from 'lit';
import { inPageColours, type Option } from './colours.ts';
import { type Drawn, heightOf, narrowed, seriesOf } from './narrow.ts';

echarts.use([
  LineChart,
  BarChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  MarkPointComponent,
  SVGRenderer,
]);

/** Below this width in CSS pixels, names at the ends of lines would take half of the chart. */
const NARROW = 560;

/** Draws the chart that its JSON describes, in the page's own colours; the table below stays the full account. */
export class CasehouseChart extends LitElement {
  private chart: echarts.ECharts | null = null;
  private narrow: boolean | null = null;
  private readonly watch = new ResizeObserver(() => {
    if (this.narrow === this.clientWidth < NARROW) this.chart?.resize();
    else this.draw();
  });
  private readonly media = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) =>
    matchMedia(query),
  );

  override render() {
    return html`<slot></slot>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const query of this.media) query.addEventListener('change', this.draw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const query of this.media) query.removeEventListener('change', this.draw);
    this.watch.disconnect();
    this.chart?.dispose();
    this.chart = null;
  }

  override firstUpdated(): void {
    this.draw();
  }

  private readonly draw = (): void => {
    const canvas = this.querySelector<HTMLElement>('.chart-canvas');
    const source = this.querySelector('script[type="application/json"]')?.textContent;
    if (!canvas || !source) return;
    this.narrow = this.clientWidth < NARROW;
    const whole = onPage(inPageColours(JSON.parse(source) as Option, this));
    const option = this.narrow ? narrowed(whole, this.clientWidth) : whole;
    const series = seriesOf(whole);
    const unkeyed = series.length < 2 || option.legend !== undefined;
    this.showKey(this.narrow && (series.every((one) => one.type === 'line') || !unkeyed) ? series : []);
    canvas.hidden = false;
    canvas.style.height = `${heightOf(option, this.narrow)}px`;
    this.chart?.dispose();
    this.chart = echarts.init(canvas, null, { renderer: 'svg' });
    this.chart.setOption(option);
    this.watch.observe(canvas);
    this.readOut(canvas, option);
    this.toggleAttribute('drawn', true);
  };

  /** Names and last values below a narrow chart, each with a piece of its line. */
  private showKey(series: readonly Drawn[]): void {
    this.querySelector('.chart-key')?.remove();
    if (series.length === 0) return;
    const key = document.createElement('ul');
    key.className = 'chart-key';
    for (const one of series) {
      const dash = one.lineStyle?.type;
      const sample = `<svg viewBox="0 0 32 8" aria-hidden="true"><line x1="0" x2="32" y1="4" y2="4" stroke="${one.color}" stroke-width="3"${Array.isArray(dash) ? ` stroke-dasharray="${dash.join(' ')}"` : ''}/></svg>`;
      const item = document.createElement('li');
      item.innerHTML = sample;
      const last = one.data.findLast((point) => point.label?.show === true)?.label?.formatter;
      item.append(one.type === 'line' ? (last ?? one.name) : one.name);
      key.append(item);
    }
    this.querySelector('.chart-canvas')?.after(key);
  }

  /** The category under the pointer in words, below the chart. */
  private readOut(canvas: HTMLElement, option: Option): void {
    const line = this.querySelector<HTMLElement>('.chart-read');
    const upright = (option.xAxis as Option | undefined)?.type === 'category';
    const ticks =
      ((upright ? option.xAxis : option.yAxis) as { data?: readonly string[] } | undefined)?.data ?? [];
    const series = (option.series ?? []) as readonly Drawn[];
    const unit = unitOf((upright ? option.yAxis : option.xAxis) as Option | undefined);
    if (!line || ticks.length === 0) return;
    line.hidden = false;
    canvas.onpointermove = (event) => {
      const found = this.chart?.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY]);
      const at = Array.isArray(found) ? Number(found[upright ? 0 : 1]) : Number.NaN;
      const tick = ticks[at];
      if (tick === undefined) return;
      const values = series.map((one) => {
        const value = one.data[at]?.value;
        return `${one.name}: ${typeof value === 'number' ? `${value.toLocaleString('en-GB')}${unit}` : 'not shown'}`;
      });
      line.textContent = `${tick}. ${values.join('; ')}`;
    };
    canvas.onpointerleave = () => {
      line.textContent = '';
    };
  }
}

/** The heading stands on the page already, so the chart leaves it out and takes its room. */
function onPage(option: Option): Option {
  const { title: _title, backgroundColor: _paper, aria: _aria, ...rest } = option;
  const legend = rest.legend as Option | undefined;
  return {
    ...rest,
    ...(legend ? { legend: { ...legend, top: 0 } } : {}),
    grid: { ...(rest.grid as Option), top: legend ? 36 : 16 },
  };
}

const unitOf = (axis: Option | undefined): string => {
  const formatter = (axis?.axisLabel as { formatter?: string } | undefined)?.formatter ?? '';
  return formatter.replace('{value}', '');
};

customElements.define('casehouse-chart', CasehouseChart);
