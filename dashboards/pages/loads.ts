import { html } from 'hono/html';
import type { Html, Page } from '../layout.ts';
import { datedLine, emptyState, failedLoad } from '../parts/messages.ts';
import type { FailedLoad, PageSource, SnapshotCard } from '../source.ts';
import { counted, dayText, instantText, numberText } from '../text/format.ts';

/** The nightly loads: when, how long, how many rows, which checks, and which one serves. */
export async function loadsPage(source: PageSource): Promise<Page> {
  const [all, current, failure, stopped] = await Promise.all([
    source.snapshots(),
    source.current(),
    source.lastFailure(),
    source.stopped(),
  ]);
  return {
    title: 'Nightly loads',
    section: null,
    menu: 'loads',
    crumbs: [{ label: 'Overview', href: '/' }],
    body: html`<h1>Nightly loads</h1>
<p class="finding">${headline(all, current)}</p>
${current === null ? '' : datedLine(current, source.clock())}
${failedLoad(failure, current)}
${
  all.length === 0
    ? emptyState(
        'No load has been published',
        [
          'Every night the changes of the day are copied, checked and published as one snapshot that never changes again. It will be listed here.',
        ],
        null,
      )
    : html`${table(all, current)}${stoppedTable(stopped)}${current === null ? '' : inside(current)}`
}`,
  };
}

function headline(all: readonly SnapshotCard[], current: SnapshotCard | null): string {
  if (current === null) return 'Nothing is published yet.';
  const failed = current.audits.filter((audit) => !audit.passed).length;
  const checks =
    failed === 0
      ? `all ${counted(current.audits.length, 'check')} passed`
      : `${counted(failed, 'check')} of ${numberText(current.audits.length)} did not pass`;
  return `Snapshot ${current.id} serves: ${counted(current.rows, 'row')}, ${checks}. ${counted(all.length, 'snapshot')} kept.`;
}

function table(all: readonly SnapshotCard[], current: SnapshotCard | null): Html {
  return html`<section class="section" aria-labelledby="nights"><h2 id="nights">Published nights</h2>
<casehouse-table><div class="scroll" role="region" aria-labelledby="nights-caption" tabindex="0"><table class="figures">
<caption id="nights-caption"><span>Snapshots, newest first</span></caption>
<thead><tr><th scope="col">Snapshot</th><th scope="col">Published</th><th scope="col">Data as at</th><th scope="col" class="figure">Took</th><th scope="col" class="figure">Rows</th><th scope="col">Checks</th><th scope="col">State</th></tr></thead>
<tbody>${all.map((night) => nightRow(night, night.id === current?.id))}</tbody></table></div></casehouse-table></section>`;
}

function nightRow(night: SnapshotCard, serves: boolean): Html {
  const passed = night.audits.filter((audit) => audit.passed).length;
  const fine = passed === night.audits.length;
  return html`<tr><th scope="row">${night.id}</th><td data-value="${night.builtAt}">${instantText(night.builtAt)}</td><td data-value="${night.asAt}">${dayText(night.asAt)}</td><td class="figure"${night.seconds === null ? '' : html` data-value="${night.seconds}"`}>${night.seconds === null ? '–' : took(night.seconds)}</td><td class="figure" data-value="${night.rows}">${numberText(night.rows)}</td><td>${passed} of ${night.audits.length} passed</td><td><span class="state ${serves ? 'good' : fine ? '' : 'bad'}">${serves ? 'Serves' : !fine ? 'Checks failed' : night.asked ? 'Built on request' : 'Kept'}</span></td></tr>`;
}

function stoppedTable(stopped: readonly FailedLoad[]): Html {
  if (stopped.length === 0) return html``;
  return html`<section class="section" aria-labelledby="stopped"><h2 id="stopped">Loads that stopped</h2>
<p class="muted">A load that stops publishes nothing. The snapshot before it goes on serving, and the next load begins where this one should have.</p>
<div class="scroll" role="region" aria-labelledby="stopped-caption" tabindex="0"><table class="figures">
<caption id="stopped-caption"><span>Newest first</span></caption>
<thead><tr><th scope="col">Began</th><th scope="col">What stopped it</th></tr></thead>
<tbody>${stopped.map((load) => html`<tr><th scope="row">${instantText(load.at)}</th><td>${load.message}</td></tr>`)}</tbody></table></div></section>`;
}

const took = (seconds: number): string =>
  seconds < 90 ? `${numberText(Math.round(seconds))} s` : `${numberText(Math.round(seconds / 60))} min`;

function inside(current: SnapshotCard): Html {
  return html`<section class="section" aria-labelledby="inside"><h2 id="inside">Inside the snapshot that serves</h2>
<details class="stamp"><summary>${counted(current.tables.length, 'table')} and their rows</summary>
<div class="scroll" role="region" aria-labelledby="tables-caption" tabindex="0"><table class="figures"><caption id="tables-caption"><span>Tables of ${current.id}</span></caption>
<thead><tr><th scope="col">Table</th><th scope="col" class="figure">Rows</th></tr></thead>
<tbody>${current.tables.map((item) => html`<tr><th scope="row">${item.name}</th><td class="figure">${numberText(item.rows)}</td></tr>`)}</tbody></table></div></details>
<details class="stamp"><summary>${counted(current.audits.length, 'check')} before it was published</summary>
<ul class="notes">${current.audits.map((audit) => html`<li>${audit.passed ? 'Passed' : 'Did not pass'}: ${audit.name}</li>`)}</ul></details></section>`;
}
