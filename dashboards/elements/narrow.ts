import type { Option } from './colours.ts';

/** One series of a chart, as far as the page looks into it. */
export interface Drawn {
  type: string;
  name: string;
  color: string;
  lineStyle?: { type?: string | readonly number[] };
  data: readonly { value: unknown; label?: { show?: boolean; formatter?: string } }[];
}

/** The series of an option. */
export const seriesOf = (option: Option): readonly Drawn[] => (option.series ?? []) as readonly Drawn[];

/** Do names stand on the upright axis, with bars that lie? */
export const isLying = (option: Option): boolean =>
  (option.yAxis as { type?: string } | undefined)?.type === 'category';

/** Height of a name over its bars, in CSS pixels. */
const NAME = 20;

/** The form for a width that leaves no room beside the drawing: names of series go below, names of bars above them. */
export function narrowed(option: Option, width: number): Option {
  if (isLying(option)) return lying(option, width);
  return seriesOf(option).every((one) => one.type === 'line') ? withoutEndLabels(option) : option;
}

/** Lines without names at their ends, over the whole width. */
function withoutEndLabels(option: Option): Option {
  const series = seriesOf(option).map((one) => ({
    ...one,
    data: one.data.map((point) => ({ ...point, label: { show: false } })),
  }));
  return { ...option, series, grid: { ...(option.grid as Option), right: 14 } };
}

/** Bars over the whole width, each name above its own and cut at its end when it is too long; few numbers on the axis. */
function lying(option: Option, width: number): Option {
  const series = seriesOf(option);
  const yAxis = option.yAxis as Option;
  const xAxis = option.xAxis as Option;
  return {
    ...option,
    grid: { ...(option.grid as Option), left: 4, right: 64, containLabel: false, bottom: 28 },
    xAxis: {
      ...xAxis,
      splitNumber: 2,
      axisLabel: { ...(xAxis.axisLabel as Option), hideOverlap: true },
    },
    yAxis: {
      ...yAxis,
      z: 10,
      axisLabel: {
        ...(yAxis.axisLabel as Option),
        inside: true,
        margin: 0,
        align: 'left',
        verticalAlign: 'bottom',
        padding: [0, 0, barsHeight(series.length) / 2 + 1, 0],
        width: width - 16,
        overflow: 'truncate',
        ellipsis: '…',
      },
    },
    series: series.map((one) => ({
      ...one,
      barWidth: BAR,
      data: one.data.map((point) => ({ ...point, label: withoutName(point.label, one.name) })),
    })),
  };
}

const BAR = 14;

const barsHeight = (count: number): number => count * (BAR + 2);

function withoutName(label: Drawn['data'][number]['label'], name: string) {
  return label === undefined
    ? label
    : { ...label, formatter: (label.formatter ?? '').replace(`  ${name}`, '') };
}

/** Height of a chart on the page in CSS pixels: lists of names need it, time runs in a steady frame. */
export function heightOf(option: Option, narrow: boolean): number {
  if (!isLying(option)) return 320;
  const names = (option.yAxis as { data?: readonly string[] }).data?.length ?? 0;
  const count = seriesOf(option).length;
  return 56 + Math.max(3, names) * (narrow ? barsHeight(count) + NAME + 14 : 10 + 20 * count);
}
