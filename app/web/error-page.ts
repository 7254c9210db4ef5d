import type { Context } from 'hono';
import { html } from 'hono/html';
import type { CasehouseError } from '../../base/errors.ts';
import type { Web } from '../../operational/access/person.ts';
import type { Html } from '../../dashboards/layout.ts';
import { framed } from './frame.ts';

const TITLES: Readonly<Record<number, string>> = {
  403: 'You can’t open this',
  404: 'Not found',
  500: 'Something went wrong',
};

/** What happened, what was kept, what to do next, as a page. */
export const errorPage = (c: Context<Web>, error: CasehouseError, request: string): Html => {
  const title = TITLES[error.status] ?? 'That did not work';
  return framed(c, {
    title,
    error: true,
    body: html`<h1>${title}</h1>
<p>${error.message}</p>
<p>${error.next}</p>
${error.status >= 500 ? html`<p class="muted">Request number: ${request}</p>` : ''}
<p><a href="/">Go to the overview</a></p>`,
  });
};
