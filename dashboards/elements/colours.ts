/** An ECharts option: plain data. */
export type Option = Record<string, unknown>;

// The option is drawn for white paper. Each of its colours stands for a token of the page.
const TOKENS: Readonly<Record<string, string>> = {
  '#0B0C0C': '--ink',
  '#505A5F': '--muted',
  '#DEE0E2': '--line',
  '#FFFFFF': '--surface',
  '#12436D': '--series-1',
  '#801650': '--series-2',
  '#28A197': '--series-3',
  '#F46A25': '--series-4',
};

/** The option with each of its colours and fonts replaced by the page's own, so that it fits light, dark and forced colours. */
export function inPageColours(option: Option, element: Element): Option {
  const style = getComputedStyle(element);
  const font = style.getPropertyValue('--sans').trim();
  const replace = (value: unknown, key = ''): unknown => {
    if (key === 'fontFamily') return font;
    if (typeof value === 'string') {
      const token = TOKENS[value.toUpperCase()];
      return token === undefined ? value : resolve(style.getPropertyValue(token).trim(), element);
    }
    if (Array.isArray(value)) return value.map((item) => replace(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replace(item, name)]));
  };
  return replace(option) as Option;
}

/** System colours (CanvasText) as numbers: the drawing library knows only those. */
function resolve(colour: string, element: Element): string {
  if (colour.startsWith('#')) return colour;
  const probe = document.createElement('span');
  probe.style.color = colour;
  element.append(probe);
  const numbers = getComputedStyle(probe).color;
  probe.remove();
  return numbers;
}
