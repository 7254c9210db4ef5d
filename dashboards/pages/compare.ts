import { html, raw } from 'hono/html';
import { snapshotId } from '../../base/ids.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { Cell } from '../../reports/result.ts';
import type { Moved } from '../../reports/versions/moved.ts';
import type { CauseSplit, CellSplit } from '../../reports/versions/split.ts';
import type { Html, Page } from '../layout.ts';
import { splitBars } from '../parts/split-bars.ts';
import type { CompareRequest, PagePerson, PageSource, ReportCard, SnapshotCard } from '../source.ts';
import { cellText, counted, instantText, monthText, numberText } from '../text/format.ts';
import { readPeopleQuery } from './addresses.ts';

export type CompareQuery = Omit<CompareRequest, 'id'>;

const CORNERS = ['from_version', 'to_version', 'from_snapshot', 'to_snapshot'] as const;
/** Differing cells on the page; the rest are in the JSON. */
const MOST = 60;
/** People on each side; the rest are counted. */
const MOST_PEOPLE = 200;

/** The comparison that an address asks for: corners, parameters and, when named, the cell. */
export function readCompareQuery(query: URLSearchParams): CompareQuery {
  const { params, cell } = readPeopleQuery(query);
  for (const name of CORNERS) delete params[name];
  const corner = (side: 'from' | 'to') => {
    const [version, snapshot] = [query.get(`${side}_version`), query.get(`${side}_snapshot`)];
    return { ...(version ? { version } : {}), ...(snapshot ? { snapshot: snapshotId(snapshot) } : {}) };
  };
  return { params, from: corner('from'), to: corner('to'), ...(cell === null ? {} : { cell }) };
}

/** Why a figure changed: the sentence, its three parts, the cells that differ, and who entered and left. */
export async function comparePage(
  source: PageSource,
  person: PagePerson,
  report: ReportCard,
  query: CompareQuery,
): Promise<Page> {
  if (source.compare === undefined) throw nothingToCompare();
  const [found, snapshots] = await Promise.all([
    source.compare(person, { id: report.id, ...query }),
    source.snapshots(),
  ]);
  return {
    title: 'Why the figures changed',
    section: report.title,
    menu: 'reports',
    crumbs: [
      { label: 'Overview', href: '/' },
      { label: 'Reports', href: '/reports' },
      { label: report.title, href: backHref(report, query) },
    ],
    body: html`<h1>Why the figures changed</h1>
<p class="finding">${found.split === null ? (found.why ?? '') : sentence(found.split)}</p>
<p class="dated">${found.split === null ? report.title : cellWords(found, found.split)}. ${corners(found, snapshots)}</p>
${cornerForm(report, found, query, snapshots)}
${found.split === null ? '' : splitBars(found.split)}
${differing(report, found, query)}
${found.split === null ? '' : moved(found.split)}
${promises(found)}`,
  };
}

const nothingToCompare = () =>
  new CasehouseError('nothing-to-compare', 'There is nothing to compare here.', {
    status: 404,
    next: 'Go back to the report.',
  });

function backHref(report: ReportCard, { params }: CompareQuery): string {
  const query = new URLSearchParams(params).toString();
  return `/reports/${report.id}${query === '' ? '' : `?${query}`}`;
}

/** "212 → 231: +24 data, −6 definition, +1 together." */
function sentence(split: CellSplit): string {
  const { before, after, decimals, data, definition, together } = split;
  return `${numberText(before, decimals)} → ${numberText(after, decimals)}: ${signed(data, decimals)} data, ${signed(definition, decimals)} definition, ${signed(together, decimals)} together.`;
}

const signed = (n: number, decimals: number): string => `${n > 0 ? '+' : ''}${numberText(n, decimals)}`;

function cellWords(found: CauseSplit, split: CellSplit): string {
  return [
    split.label,
    ...Object.entries(split.cell.row).map(([name, value]) => keyText(found, name, value)),
  ].join(', ');
}

