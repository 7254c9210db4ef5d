import type { EChartsOption } from 'echarts';
import type { Result } from '../result.ts';
import { explained, isSymbolCode } from '../render/words.ts';
import { chartAlt } from './alt.ts';
import { bars } from './bars.ts';
import { lines } from './lines.ts';
import { INK, MUTED } from './palette.ts';
import { type ChartData, chartData, isTime, startsAtZero } from './series.ts';

/** What a chart needs of a result. */
export type Drawable = Pick<Result, 'columns' | 'rows' | 'chart' | 'title'>;

/** The chart's size in CSS pixels. */
export interface Size {
  width: number;
  height: number;
}

/** The fonts that the picture is drawn with; Arial has the same widths on a screen without Arimo. */
export const FONT = 'Arimo, Arial, Helvetica, sans-serif';

const TITLE = { size: 18, line: 24 };
const SUBTITLE = { size: 13, line: 18 };

/**
 * The chart as an ECharts option of plain data (no functions), so that a server can send it as JSON. Empty object
 * when the result has no chart. Throws `CasehouseError` when the chart names a column that is not there.
 */
export function chartOption(result: Drawable, width = 800): EChartsOption {
  if (result.chart === null) return {};
  const data = chartData({ ...result, chart: result.chart });
  const title = result.chart.title ?? result.title;
  const subtitle = subtitleOf(data);
  const top =
    8 +
    linesOf(title, TITLE.size * 0.56, width) * TITLE.line +
    linesOf(subtitle, SUBTITLE.size * 0.53, width) * SUBTITLE.line +
    26;
  const size = { width, height: chartHeight(data, top) };
  const body = data.kind === 'line' ? lines(data, size, top) : bars(data, size, top);
  return {
    animation: false,
    backgroundColor: '#FFFFFF',
    textStyle: { fontFamily: FONT, color: INK, fontSize: 13 },
    title: {
      text: title,
      subtext: subtitle,
      left: 0,
      top: 4,
      padding: [4, 8],
      itemGap: 4,
      textStyle: {
        fontFamily: FONT,
        fontSize: TITLE.size,
        lineHeight: TITLE.line,
        fontWeight: 'bold',
        color: INK,
        width: width - 24,
        overflow: 'break',
      },
      subtextStyle: {
        fontFamily: FONT,
        fontSize: SUBTITLE.size,
        lineHeight: SUBTITLE.line,
        color: MUTED,
        width: width - 24,
        overflow: 'break',
      },
    },
    aria: { enabled: true, label: { description: chartAlt(result) } },
    ...body,
  };
}

/** The size that the chart wants at this width: bars of long lists need height. */
export function chartSize(result: Drawable, width = 800): Size {
  if (result.chart === null) return { width, height: 0 };
  return { width, height: chartHeight(chartData({ ...result, chart: result.chart }), 110) };
}

function chartHeight(data: ChartData, top: number): number {
  if (data.kind === 'line' || isTime(data)) return 420;
  return top + 40 + Math.max(3, data.categories.length) * (9 + 16 * data.series.length);
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
