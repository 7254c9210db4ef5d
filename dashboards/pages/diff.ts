import { html, raw } from 'hono/html';
import { CasehouseError } from '../../base/errors.ts';
import { snapshotId } from '../../base/ids.ts';
import type { Cell } from '../../reports/result.ts';
import type { CellDifference } from '../../reports/versions/compare.ts';
import type { DiffRun, VersionDiff } from '../../reports/versions/diff.ts';
import type { Html, Page } from '../layout.ts';
import type { DiffRequest, PagePerson, PageSource, ReportCard } from '../source.ts';
import { counted, monthText, numberText } from '../text/format.ts';

/** What an address asks for: the versions that it leaves out are the newest one and the one before. */
export type DiffQuery = Omit<DiffRequest, 'id' | 'a' | 'b'> & { a: string | null; b: string | null };

const PINS = ['a', 'b', 'snapshot'];
/** Differing cells and rows on the page; the rest are in the JSON. */
const MOST = 60;

/** Reads the versions, the snapshot and the report's parameters from an address. */
export function readDiffQuery(query: URLSearchParams): DiffQuery {
  const params = Object.fromEntries(
    [...query].filter(([name, value]) => value !== '' && !PINS.includes(name)),
  );
  const snapshot = query.get('snapshot');
  return {
    params,
    a: query.get('a') || null,
    b: query.get('b') || null,
    ...(snapshot ? { snapshot: snapshotId(snapshot) } : {}),
  };
}

/** Two versions of a report on the same snapshot: what the header promises, which rows and cells differ, and how great a change that is. */
export async function diffPage(
  source: PageSource,
  person: PagePerson,
  report: ReportCard,
  query: DiffQuery,
): Promise<Page> {
  const [newest = report.version, before = null] = report.versions ?? [];
  const a = query.a ?? before;
  if (source.diff === undefined || a === null) throw oneVersion(report);
  const { params, snapshot } = query;
  const found = await source.diff(person, {
    id: report.id,
    a,
    b: query.b ?? newest,
    params,
    ...(snapshot === undefined ? {} : { snapshot }),
  });
  return {
    title: 'Two versions side by side',
    section: report.title,
    menu: 'reports',
    crumbs: [
      { label: 'Overview', href: '/' },
      { label: 'Reports', href: '/reports' },
      { label: report.title, href: `/reports/${report.id}` },
    ],
    body: html`<h1>Two versions side by side</h1>
<p class="finding">${finding(found)}</p>
<p class="dated">${report.title}. ${basis(found)}</p>
${versionForm(report, found, query)}
${promises(found)}
${found.runs.map((run, i) => html`${matches(found, run, i)}${rowsOnly(found, run, i)}${cells(report, run, i)}`)}
<p><a href="${jsonHref(found, query)}">All of it as JSON</a></p>`,
  };
}

const oneVersion = (report: ReportCard) =>
  new CasehouseError('nothing-to-compare', `${report.title} has one version only.`, {
    status: 404,
    next: 'When another is published, the two can be laid side by side here.',
  });

/** "1.0.0 → 2.0.0 is a major change: 2 of 75 figures differ." */
function finding(found: VersionDiff): string {
  const compared = found.runs.flatMap((run) => run.columns).reduce((sum, one) => sum + one.compared, 0);
  const differ = found.runs.reduce((sum, run) => sum + run.cells.length, 0);
  const words =
    differ === 0
      ? 'every figure that both show is the same'
      : `${numberText(differ)} of ${counted(compared, 'figure')} differ`;
  return `${name(found.a)} → ${name(found.b)} is a ${found.class} change: ${words}.`;
}

const name = ({ version, draft }: VersionDiff['a']): string => `${version}${draft ? ' (draft)' : ''}`;

function basis(found: VersionDiff): string {
  const [run] = found.runs;
  if (run === undefined) return '';
  const asked = Object.entries(run.parameters).flatMap(([key, value]) =>
    value === null ? [] : [`${key} ${value}`],
  );
  return `Both on snapshot ${run.snapshot}${asked.length === 0 ? '' : `, with ${asked.join(', ')}`}.`;
}

/** A GET form, so that the address reproduces the page. */
function versionForm(report: ReportCard, found: VersionDiff, query: DiffQuery): Html {
  const versions = [...new Set([found.b.version, found.a.version, ...(report.versions ?? [])])];
  const choose = (key: string, label: string, value: string) =>
    html`<div class="field"><label for="ask-${key}">${label}</label><select id="ask-${key}" name="${key}">${versions.map(
      (one) => html`<option value="${one}"${one === value ? raw(' selected') : ''}>${one}</option>`,
    )}</select></div>`;
  const kept = { ...query.params, ...(query.snapshot === undefined ? {} : { snapshot: query.snapshot }) };
  return html`<details class="ask"><summary><b>Comparing</b> ${found.a.version} and ${found.b.version} <span class="muted">(change)</span></summary>
<form action="/reports/${report.id}/diff" method="get">
${Object.entries(kept).map(([key, value]) => html`<input type="hidden" name="${key}" value="${value}">`)}
${choose('a', 'Old version', found.a.version)}
${choose('b', 'New version', found.b.version)}
<button type="submit">Compare</button>
<a href="/reports/${report.id}/compare?from_version=${found.a.version}&to_version=${found.b.version}">Why a figure changed</a>
</form></details>`;
}

