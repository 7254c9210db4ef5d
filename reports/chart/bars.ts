import type { EChartsOption, SeriesOption } from 'echarts';
import { timeAxis, valueAxis } from './lines.ts';
import type { Size } from './option.ts';
import { INK, MUTED, SERIES_COLOURS } from './palette.ts';
import { type ChartData, isTime, type Point, type Series } from './series.ts';

/** Dark, light, dark, light: bars stand side by side and must differ in a black and white print too. */
const BY_LIGHTNESS = [0, 2, 1, 3] as const;

/** Bars from nought: upright along time, lying for names, so that long names stay readable. */
export function bars(data: ChartData, size: Size, top: number): EChartsOption {
  return isTime(data) ? upright(data, size, top) : lying(data, top);
}

function lying(data: ChartData, top: number): EChartsOption {
  const longest = Math.max(0, ...data.series.map(({ name }) => name.length));
  const right = data.series.length === 1 ? 64 : Math.min(260, 70 + 7.2 * longest);
  const first = data.ticks.findIndex((_, at) =>
    data.series.every(({ points }) => points[at]!.value !== null),
  );
  return {
    grid: { left: 8, right, top: top - 10, bottom: 8, containLabel: true },
    xAxis: valueAxis(data.unit, false),
    yAxis: {
      type: 'category',
      data: data.ticks,
      inverse: true,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: MUTED } },
      axisLabel: { color: INK, fontSize: 13, interval: 0, width: 220, overflow: 'break' },
    },
    series: data.series.map((series, i) =>
      bar(
        series,
        i,
        (point, at) => {
          const name = data.series.length > 1 && at === first ? `  ${series.name}` : '';
          return `${point.text}${point.value === null ? '' : data.unit}${name}`;
        },
        'right',
      ),
    ),
  };
}

function upright(data: ChartData, size: Size, top: number): EChartsOption {
  const many = data.series.length > 1;
  const room = (size.width - 60) / Math.max(1, data.ticks.length * data.series.length);
  return {
    legend: many
      ? {
          top: top - 22,
          left: 6,
          itemGap: 20,
          icon: 'rect',
          itemWidth: 14,
          itemHeight: 14,
          selectedMode: false,
          textStyle: { color: INK, fontSize: 13 },
        }
      : undefined,
    grid: { left: 8, right: 32, top: many ? top + 14 : top, bottom: 8, containLabel: true },
    xAxis: timeAxis(data, size.width - 80),
    yAxis: valueAxis(data.unit, false),
    series: data.series.map((series, i) =>
      bar(series, i, (point) => (room > 30 || point.symbol !== null ? point.text : ''), 'top'),
    ),
  };
}

function bar(
  series: Series,
  i: number,
  text: (point: Point, at: number) => string,
  position: 'right' | 'top',
): SeriesOption {
  const colour = SERIES_COLOURS[BY_LIGHTNESS[i]!]!;
  return {
    type: 'bar',
    name: series.name,
    color: colour,
    itemStyle: { color: colour },
    barMaxWidth: 22,
    barGap: '12%',
    data: series.points.map((point, at) => ({
      value: point.value ?? '-',
      label: { show: text(point, at) !== '', formatter: text(point, at), position, color: INK, fontSize: 13 },
    })),
    markPoint: gaps(series, position),
  };
}

/** The letters of each hidden value, where its bar would begin. */
function gaps({ points }: Series, position: 'right' | 'top') {
  const data = points.flatMap(({ symbol, text }, at) =>
    symbol === null
      ? []
      : [
          {
            name: text,
            coord: (position === 'right' ? [0, at] : [at, 0]) as [number, number],
            label: { formatter: text },
          },
        ],
  );
  return {
    symbol: 'circle',
    symbolSize: 0.01,
    silent: true,
    label: { show: true, position, color: INK, fontSize: 12 },
    data,
  };
}
