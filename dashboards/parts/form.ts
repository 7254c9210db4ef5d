import { html, raw } from 'hono/html';
import type { Html } from '../layout.ts';
import type { ParamField } from '../source.ts';

export interface FormView {
  action: string;
  fields: readonly ParamField[];
  values: Readonly<Record<string, string | null>>;
  /** The present choices in words. */
  showing: string;
  /** "As known on" of the address, '' when not given; null leaves the field out. */
  knownAt: string | null;
}

const KNOWN_AT: ParamField = {
  name: 'known_at',
  label: 'As known on',
  type: 'day',
  optional: true,
  fallback: null,
  choices: null,
};

/** The form of a report's parameters. It is a GET form, so the address reproduces the view. */
export function paramForm(view: FormView): Html {
  const { action, fields, values, showing, knownAt } = view;
  return html`<details class="ask"><summary><b>Showing</b> ${showing} <span class="muted">(change)</span></summary>
<form action="${action}" method="get">
${fields.map((field) => fieldRow(field, values[field.name] ?? ''))}
${knownAt === null ? '' : fieldRow(KNOWN_AT, knownAt.slice(0, 10))}
<button type="submit">Show</button>
<a href="${action}">Back to the usual view</a>
</form></details>`;
}

function fieldRow(field: ParamField, value: string): Html {
  const id = `ask-${field.name}`;
  return html`<div class="field"><label for="${id}">${field.label}</label>${hint(field, id)}${input(field, id, value)}</div>`;
}

function hint(field: ParamField, id: string): Html {
  const words = hintWords(field);
  return words === null ? html`` : html`<span class="hint" id="${id}-hint">${words}</span>`;
}

function hintWords(field: ParamField): string | null {
  if (field.type === 'instant') return 'For example 2026-10-05T02:10:00Z; empty for now';
  if (field.name === KNOWN_AT.name) return 'Empty for now. The first look at a day takes a while';
  if (field.type === 'month') return 'Year and month, such as 2026-10';
  if (field.optional && field.choices === null) return 'Empty for all';
  return null;
}

function input(field: ParamField, id: string, value: string): Html {
  const described = hintWords(field) === null ? '' : raw(` aria-describedby="${id}-hint"`);
  if (field.choices !== null) {
    // A value that is no longer among the choices stays, or the form would change what is shown.
    const gone = value !== '' && !field.choices.some((choice) => choice.value === value);
    return html`<select id="${id}" name="${field.name}"${described}>${field.optional ? html`<option value="">All</option>` : ''}${gone ? html`<option value="${value}" selected>${value}</option>` : ''}${field.choices.map(
      (choice) =>
        html`<option value="${choice.value}"${choice.value === value ? raw(' selected') : ''}>${choice.label}</option>`,
    )}</select>`;
  }
  const types: Record<string, string> = { month: 'month', day: 'date', int: 'number' };
  const type = types[field.type] ?? 'text';
  const shown = type === 'month' ? value.slice(0, 7) : value;
  return html`<input id="${id}" name="${field.name}" type="${type}" value="${shown}"${described}>`;
}
