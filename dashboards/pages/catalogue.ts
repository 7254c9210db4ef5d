import { html } from 'hono/html';
import type { Html, Page } from '../layout.ts';
import { datedLine, emptyState, failedLoad } from '../parts/messages.ts';
import type { PageSource, ReportCard } from '../source.ts';
import { instantText } from '../text/format.ts';

const PURPOSES: Record<string, { title: string; words: string }> = {
  national: {
    title: 'National',
    words:
      'Figures in the form that the Department for Education publishes, so that councils can be compared.',
  },
  local: { title: 'Local', words: 'Figures for running the service here.' },
};

/** Every report: what it answers, its version, when it was last run. */
export async function cataloguePage(source: PageSource): Promise<Page> {
  const [current, failure, runs] = await Promise.all([
    source.current(),
    source.lastFailure(),
    source.lastRuns(),
  ]);
  const reports = source.reports();
  return {
    title: 'Reports',
    section: null,
    menu: 'reports',
    crumbs: [{ label: 'Overview', href: '/' }],
    body: html`<h1>Reports</h1>
<p class="lead">Each report is one definition with a version. Every figure can be opened, taken away as a file, and made again later from the same night’s data.</p>
${current === null ? '' : datedLine(current, source.clock())}
${failedLoad(failure, current)}
${
  reports.length === 0
    ? emptyState('There are no reports', ['The folder of report definitions is empty.'], null)
    : Object.keys(PURPOSES).map((purpose) => group(purpose, reports, runs))
}`,
  };
}

function group(
  purpose: string,
  reports: readonly ReportCard[],
  runs: Readonly<Record<string, string>>,
): Html {
  const own = reports.filter((report) => report.purpose === purpose);
  if (own.length === 0) return html``;
  const { title, words } = PURPOSES[purpose]!;
  return html`<section class="section" aria-labelledby="group-${purpose}"><h2 id="group-${purpose}">${title}</h2><p class="muted">${words}</p>
<ul class="catalogue">${own.map((report) => entry(report, runs[report.id] ?? null))}</ul></section>`;
}

function entry(report: ReportCard, ran: string | null): Html {
  const forms = report.entries ?? [];
  return html`<li><h3><a href="/reports/${report.id}">${report.title}</a></h3>
<p>${report.definition}</p>
${forms.length === 0 ? '' : formsOf(report, forms)}<p class="meta">${report.id}, version ${report.version}<br>${ran === null ? 'Not run since the start' : `Last run ${instantText(ran)}`}</p></li>`;
}

/** Its splits and periods, each of which is a page of its own; the summary names the report, as there are many of these lists. */
const formsOf = (report: ReportCard, forms: NonNullable<ReportCard['entries']>): Html =>
  html`<details class="forms"><summary>${forms.length} more ${forms.length === 1 ? 'form' : 'forms'} of ${report.title}</summary>
<ul>${forms.map(({ title, url }) => html`<li><a href="${url}">${title}</a></li>`)}</ul></details>
`;
