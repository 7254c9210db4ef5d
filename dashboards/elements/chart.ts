import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { html, LitElement } from 'lit';

echarts.use([LineChart, BarChart, GridComponent, MarkLineComponent, SVGRenderer]);

/** Draws the chart that its JSON describes, in the page's own colours; the table below stays the full account. */
export class CasehouseChart extends LitElement {
  private chart: echarts.ECharts | null = null;
  private readonly watch = new ResizeObserver(() => this.chart?.resize());
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');

  override render() {
    return html`<slot></slot>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.dark.addEventListener('change', this.draw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.dark.removeEventListener('change', this.draw);
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
    canvas.hidden = false;
    this.chart?.dispose();
    this.chart = echarts.init(canvas, null, { renderer: 'svg' });
    this.chart.setOption(inPageColours(JSON.parse(source) as Option, this));
    this.watch.observe(canvas);
    this.dispatchEvent(new CustomEvent('casehouse-drawn', { bubbles: true }));
  };
}

type Option = Record<string, unknown>;

/** The option with the colours and font of the page's tokens. */
function inPageColours(option: Option, element: HTMLElement): Option {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const text = { color: token('--ink'), fontFamily: token('--sans') };
  const axis = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(axis)
      : {
          ...(value as Option),
          axisLabel: { ...((value as Option).axisLabel as Option), color: token('--muted') },
          axisLine: { lineStyle: { color: token('--line-strong') } },
          axisTick: { lineStyle: { color: token('--line-strong') } },
          splitLine: { ...((value as Option).splitLine as Option), lineStyle: { color: token('--line') } },
        };
  return {
    ...option,
    title: undefined,
    backgroundColor: 'transparent',
    color: ['--place-here', '--place-neighbours', '--place-region', '--place-England'].map(token),
    textStyle: text,
    animation: false,
    xAxis: axis(option.xAxis ?? {}),
    yAxis: axis(option.yAxis ?? {}),
  };
}

customElements.define('casehouse-chart', CasehouseChart);
