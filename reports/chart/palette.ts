/**
 * Four colours for data, told apart by people with any colour vision and at least 3:1 on white; after the
 * categorical palette in the Government Analysis Function's guidance on colours in charts (read 2026).
 */
export const SERIES_COLOURS = ['#12436D', '#801650', '#28A197', '#F46A25'] as const;

/** Text and lines on white: at least 7:1. */
export const INK = '#0B0C0C';
/** Text of axes and subtitles: the lightest that the chart guidance allows. */
export const MUTED = '#505A5F';
/** Lines of the grid, which carry no meaning. */
export const GRID = '#DEE0E2';

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
