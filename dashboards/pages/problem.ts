import { html } from 'hono/html';
import type { CasehouseError } from '../../base/errors.ts';
import type { Crumb, Page } from '../layout.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'That choice can’t be shown',
  403: 'Your account does not open this page',
  404: 'There is no such page',
};

/** A page for what the reader can put right: what happened and what to do next. */
export function problemPage(error: CasehouseError, back: Crumb | null): Page {
  const title = TITLES[error.status] ?? 'This could not be shown';
  return {
    title,
    section: null,
    menu: null,
    crumbs: [{ label: 'Overview', href: '/' }],
    error: true,
    body: html`<h1>${title}</h1>
<div class="message bad" role="alert"><p>${error.message}</p><p>${error.next}</p>${back === null ? '' : html`<p><a href="${back.href}">${back.label}</a></p>`}</div>`,
  };
}
