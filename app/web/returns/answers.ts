import { html } from 'hono/html';
import type { Html } from '../../../dashboards/layout.ts';
import { counted, numberText } from '../../../dashboards/text/format.ts';
import { type Case, RESOLUTIONS } from '../../../operational/submissions/cases.ts';
import type { ResponseKind } from '../../../operational/submissions/responses.ts';
import type { Submission } from '../../../operational/submissions/submission.ts';
import { plainTable } from '../people/table.ts';

/** What the Department found in one return that was sent. */
export interface Answered {
  submission: Submission;
  cases: Record<ResponseKind, readonly Case[]>;
}

export interface AnswersView {
  /** YYYY-MM. */
  period: string;
  answered: readonly Answered[];
  maySubmit: boolean;
  mayOpen: boolean;
}

/** Open ones of a kind that a page shows; the next come up as these are settled. */
const SHOWN = 100;

const KINDS: Readonly<Record<ResponseKind, { one: string; many: string; file: string; heads: string[] }>> = {
  errors: {
    one: 'error',
    many: 'errors',
    file: 'Error report',
    heads: ['Record', 'Number', 'Field', 'Value', 'What the Department says'],
  },
  duplicates: {
    one: 'suspected duplicate',
    many: 'suspected duplicates',
    file: 'Suspected duplicates',
    heads: ['Record', 'The other’s number', 'Authority', 'What they match by'],
  },
};

const STATE_WORDS: Readonly<Record<string, string>> = {
  corrected: 'Corrected here',
  accepted: 'Stays as it is',
  'not-an-error': 'Not an error',
  'same-person': 'The same person',
  'different-people': 'Different people',
  transferred: 'Moved to the other authority',
};

/** The answers of a month's returns: a form to take a file in, and what is open with a form to settle each. */
export const answers = (view: AnswersView): Html =>
  view.answered.length === 0
    ? html`<p class="muted">Nothing was sent yet.</p>`
    : html`${view.answered.map((one) => ofReturn(one, view))}`;

const ofReturn = (
  one: Answered,
  view: AnswersView,
): Html => html`<h3 id="answers-${one.submission.id}">To return ${one.submission.id}</h3>
${(['errors', 'duplicates'] as const).map((kind) => open(one, kind, view))}
${view.maySubmit ? take(one, view) : ''}`;

function open({ submission, cases }: Answered, kind: ResponseKind, view: AnswersView): Html {
  const words = KINDS[kind];
  const waiting = cases[kind].filter((c) => c.state === 'open');
  if (cases[kind].length === 0) return html`<p>No ${words.many} were read.</p>`;
  const settled = cases[kind].length - waiting.length;
  const said = html`<p>${counted(waiting.length, words.one, words.many)} open, ${numberText(settled)} settled.${waiting.length > SHOWN ? ` The first ${SHOWN} are shown.` : ''}</p>`;
  if (waiting.length === 0) return said;
  return html`${said}${plainTable({
    id: `${kind}-${submission.id}`,
    caption: `Open ${words.many}`,
    heads: [...words.heads, ...(view.maySubmit ? ['What became of it'] : [])],
    rows: waiting
      .slice(0, SHOWN)
      .map((c) => [
        c.ref !== null && view.mayOpen
          ? html`<a href="/people/${c.ref}">${c.ref}</a>`
          : (c.ref ?? `${c.ypid}, nobody here`),
        ...(kind === 'errors'
          ? [c.what.number, c.what.field, c.what.value, c.what.detail]
          : [c.what.other, c.what.la, c.what.basis]
        ).map((text) => text ?? '–'),
        ...(view.maySubmit ? [settle(kind, c, view.period)] : []),
      ]),
  })}`;
}

function settle(kind: ResponseKind, c: Case, period: string): Html {
  const id = `${kind}-case-${c.id}`;
  const about = `record ${c.ref ?? c.ypid}`;
  return html`<form action="/returns/${period}/answers/${kind}/${c.id}" method="post">
<div class="field"><label for="${id}">What became of it</label><select id="${id}" name="state" required aria-label="What became of it, ${about}"><option value="">Choose</option>${RESOLUTIONS[kind].filter((state) => state !== 'open').map((state) => html`<option value="${state}">${STATE_WORDS[state]}</option>`)}</select></div>
<div class="field"><label for="${id}-why">Note</label><input id="${id}-why" name="resolution" aria-label="Note, ${about}" maxlength="2000" autocomplete="off"></div>
<button type="submit" class="quiet" aria-label="Settle ${about}">Settle</button></form>`;
}

function take({ submission: { id } }: Answered, { period }: AnswersView): Html {
  return html`<form action="/returns/${period}/${id}/answers" method="post" enctype="multipart/form-data">
<div class="field"><label for="kind-${id}">What the Department’s file is</label><select id="kind-${id}" name="kind" required><option value="">Choose a kind of file</option>${Object.entries(KINDS).map(([kind, words]) => html`<option value="${kind}">${words.file}</option>`)}</select></div>
<div class="field"><label for="file-${id}">File</label><p class="hint" id="file-hint-${id}">A list as it was sent, CSV or Excel. The same file twice changes nothing.</p>
<input id="file-${id}" name="file" type="file" required aria-describedby="file-hint-${id}"></div>
<div class="field"><label for="map-${id}">Headings of its own</label><p class="hint" id="map-hint-${id}">Only where a column is not found: ypid=Young person; rule_no=Code. Which headings the Department uses is assumed: its lists have not been seen.</p>
<input id="map-${id}" name="map" maxlength="1000" autocomplete="off" aria-describedby="map-hint-${id}"></div>
<button type="submit" class="quiet">Read the answer</button></form>`;
}