function keyText(found: CauseSplit, name: string, value: Cell): string {
  const column = found.columns.find((c) => c.name === name);
  if (column !== undefined) return cellText(value, column);
  return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? monthText(String(value)) : String(value);
}

function corners(found: CauseSplit, snapshots: readonly SnapshotCard[]): string {
  const known = (id: string) => {
    const snapshot = snapshots.find((one) => one.id === id);
    return snapshot === undefined ? id : instantText(snapshot.knownAt);
  };
  const { from, to } = found;
  const versions =
    from.version === to.version ? `Version ${to.version}` : `Version ${from.version} against ${to.version}`;
  const dates =
    from.snapshot === to.snapshot
      ? `as known on ${known(to.snapshot)}`
      : `as known on ${known(from.snapshot)} against ${known(to.snapshot)}`;
  return `${versions}, ${dates}.`;
}

/** The form that chooses the two versions and the two snapshots; a GET form, so the address reproduces the page. */
function cornerForm(
  report: ReportCard,
  found: CauseSplit,
  query: CompareQuery,
  snapshots: readonly SnapshotCard[],
): Html {
  const versions = [...new Set([found.to.version, found.from.version, ...(report.versions ?? [])])];
  const nights = [...new Set([found.to.snapshot, found.from.snapshot, ...snapshots.map((one) => one.id)])];
  const night = (id: string) => {
    const snapshot = snapshots.find((one) => one.id === id);
    return snapshot === undefined
      ? id
      : `${instantText(snapshot.knownAt)}${snapshot.asked ? ' (built on request)' : ''}`;
  };
  const choose = (
    name: string,
    label: string,
    values: readonly string[],
    value: string,
    words: (v: string) => string,
  ) =>
    html`<div class="field"><label for="ask-${name}">${label}</label><select id="ask-${name}" name="${name}">${values.map(
      (one) => html`<option value="${one}"${one === value ? raw(' selected') : ''}>${words(one)}</option>`,
    )}</select></div>`;
  const same = (v: string) => v;
  return html`<details class="ask"><summary><b>Comparing</b> two versions and two snapshots <span class="muted">(change)</span></summary>
<form action="/reports/${report.id}/compare" method="get">
${Object.entries(cellQuery(query)).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${choose('from_version', 'Old version', versions, found.from.version, same)}
${choose('to_version', 'New version', versions, found.to.version, same)}
${choose('from_snapshot', 'Old figures as known on', nights, found.from.snapshot, night)}
${choose('to_snapshot', 'New figures as known on', nights, found.to.snapshot, night)}
<button type="submit">Compare</button>
${found.from.version === found.to.version ? '' : html`<a href="/reports/${report.id}/diff?a=${found.from.version}&b=${found.to.version}">The two versions side by side</a>`}
<a href="${backHref(report, query)}">Back to the report</a>
</form></details>`;
}

function cellQuery({ params, cell }: CompareQuery): Record<string, string> {
  const row = Object.entries(cell?.row ?? {}).map(([name, value]) => [`row.${name}`, value]);
  return { ...params, ...(cell === undefined ? {} : { cell: cell.column, ...Object.fromEntries(row) }) };
}

/** What the two headers promise differently. */
function promises(found: CauseSplit): Html {
  if (found.changes.length === 0) return html``;
  return html`<section class="section" aria-labelledby="promises"><h2 id="promises">What the definition promises differently</h2>
<ul class="notes">${found.changes.map((change) => html`<li>${change.what} ${change.name}: ${change.kind === 'changed' ? `${change.from} → ${change.to}` : change.kind === 'came' ? 'added' : 'taken away'} (${change.class})</li>`)}</ul></section>`;
}

