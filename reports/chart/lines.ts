import type { EChartsOption, SeriesOption } from 'echarts';
import type { Size } from './option.ts';
import { GRID, INK, MUTED, SERIES_COLOURS } from './palette.ts';
import { type ChartData, type Series, startsAtZero } from './series.ts';

/** Told apart without colour as well: by mark and by the dashes of the line. */
const MARKS = ['circle', 'rect', 'triangle', 'diamond'] as const;
const DASHES = ['solid', [8, 4], [2, 3], [12, 3, 2, 3]] as const;
const LABEL_GAP = 17;

/** A line chart with each line named at its end. */
export function lines(data: ChartData, size: Size, top: number): EChartsOption {
  const labels = data.series.map((series) => endLabel(data, series));
  const right = Math.min(240, 20 + 7.4 * Math.max(0, ...labels.map((label) => label.length)));
  const shifts = apart(data, size.height - top - 44);
  return {
    grid: { left: 16, right, top, bottom: 8, containLabel: true },
    xAxis: { ...timeAxis(data, size.width - right), boundaryGap: false },
    yAxis: valueAxis(data.unit, !startsAtZero(data)),
    series: data.series.map((series, i) => line(data, series, i, labels[i]!, shifts[i]!)),
  };
}

/** Steps of months that people count in. */
const STEPS = [1, 2, 3, 4, 6, 12, 24, 36, 60] as const;

/** The category axis, labelled backwards from its last point, which readers look for first. */
export function timeAxis(data: ChartData, width: number) {
  const longest = Math.max(4, ...data.ticks.map((tick) => tick.length));
  const room = Math.max(1, Math.floor(width / (longest * 7 + 22)));
  const step = STEPS.find((each) => data.ticks.length / each <= room) ?? data.ticks.length;
  const labelled = data.ticks.map((_, at) => at).filter((at) => (data.ticks.length - 1 - at) % step === 0);
  return {
    type: 'category' as const,
    data: data.ticks,
    axisLine: { lineStyle: { color: MUTED } },
    axisTick: { alignWithLabel: true, lineStyle: { color: MUTED }, customValues: labelled },
    axisLabel: { color: INK, fontSize: 13, hideOverlap: true, customValues: labelled },
  };
}

/** A value axis without a line, its numbers with their unit. */
export const valueAxis = (unit: string, scale: boolean) => ({
  type: 'value' as const,
  scale,
  axisLabel: { color: INK, fontSize: 13, formatter: `{value}${unit}` },
  splitLine: { lineStyle: { color: GRID } },
});

function line(data: ChartData, series: Series, i: number, label: string, shift: number): SeriesOption {
  const end = series.points.findLastIndex(({ value }) => value !== null);
  const colour = SERIES_COLOURS[i]!;
  return {
    type: 'line',
    name: series.name,
    connectNulls: false,
    symbol: MARKS[i]!,
    symbolSize: 7,
    showSymbol: true,
    showAllSymbol: true,
    color: colour,
    lineStyle: { color: colour, width: 2.5, type: DASHES[i] as 'solid' },
    itemStyle: { color: colour },
    data: series.points.map(({ value }, at) => ({
      value: value ?? '-',
      symbolSize: at === end || alone(series, at) ? 7 : 0.01,
      label:
        at === end
          ? {
              show: true,
              position: 'right' as const,
              distance: 8,
              offset: [0, shift],
              formatter: label,
              color: INK,
              fontSize: 13,
              fontWeight: 'bold' as const,
              width: 220,
              overflow: 'break' as const,
            }
          : { show: false },
    })),
    markPoint: i === 0 ? hiddenMarks(data) : undefined,
    ...(i === 0 && data.breaks.length > 0 ? { markLine: breakLines(data) } : {}),
  };
}

/** A point between two gaps draws no line, so its mark must show. */
const alone = ({ points }: Series, at: number): boolean =>
  (points[at - 1]?.value ?? null) === null && (points[at + 1]?.value ?? null) === null;

function endLabel(data: ChartData, series: Series): string {
  const value = series.points.findLast((point) => point.value !== null)?.text ?? '';
  const text = `${value}${data.unit}`;
  return data.series.length === 1 ? text : `${series.name.replace(/ \(%\)$/, '')} ${text}`;
}

/** The letters of each hidden value, at the foot of its gap. */
function hiddenMarks(data: ChartData) {
  const foot = lowest(data);
  const marks = data.ticks.flatMap((_, at) => {
    const shown = data.series.map(({ points }) => points[at]!).filter(({ symbol }) => symbol !== null);
    const words = [...new Set(shown.map(({ text }) => text))].join(' ');
    return words === ''
      ? []
      : [{ name: words, coord: [at, foot] as [number, number], label: { formatter: words } }];
  });
  return {
    symbol: 'circle',
    symbolSize: 0.01,
    silent: true,
    label: { show: true, position: 'top' as const, color: INK, fontSize: 12 },
    data: marks,
  };
}

/** A dashed upright with its number where another version of the definition begins. */
function breakLines(data: ChartData) {
  return {
    symbol: 'none',
    silent: true,
    animation: false,
    lineStyle: { color: INK, width: 1.5, type: 'dashed' as const },
    label: { show: true, position: 'end' as const, color: INK, fontSize: 13, fontWeight: 'bold' as const },
    data: data.breaks.map(({ at, number }) => ({ xAxis: at, label: { formatter: String(number) } })),
  };
}

const lowest = (data: ChartData): number => {
  if (startsAtZero(data)) return 0;
  return Math.min(...data.series.flatMap(({ points }) => points.flatMap(({ value }) => value ?? [])));
};

/** How far, in pixels, each end label must move so that no two lie on each other. */
function apart(data: ChartData, height: number): number[] {
  const values = data.series.flatMap(({ points }) => points.flatMap(({ value }) => value ?? []));
  const low = startsAtZero(data) ? Math.min(0, ...values) : Math.min(...values);
  const high = Math.max(...values);
  const y = data.series.map(({ points }) => {
    const value = points.findLast((point) => point.value !== null)?.value ?? low;
    return high === low ? 0 : height * (1 - (value - low) / (high - low));
  });
  const order = y.map((_, i) => i).sort((a, b) => y[a]! - y[b]!);
  const placed = [...y];
  for (let n = 1; n < order.length; n++) {
    const above = placed[order[n - 1]!]!;
    placed[order[n]!] = Math.max(placed[order[n]!]!, above + LABEL_GAP);
  }
  return placed.map((at, i) => at - y[i]!);
}