function promises(found: VersionDiff): Html {
  const kind = { came: 'added', went: 'taken away', changed: 'changed' };
  return html`<section class="section" aria-labelledby="promises"><h2 id="promises">What the definition promises differently</h2>
${
  found.changes.length === 0
    ? html`<p>Nothing: columns, parameters and readers are the same.</p>`
    : html`<ul class="notes">${found.changes.map((one) => html`<li>${one.what} ${one.name}: ${one.kind === 'changed' ? `${one.from} → ${one.to}` : kind[one.kind]} (${one.class})</li>`)}</ul>`
}</section>`;
}

/** How many figures of each column are equal. */
function matches(found: VersionDiff, run: DiffRun, i: number): Html {
  const id = `columns-${i}`;
  return html`<section class="section" aria-labelledby="${id}"><h2 id="${id}">How far each column agrees</h2>
<p class="muted">${counted(run.rowsA, 'row')} in ${found.a.version}, ${counted(run.rowsB, 'row')} in ${found.b.version}. A hidden figure is not compared.</p>
<div class="scroll" role="region" aria-labelledby="${id}-caption" tabindex="0"><table class="figures">
<caption id="${id}-caption"><span>Equal figures by column</span></caption>
<thead><tr><th scope="col">Column</th><th scope="col" class="figure">Equal</th><th scope="col" class="figure">Compared</th><th scope="col" class="figure">Hidden</th><th scope="col" class="figure">Equal %</th></tr></thead>
<tbody>${run.columns.map((one) => html`<tr><th scope="row">${one.label}</th><td class="figure">${numberText(one.equal)}</td><td class="figure">${numberText(one.compared)}</td><td class="figure">${numberText(one.hidden)}</td><td class="figure">${one.rate === null ? '–' : numberText(one.rate, 1)}</td></tr>`)}</tbody></table></div></section>`;
}

function rowsOnly(found: VersionDiff, run: DiffRun, i: number): Html {
  const sides = [
    [found.a.version, run.onlyA],
    [found.b.version, run.onlyB],
  ] as const;
  if (sides.every(([, rows]) => rows.length === 0)) return html``;
  return html`<section class="section" aria-labelledby="rows-${i}"><h2 id="rows-${i}">Rows that only one has</h2>
<ul class="notes">${sides.flatMap(([version, rows]) =>
    rows.length === 0
      ? []
      : [
          html`<li>Only in ${version}: ${counted(rows.length, 'row')} (${rows.slice(0, MOST).map(rowText).join('; ')}${rows.length > MOST ? ' …' : ''})</li>`,
        ],
  )}</ul></section>`;
}

function cells(report: ReportCard, run: DiffRun, i: number): Html {
  const id = `cells-${i}`;
  const [first] = run.cells;
  if (first === undefined)
    return html`<section class="section" aria-labelledby="${id}"><h2 id="${id}">Figures that differ</h2><p>Every figure that both show is the same.</p></section>`;
  const keys = Object.keys(first.row);
  const row = (cell: CellDifference) =>
    html`<tr>${keys.map((key, k) => (k === 0 ? html`<th scope="row">${plain(cell.row[key] ?? null)}</th>` : html`<td>${plain(cell.row[key] ?? null)}</td>`))}<td>${cell.label}</td><td class="figure">${plain(cell.a)}</td><td class="figure">${plain(cell.b)}</td></tr>`;
  return html`<section class="section" aria-labelledby="${id}"><h2 id="${id}">Figures that differ</h2>
<p class="muted">Those that differ most first${run.cells.length > MOST ? `; the first ${MOST} of ${numberText(run.cells.length)} are listed` : ''}.</p>
<div class="scroll" role="region" aria-labelledby="${id}-caption" tabindex="0"><table class="figures">
<caption id="${id}-caption"><span>${report.title}, old and new definition</span></caption>
<thead><tr>${keys.map((key) => html`<th scope="col">${report.labels[key] ?? key}</th>`)}<th scope="col">Figure</th><th scope="col" class="figure">Old</th><th scope="col" class="figure">New</th></tr></thead>
<tbody>${run.cells.slice(0, MOST).map(row)}</tbody></table></div></section>`;
}

const rowText = (row: DiffRun['onlyA'][number]): string => Object.values(row).map(plain).join(', ');

function plain(cell: Cell): string {
  if (cell === null) return '–';
  if (typeof cell === 'object') return `[${cell.symbol}]`;
  if (typeof cell === 'number') return numberText(cell, Number.isInteger(cell) ? 0 : 1);
  if (typeof cell === 'boolean') return cell ? 'Yes' : 'No';
  return isMonthEnd(cell) ? monthText(cell) : cell;
}

const isMonthEnd = (text: string): boolean => /^\d{4}-\d{2}-(28|29|30|31)$/.test(text);

function jsonHref(found: VersionDiff, { params, snapshot }: DiffQuery): string {
  const query = new URLSearchParams({
    ...params,
    a: found.a.version,
    b: found.b.version,
    ...(snapshot === undefined ? {} : { snapshot }),
  });
  return `/api/reports/${found.id}/diff?${query}`;
}
