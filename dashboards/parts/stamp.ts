import { html } from 'hono/html';
import type { Stamp } from '../../reports/result.ts';
import type { Html } from '../layout.ts';
import { counted, dayText, instantText } from '../text/format.ts';

/** "as at 31 October 2026 · snapshot 20261120-021000" */
export const stampText = (stamp: Stamp): string =>
  `as at ${dayText(stamp.asAt)} · snapshot ${stamp.snapshot}`;

/**
 * One line that says where the figures came from; it opens to everything needed to reproduce them. `compare` is the address of
 * the page that says why they changed.
 */
export function stampLine(stamp: Stamp, compare: string | null = null): Html {
  const parameters = Object.entries(stamp.parameters)
    .map(([name, value]) => `${name} = ${value ?? 'all'}`)
    .join(', ');
  const facts: [string, string][] = [
    ['Report', `${stamp.report} version ${stamp.version}`],
    ['Definition', stamp.definitionHash],
    ['Snapshot', `${stamp.snapshot}, built ${instantText(stamp.snapshotBuiltAt)}`],
    ['As at', dayText(stamp.asAt)],
    ['As known on', instantText(stamp.knownAt)],
    ['Parameters', parameters === '' ? 'none' : parameters],
    ['Small numbers', PROFILE_WORDS[stamp.profile] ?? stamp.profile],
    ['Rows', counted(stamp.rowCount, 'row')],
    ['Result', stamp.resultHash],
    ['Engine', stamp.engine],
    ['Run', `${stamp.runId}, by ${stamp.person}, ${instantText(stamp.ranAt)}`],
  ];
  return html`<details class="stamp"><summary>${stamp.report} ${stamp.version} · ${stampText(stamp)}</summary>
<p>Whoever has this page or a file made from it can run the same definition on the same snapshot and compare the result’s fingerprint.</p>
${compare === null ? '' : html`<p><a href="${compare}">Compare with another version or an earlier snapshot</a></p>`}
<dl class="facts">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
</details>`;
}

const PROFILE_WORDS: Record<string, string> = {
  none: 'shown in full (none)',
  council: 'counts of 1 to 4 are hidden (council)',
  publication: 'hidden as for publication (publication)',
  'dfe-match': 'hidden as the Department for Education hides them (dfe-match)',
};
