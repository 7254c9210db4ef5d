import { html } from 'hono/html';
import { CasehouseError } from '../../base/errors.ts';
import type { Crumb, Page } from '../layout.ts';

/** A page for something that went wrong: what happened and what to do next, never a stack. */
export function problemPage(error: unknown, back: Crumb | null): Page {
  const known = error instanceof CasehouseError;
  const title = known ? (TITLES[error.status] ?? 'This could not be shown') : 'Something went wrong here';
  const message = known ? error.message : 'The page could not be made. Nothing was changed.';
  const next = known
    ? error.next
    : 'Try again in a minute. If it happens again, tell whoever looks after Casehouse at what time it happened.';
  return {
    title,
    section: null,
    menu: null,
    crumbs: [{ label: 'Overview', href: '/' }],
    error: true,
    body: html`<h1>${title}</h1>
<div class="message bad" role="alert"><p>${message}</p><p>${next}</p>${back === null ? '' : html`<p><a href="${back.href}">${back.label}</a></p>`}</div>`,
  };
}

const TITLES: Record<number, string> = {
  400: 'That choice can’t be shown',
  403: 'Your account does not open this page',
  404: 'There is no such page',
};
