import type { EChartsOption } from 'echarts';
import type { Result } from '../result.ts';
import { explained, isSymbolCode } from '../render/words.ts';
import { chartAlt } from './alt.ts';
import { bars } from './bars.ts';
import { lines } from './lines.ts';
import { INK, MUTED } from './palette.ts';
import { type ChartData, chartData, isTime, startsAtZero } from './series.ts';

/** What a chart needs of a result. */
export type Drawable = Pick<Result, 'columns' | 'rows' | 'chart' | 'title' | 'breaks'>;

/** The chart's size in CSS pixels. */
export interface Size {
  width: number;
  height: number;
}

/** The fonts that the picture is drawn with; Arial has the same widths on a screen without Arimo. */
export const FONT = 'Arimo, Arial, Helvetica, sans-serif';

const TITLE = { size: 18, line: 24 };
const SUBTITLE = { size: 13, line: 18 };

/** How a chart is drawn. */
export interface Look {
  /** Width in CSS pixels; 800 when not given. */
  width?: number;
  /** False where the title stands beside the chart already, as a caption does. */
  title?: boolean;
}

/**
 * The chart as an ECharts option of plain data (no functions), so that a server can send it as JSON. Empty object
 * when the result has no chart. Throws `CasehouseError` when the chart names a column that is not there.
 */
export function chartOption(result: Drawable, look: Look = {}): EChartsOption {
  if (result.chart === null) return {};
  const data = chartData({ ...result, chart: result.chart });
  const { width = 800 } = look;
  const { text, subtext, top } = titleOf(result, data, look);
  const size = { width, height: chartHeight(data, top) };
  const wide = { width: width - 24, overflow: 'break' as const, fontFamily: FONT };
  return {
    animation: false,
    backgroundColor: '#FFFFFF',
    textStyle: { fontFamily: FONT, color: INK, fontSize: 13 },
    title: {
      text,
      subtext,
      left: 0,
      top: 4,
      padding: [4, 8],
      itemGap: 4,
      textStyle: { ...wide, fontSize: TITLE.size, lineHeight: TITLE.line, fontWeight: 'bold', color: INK },
      subtextStyle: { ...wide, fontSize: SUBTITLE.size, lineHeight: SUBTITLE.line, color: MUTED },
    },
    aria: { enabled: true, label: { description: chartAlt(result) } },
    ...(data.kind === 'line' ? lines(data, size, top) : bars(data, size, top)),
  };
}

/** The size that the chart wants at this width: bars of long lists need height. */
export function chartSize(result: Drawable, look: Look = {}): Size {
  const { width = 800 } = look;
  if (result.chart === null) return { width, height: 0 };
  const data = chartData({ ...result, chart: result.chart });
  return { width, height: chartHeight(data, titleOf(result, data, look).top) };
}

/** The texts over the chart and where the drawing begins below them. */
function titleOf(result: Drawable, data: ChartData, { width = 800, title = true }: Look) {
  const text = title ? (result.chart?.title ?? result.title) : '';
  const subtext = subtitleOf(data);
  const titleLines = linesOf(text, TITLE.size * 0.56, width);
  const subtitleLines = linesOf(subtext, SUBTITLE.size * 0.53, width);
  return { text, subtext, top: 34 + titleLines * TITLE.line + subtitleLines * SUBTITLE.line };
}

function chartHeight(data: ChartData, top: number): number {
  if (data.kind === 'line' || isTime(data)) return top + 330;
  const count = data.series.length;
  const each = data.categories.length > 15 ? 7 + 14 * count : 10 + 18 * count;
  return top + 40 + Math.max(3, data.categories.length) * each;
}

/** Measure and unit, then what a reader must know: gaps, series left out, an axis that does not start at nought. */
function subtitleOf(data: ChartData): string {
  const symbols = new Set(data.series.flatMap(({ points }) => points.flatMap(({ symbol }) => symbol ?? [])));
  const parts = [
    data.series.length === 1 ? data.series[0]!.name : unitWord(data.unit),
    data.found > data.series.length
      ? `the ${data.series.length} largest of ${data.found} series; all are in the table`
      : '',
    data.kind === 'line' && !startsAtZero(data) ? 'the axis does not start at zero' : '',
    ...[...symbols].filter(isSymbolCode).map(explained),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

const unitWord = (unit: string): string => (unit === '%' ? 'Per cent' : unit === ' days' ? 'Days' : 'Number');

const linesOf = (text: string, perLetter: number, width: number): number =>
  text === '' ? 0 : Math.ceil((text.length * perLetter) / (width - 40));
