import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { readAssets } from '../../dashboards/assets.ts';
import { DISPLAY_COOKIE, readDisplay } from '../../dashboards/display.ts';
import { type Html, layout, type Page } from '../../dashboards/layout.ts';
import type { Web } from '../../operational/access/person.ts';

/** A page of the server's own in the frame that all pages share. */
export function framed(
  c: Context<Web>,
  page: Pick<Page, 'title' | 'body'> &
    Partial<Page> & { authority?: { name: string; demo: boolean } | null; here?: string },
): Html {
  const { pathname, search } = new URL(c.req.url);
  const person = c.get('person') ?? null;
  const { authority = person?.tenant ?? null, here, ...rest } = page;
  const frame = {
    assets: readAssets(),
    display: readDisplay(getCookie(c, DISPLAY_COOKIE)),
    person,
    authority,
    here: here ?? (c.req.method === 'GET' ? pathname + search : '/'),
  };
  return layout(frame, { section: null, menu: null, crumbs: [], ...rest });
}
