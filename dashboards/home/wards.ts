import { html } from 'hono/html';
import type { Cell, Result } from '../../reports/result.ts';
import type { Html } from '../layout.ts';
import { rateBar } from '../parts/bar.ts';
import { beyondChance } from './words.ts';
import { cellText, monthText, numberText } from '../text/format.ts';

const SHOWN = 6;
/** Codes of rows that are no ward: the total, and people whose home has none. */
const NO_WARD: readonly Cell[] = ['All', 'none'];

/**
 * The wards with the highest NEET rates, as a ranked list. A ward whose figure is hidden has no place in it, so that its
 * place can't tell what is hidden. Nothing when the report has no rates to rank.
 */
export function wardList(
  result: Result,
  href: ((column: string, row: Readonly<Record<string, string>>) => string | null) | null,
): Html {
  const at = (name: string) => result.columns.findIndex((column) => column.name === name);
  const [code, name, neet, rate, cohort] = [
    at('ward_code'),
    at('ward_name'),
    at('neet'),
    at('neet_rate'),
    at('cohort'),
  ];
  const [low, high] = [at('neet_rate_low'), at('neet_rate_high')];
  if ([code, name, neet, rate, cohort, low, high].some((position) => position < 0)) return html``;
  const ranked = result.rows
    .filter((row) => !NO_WARD.includes(row[code] ?? null) && typeof row[rate] === 'number')
    .sort((a, b) => Number(b[rate]) - Number(a[rate]))
    .slice(0, SHOWN);
  if (ranked.length < 2) return html``;
  const longest = Math.max(
    ...ranked.flatMap((row) => [row[rate], row[high]].filter((cell) => typeof cell === 'number')),
  );
  const text = (cell: Cell | undefined, column: number) => cellText(cell ?? null, result.columns[column]!);
  const month = result.stamp.parameters.month;
  const apart = beyondChance(result, [{ column: 'ward_code', value: 'All' }]);
  return html`<section class="section" aria-labelledby="wards"><h2 id="wards">Wards with the highest NEET rates</h2>
${apart === null ? '' : html`<p>${apart}</p>`}
<p class="muted">${month ? `${monthText(month)}. ` : ''}The thin line is the range in which chance alone could put so small a group (95%). <a href="/reports/ward-hotspots">All wards, with the table</a></p>
<ol class="ranking">${ranked.map((row) => {
    const people = `${text(row[neet], neet)} of ${text(row[cohort], cohort)}`;
    const link = href?.('neet', { ward_code: String(row[code]) }) ?? null;
    return html`<li><span class="ranking-name">${text(row[name], name)}</span>${rateBar(row, { rate, low, high, longest })}<span class="ranking-rate">${text(row[rate], rate)}</span><span class="ranking-people">${link === null ? people : html`<a href="${link}">${people}</a>`}<span class="unseen"> young people are NEET, range ${range(row[low], row[high])}</span></span></li>`;
  })}</ol></section>`;
}

const range = (low: Cell | undefined, high: Cell | undefined): string =>
  typeof low === 'number' && typeof high === 'number'
    ? `${numberText(low, 1)}% to ${numberText(high, 1)}%`
    : 'not known';