function differing(report: ReportCard, found: CauseSplit, query: CompareQuery): Html {
  const { cells } = found;
  if (cells.length === 0)
    return html`<section class="section" aria-labelledby="cells"><h2 id="cells">Cells that differ</h2><p>Every cell that both show is the same.</p></section>`;
  const keys = Object.keys(cells[0]!.row);
  const label = (name: string) => found.columns.find((c) => c.name === name)?.label ?? name;
  const value = (name: string, cell: Cell) => {
    const column = found.columns.find((c) => c.name === name);
    return column === undefined ? String(cell ?? '–') : cellText(cell, column);
  };
  const body = cells.slice(0, MOST).map((cell) => {
    const row = Object.fromEntries(Object.entries(cell.row).map(([name, v]) => [name, String(v)]));
    const address = new URLSearchParams({
      ...cellQuery({ ...query, cell: { row, column: cell.column } }),
      from_version: found.from.version,
      to_version: found.to.version,
      from_snapshot: found.from.snapshot,
      to_snapshot: found.to.snapshot,
    });
    return html`<tr>${keys.map((name, i) => (i === 0 ? html`<th scope="row">${keyText(found, name, cell.row[name] ?? null)}</th>` : html`<td>${keyText(found, name, cell.row[name] ?? null)}</td>`))}<td>${cell.label}</td><td class="figure">${value(cell.column, cell.a)}</td><td class="figure">${value(cell.column, cell.b)}</td><td>${typeof cell.a === 'number' && typeof cell.b === 'number' ? html`<a href="/reports/${report.id}/compare?${address}" aria-label="Why ${cell.label} changed, ${keys.map((name) => keyText(found, name, cell.row[name] ?? null)).join(', ')}">Why</a>` : ''}</td></tr>`;
  });
  return html`<section class="section" aria-labelledby="cells"><h2 id="cells">Cells that differ</h2>
<p class="muted">${counted(cells.length, 'cell')}, those that differ most first${cells.length > MOST ? `; the first ${MOST} are listed` : ''}. A hidden figure is not compared.</p>
<div class="scroll" role="region" aria-labelledby="cells-caption" tabindex="0"><table class="figures">
<caption id="cells-caption"><span>${report.title}, old and new figures</span></caption>
<thead><tr>${keys.map((name) => html`<th scope="col">${label(name)}</th>`)}<th scope="col">Figure</th><th scope="col" class="figure">Old</th><th scope="col" class="figure">New</th><th scope="col">Split</th></tr></thead>
<tbody>${body}</tbody></table></div></section>`;
}

function moved({ entered, left }: CellSplit): Html {
  if (entered === null || left === null) return html``;
  return html`${movedTable('entered', 'Who entered', entered)}${movedTable('left', 'Who left', left)}`;
}

function movedTable(id: string, title: string, one: Moved): Html {
  const { data, definition, either, together } = one.causes;
  const causes = [
    [data, 'because of the data'],
    [definition, 'because of the definition'],
    [either, 'because of either'],
    [together, 'because of both together'],
  ] as const;
  const words = causes.filter(([n]) => n > 0).map(([n, why]) => `${numberText(n)} ${why}`);
  const { list } = one;
  return html`<section class="section" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
<p>${one.total === 0 ? 'Nobody.' : `${counted(one.total, 'person', 'people')}: ${words.join(', ')}.`}</p>
${
  list === null || list.rows.length === 0
    ? ''
    : html`<div class="scroll" role="region" aria-labelledby="${id}-caption" tabindex="0"><table class="figures">
<caption id="${id}-caption"><span>${title}, by name</span></caption>
<thead><tr>${list.columns.map((column) => html`<th scope="col">${column.label}</th>`)}</tr></thead>
<tbody>${list.rows.slice(0, MOST_PEOPLE).map((row) => html`<tr>${list.columns.map((column, i) => html`<td>${personCell(column.name, row[i] ?? null, cellText(row[i] ?? null, column))}</td>`)}</tr>`)}</tbody></table></div>${list.rows.length > MOST_PEOPLE ? html`<p>and ${numberText(list.rows.length - MOST_PEOPLE)} more</p>` : ''}`
}</section>`;
}

/** A reference leads to the record. */
const personCell = (name: string, cell: Cell, text: string): Html | string =>
  name === 'ref' && typeof cell === 'string' ? html`<a href="/people/${cell}">${text}</a>` : text;
