import { html } from 'hono/html';
import type { Result, ResultColumn, Row } from '../../reports/result.ts';
import { chartWords } from '../home/words.ts';
import type { Html, Page } from '../layout.ts';
import { chartFigure } from '../parts/chart.ts';
import { downloads } from '../parts/downloads.ts';
import { paramForm } from '../parts/form.ts';
import { emptyState, failedLoad } from '../parts/messages.ts';
import { stampLine } from '../parts/stamp.ts';
import { resultTable } from '../parts/table.ts';
import type { PagePerson, PageSource, ParamField, ReportCard, SnapshotCard } from '../source.ts';
import { agoText, counted, dayText, instantText, monthText } from '../text/format.ts';
import { compareHref, peopleHref, rowKey } from './addresses.ts';

export interface ReportView {
  report: ReportCard;
  result: Result;
  params: Record<string, string>;
  /** Version, snapshot and known-at of the address, to be kept by its links. */
  pinned: Record<string, string>;
}

/** One report: what it says, the form that changes the view, chart, table, notes, files, stamp. */
export async function reportPage(source: PageSource, person: PagePerson, view: ReportView): Promise<Page> {
  const { report, result } = view;
  const [failure, current] = await Promise.all([source.lastFailure(), source.current()]);
  const said = chartWords(result, report.totals);
  const query = new URLSearchParams({ ...view.params, ...view.pinned }).toString();
  const empty = result.rows.length === 0;
  return {
    title: result.title,
    section: 'Reports',
    menu: 'reports',
    crumbs: [
      { label: 'Overview', href: '/' },
      { label: 'Reports', href: '/reports' },
    ],
    body: html`<h1>${result.title}</h1>
${said === null ? '' : html`<p class="finding">${said}</p>`}
<p class="lead${said === null ? '' : ' muted'}">${result.definition}</p>
${datedBy(result, source.clock())}
${failedLoad(failure, current)}
${earlier(view, current)}
${paramForm({ action: `/reports/${report.id}`, fields: report.fields, values: result.stamp.parameters, showing: showing(view), knownAt: person.permissions.has('snapshot.read') ? (view.pinned.known_at ?? '') : null })}
${empty ? nothing(report) : html`${chart(source, view)}${table(person, view)}`}
${notes(result)}
${person.permissions.has('report.export') && !empty ? downloads(report.id, query, result.title) : ''}
${stampLine(result.stamp, source.compare === undefined ? null : compareHref(view))}`,
  };
}

function datedBy(result: Result, now: Date): Html {
  const { stamp } = result;
  return html`<p class="dated">Data as at <b>${dayText(stamp.asAt)}</b>, loaded ${instantText(stamp.snapshotBuiltAt)} (${agoText(stamp.snapshotBuiltAt, now)} ago). ${counted(stamp.rowCount, 'row')}.</p>`;
}

/** Says so when the figures are not those of the snapshot that serves. */
function earlier({ report, result, params }: ReportView, current: SnapshotCard | null): Html {
  if (current === null || current.id === result.stamp.snapshot) return html``;
  const query = new URLSearchParams(params).toString();
  return html`<div class="message watch" role="status"><h2>Figures as known on ${instantText(result.stamp.knownAt)}</h2>
<p>What was recorded later is left out on purpose. <a href="/reports/${report.id}${query === '' ? '' : `?${query}`}">See the latest figures</a></p></div>`;
}

function nothing(report: ReportCard): Html {
  return emptyState(
    'Nothing to show for this choice',
    [
      'The report ran, and no row matched what was asked for.',
      'Choose other months or clear the choices; a month in the future or before the records begin has no rows.',
    ],
    { label: 'Back to the usual view', href: `/reports/${report.id}` },
  );
}

function chart(source: PageSource, view: ReportView): Html {
  const { report, result } = view;
  const option = source.chartOption(result);
  if (option === null) return html``;
  return chartFigure({
    id: 'chart',
    title: result.chart?.title ?? chartTitle(result),
    subtitle: `As at ${dayText(result.stamp.asAt)}. The table below holds every figure.`,
    option,
    alt: source.chartAlt(result),
    picture: `/reports/${report.id}/chart.svg?${new URLSearchParams({ ...view.params, ...view.pinned })}`,
  });
}

/** "NEET % and Not known %, by month": what is drawn, when the report has no finding of its own as a title. */
function chartTitle({ chart, columns, chosen = [] }: Result): string {
  const label = (name: string) => columns.find((column) => column.name === name)?.label ?? name;
  const drawn = (chart?.y ?? []).map(label).join(' and ');
  const of = chosen.length === 0 ? '' : `: ${chosen.join(', ')}`;
  return `${drawn}, by ${label(chart?.x ?? '').toLowerCase()}${of}`;
}

function table(person: PagePerson, view: ReportView): Html {
  const { report, result } = view;
  // Where small numbers are hidden, a list would tell what the table does not.
  const mayList =
    person.permissions.has('people.list') && report.hasRecords && result.stamp.profile === 'none';
  const keep = { ...view.params, ...view.pinned };
  const href = (row: Row, column: ResultColumn) => {
    if (!report.recordColumns.includes(column.name)) return null;
    return peopleHref(report.id, keep, { row: rowKey(report, result, row), column: column.name });
  };
  return html`<section class="section" aria-labelledby="table"><h2 id="table">Table</h2>
${mayList ? html`<p class="muted">A number that is a link opens the list of people behind it.</p>` : ''}
${resultTable(result, { id: 'table-caption', caption: `${report.title}, ${showing(view)}`, totals: report.totals, grain: report.grain, ...(mayList ? { href } : {}) })}</section>`;
}

/** The parameters in words, without choices that stand at their usual value: "October 2024 to October 2026". */
function showing(view: ReportView): string {
  const { report, result } = view;
  const { from, to } = result.stamp.parameters;
  const span = from && to ? [`${monthText(from)} to ${monthText(to)}`] : [];
  const rest = report.fields.flatMap((field) => {
    const value = result.stamp.parameters[field.name] ?? null;
    if (value === null || value === '') return [];
    if (span.length > 0 && (field.name === 'from' || field.name === 'to')) return [];
    // How the rows are split is part of what a table shows, also when it is the usual way.
    if (field.choices !== null && value === field.fallback && (field.name !== 'by' || value === 'none'))
      return [];
    const label = field.label.toLowerCase();
    return [label === field.type ? valueWords(field, value) : `${label} ${valueWords(field, value)}`];
  });
  const all = [...span, ...rest];
  return all.length === 0 ? 'the usual view' : all.join(', ');
}

function valueWords(field: ParamField, value: string): string {
  if (field.type === 'month') return monthText(value);
  if (field.type === 'day') return dayText(value);
  if (field.type === 'instant') return instantText(value);
  return field.choices?.find((choice) => choice.value === value)?.label ?? value;
}

function notes(result: Result): Html {
  if (result.notes.length === 0 && result.sources.length === 0) return html``;
  return html`<section class="section" aria-labelledby="notes"><h2 id="notes">Notes and sources</h2>
${result.notes.length === 0 ? '' : html`<ol class="notes">${result.notes.map((note, i) => html`<li>[note ${i + 1}] ${note}</li>`)}</ol>`}
${result.sources.length === 0 ? '' : html`<ul class="notes">${result.sources.map((line) => html`<li>Source: ${line}</li>`)}</ul>`}</section>`;
}
