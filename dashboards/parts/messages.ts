import { html } from 'hono/html';
import type { Html } from '../layout.ts';
import type { FailedLoad, SnapshotCard } from '../source.ts';
import { agoText, dayText, instantText } from '../text/format.ts';

/** "Data as at 31 October 2026, loaded 20 November 2026 at 2:10am, 6 hours ago." */
export function datedLine(snapshot: SnapshotCard, now: Date): Html {
  return html`<p class="dated">Data as at <b>${dayText(snapshot.asAt)}</b>, loaded ${instantText(snapshot.builtAt)} (${agoText(snapshot.builtAt, now)} ago).</p>`;
}

/** Says that the last load stopped and what still serves; nothing when it went well. */
export function failedLoad(failure: FailedLoad | null, serving: SnapshotCard | null): Html {
  if (failure === null) return html``;
  return html`<div class="message watch" role="status">
<h2>The last load failed</h2>
<p>The load of ${instantText(failure.at)} stopped: ${failure.message}</p>
<p>${
    serving === null
      ? 'No figures have been published yet.'
      : `Nothing was lost. The figures here are those of ${instantText(serving.builtAt)}.`
  } <a href="/snapshots">See the nightly loads</a></p>
</div>`;
}

/** What will be here, why it is not, and what to do. */
export function emptyState(
  title: string,
  lines: readonly string[],
  next: { label: string; href: string } | null,
): Html {
  return html`<div class="message">
<h2>${title}</h2>
${lines.map((line) => html`<p>${line}</p>`)}
${next === null ? '' : html`<p><a href="${next.href}">${next.label}</a></p>`}
</div>`;
}
