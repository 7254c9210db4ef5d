import { html } from 'hono/html';
import type { CellSplit } from '../../reports/versions/split.ts';
import type { Html } from '../layout.ts';
import { numberText } from '../text/format.ts';

/** The three parts of a change as bars from one line of nought: to the right more, to the left less. */
export function splitBars(split: CellSplit): Html {
  const parts = [
    { key: 'data', label: 'The data', value: split.data },
    { key: 'definition', label: 'The definition', value: split.definition },
    { key: 'together', label: 'Both together', value: split.together },
  ];
  const low = Math.min(0, ...parts.map((part) => part.value));
  const high = Math.max(0, ...parts.map((part) => part.value));
  const wide = high - low || 1;
  const at = (value: number) => `${(((value - low) / wide) * 100).toFixed(2)}%`;
  const size = (value: number) => `${((Math.abs(value) / wide) * 100).toFixed(2)}%`;
  return html`<ul class="split">${parts.map(
    (part) =>
      html`<li><span>${part.label}</span><svg class="split-line" aria-hidden="true" focusable="false"><rect class="split-${part.key}" x="${at(Math.min(0, part.value))}" width="${size(part.value)}" height="100%" /><line x1="${at(0)}" x2="${at(0)}" y1="0" y2="100%" /></svg><b>${part.value > 0 ? '+' : ''}${numberText(part.value, split.decimals)}</b></li>`,
  )}</ul>`;
}
