import { Resvg } from '@resvg/resvg-js';
import * as echarts from 'echarts';
import { FONT_FILES } from '../render/fonts.ts';
import { escapeAttribute, escapeText, shownText } from '../render/markup.ts';
import { chartAlt } from './alt.ts';
import { chartOption, chartSize, type Drawable, type Look } from './option.ts';

/** The chart as SVG with its alternative text. '' when the result has no chart. */
export function chartSvg(result: Drawable, look: Look = {}): string {
  if (result.chart === null) return '';
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...chartSize(result, look) });
  try {
    chart.setOption(chartOption(result, look));
    const alt = shownText(chartAlt(result));
    return shownText(chart.renderToSVGString())
      .replace('<svg ', `<svg role="img" aria-label="${escapeAttribute(alt)}" `)
      .replace('>', `><title>${escapeText(alt)}</title>`);
  } finally {
    chart.dispose();
  }
}

/** The chart as PNG at twice its size, sharp in print; an empty buffer when the result has no chart. */
export async function chartPng(result: Drawable, look: Look = {}): Promise<Buffer> {
  const svg = chartSvg(result, look);
  if (svg === '') return Buffer.alloc(0);
  const picture = new Resvg(svg, {
    background: '#FFFFFF',
    fitTo: { mode: 'zoom', value: 2 },
    font: {
      loadSystemFonts: false,
      fontFiles: Object.values(FONT_FILES),
      defaultFontFamily: 'Arimo',
      sansSerifFamily: 'Arimo',
    },
  });
  return picture.render().asPng();
}

export { chartAlt } from './alt.ts';
