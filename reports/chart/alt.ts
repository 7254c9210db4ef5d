import type { Result } from '../result.ts';
import { type ChartData, chartData, isTime, type Point, type Series } from './series.ts';

/**
 * The chart in words, for people who can't see it: what it shows, over what range, the first and last values, the
 * highest and the lowest, and what is hidden. '' when the result has no chart or nothing to draw.
 */
export function chartAlt(result: Pick<Result, 'columns' | 'rows' | 'chart' | 'title' | 'breaks'>): string {
  if (result.chart === null) return '';
  const data = chartData({ ...result, chart: result.chart });
  if (data.categories.length === 0) return `${kindOf(data)}: ${result.title}. There is nothing to draw.`;
  const sentences = [
    `${kindOf(data)}: ${trimmed(result.chart.title ?? result.title)}.`,
    range(data),
    ...data.series.map((series) => describe(data, series)),
    data.found > data.series.length
      ? `The ${data.series.length} largest of ${data.found} series are drawn; all are in the table.`
      : '',
    ...data.breaks.map(
      ({ at, number }) =>
        `Dashed line ${number} at ${data.categories[at]}: another version of the definition holds from there on, see the notes.`,
    ),
    'The same figures are in the table.',
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

const kindOf = ({ kind }: ChartData): string => (kind === 'line' ? 'Line chart' : 'Bar chart');
const trimmed = (text: string): string => text.replace(/[.\s]+$/, '');

function range(data: ChartData): string {
  const { categories, xColumn } = data;
  const [first, last] = [categories[0]!, categories.at(-1)!];
  if (categories.length === 1) return `${first} only.`;
  return inOrder(data)
    ? `From ${first} to ${last}, ${categories.length} points.`
    : `${categories.length} bars, by ${xColumn.label.toLowerCase()}.`;
}

/** Whether first and last mean something. */
const inOrder = (data: ChartData): boolean => data.kind === 'line' || isTime(data);

function describe(data: ChartData, series: Series): string {
  const known = series.points.flatMap((point, i) => (point.value === null ? [] : [{ point, i }]));
  const hidden = series.points.filter(({ symbol }) => symbol !== null).length;
  const gap =
    hidden === 0
      ? ''
      : ` ${hidden} ${hidden === 1 ? 'value is' : 'values are'} not shown and left as ${hidden === 1 ? 'a gap' : 'gaps'}.`;
  if (known.length === 0) return `${series.name}: no value is shown.${gap}`;
  const at = ({ point, i }: { point: Point; i: number }) =>
    `${point.text}${data.unit} (${data.categories[i]})`;
  const by = (better: (a: number, b: number) => boolean) =>
    known.reduce((best, one) => (better(one.point.value!, best.point.value!) ? one : best));
  const ends = `first ${at(known[0]!)}, last ${at(known.at(-1)!)}, `;
  return (
    `${series.name}: ${inOrder(data) ? ends : ''}highest ${at(by((a, b) => a > b))}, ` +
    `lowest ${at(by((a, b) => a < b))}.${gap}`
  );
}
