import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { Kysely } from 'kysely';
import { CasehouseError } from '../../base/errors.ts';
import { safeBack } from '../../dashboards/display.ts';
import type { Html } from '../../dashboards/layout.ts';
import { sessionToken, setSessionCookie } from '../../operational/access/guard.ts';
import type { Web } from '../../operational/access/person.ts';
import { ROLES, type Role } from '../../operational/access/permissions.ts';
import { closeSession } from '../../operational/access/sessions.ts';
import { signIn } from '../../operational/access/sign-in.ts';
import type { Route } from '../../operational/api/route.ts';
import type { Tables } from '../../operational/tables.ts';
import { framed } from './frame.ts';
import { pageRoute } from './registry.ts';

interface Deps {
  db: Kysely<Tables>;
  clock: () => Date;
}

/** Sign-in page, its form, and sign-out. */
export const signInRoutes = (deps: Deps): Route[] => [
  pageRoute('get', '/sign-in', 'public', (c) => show(deps, c)),
  pageRoute('post', '/sign-in', 'public', (c) => begin(deps, c)),
  pageRoute('post', '/sign-out', 'public', (c) => end(deps, c)),
];

interface Form {
  email: string;
  next: string;
  /** `more` is said once, at the top. */
  problems: readonly { field: 'email' | 'password'; text: string; more?: string }[];
}

async function show(deps: Deps, c: Context<Web>): Promise<Response> {
  const form = { email: c.req.query('as') ?? '', next: safeBack(c.req.query('next')), problems: [] };
  if (c.get('person')) return c.redirect(form.next, 303);
  return c.html(await page(deps, c, form));
}

async function begin(deps: Deps, c: Context<Web>): Promise<Response> {
  const sent = await c.req.parseBody();
  const email = textOf(sent.email).trim();
  const password = textOf(sent.password);
  const next = safeBack(textOf(sent.next) || undefined);
  const problems = [
    ...(email ? [] : [{ field: 'email' as const, text: 'Enter your email address' }]),
    ...(password ? [] : [{ field: 'password' as const, text: 'Enter your password' }]),
  ];
  if (problems.length > 0) return c.html(await page(deps, c, { email, next, problems }), 400);
  try {
    const token = await signIn(deps.db, { email, password }, deps.clock());
    const before = sessionToken(c);
    if (before) await closeSession(deps.db, before);
    setSessionCookie(c, token);
    return c.redirect(next, 303);
  } catch (error) {
    if (!(error instanceof CasehouseError) || error.status !== 401) throw error;
    const refused = [{ field: 'email' as const, text: error.message, more: error.next }];
    return c.html(await page(deps, c, { email, next, problems: refused }), 401);
  }
}

async function end(deps: Deps, c: Context<Web>): Promise<Response> {
  const token = sessionToken(c);
  if (token) await closeSession(deps.db, token);
  setSessionCookie(c, null);
  return c.redirect('/sign-in', 303);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

async function page(deps: Deps, c: Context<Web>, form: Form): Promise<Html> {
  const tenant = await deps.db.selectFrom('tenant').select(['name', 'demo']).orderBy('id').executeTakeFirst();
  const demo = tenant?.demo ? await demoUsers(deps.db) : [];
  return framed(c, {
    title: 'Sign in',
    error: form.problems.length > 0,
    authority: tenant ?? null,
    body: html`${summary(form)}<h1>Sign in</h1>
<form action="/sign-in" method="post" novalidate>
<input type="hidden" name="next" value="${form.next}">
${field('email', 'Email address', 'email', 'username', form)}
${field('password', 'Password', 'password', 'current-password', form)}
<button type="submit">Sign in</button>
</form>
${demo.length > 0 ? demoList(demo, form.next) : ''}`,
  });
}

const summary = ({ problems }: Form): Html =>
  problems.length === 0
    ? html``
    : html`<div class="error-summary" role="alert" aria-labelledby="problem" tabindex="-1">
<h2 id="problem">There is a problem</h2>
<ul>${problems.map((p) => html`<li><a href="#${p.field}">${p.text}</a>${p.more ? html` ${p.more}` : ''}</li>`)}</ul>
</div>`;

function field(
  name: 'email' | 'password',
  label: string,
  type: string,
  autocomplete: string,
  form: Form,
): Html {
  const problem = form.problems.find((p) => p.field === name);
  const wrong = problem ? raw(` aria-invalid="true" aria-describedby="${name}-error"`) : '';
  const value = name === 'email' ? form.email : '';
  return html`<div class="field${problem ? ' wrong' : ''}">
<label for="${name}">${label}</label>
${problem ? html`<p class="error-message" id="${name}-error"><span class="unseen">Error:</span> ${problem.text}</p>` : ''}
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" spellcheck="false" value="${value}"${wrong}>
</div>`;
}

const demoUsers = (db: Kysely<Tables>) =>
  db
    .selectFrom('app_user')
    .select(['name', 'email', 'role'])
    .where('active', '=', true)
    .where('email', 'like', '%@demo.example')
    .orderBy('id')
    .limit(6)
    .execute();

const demoList = (users: Awaited<ReturnType<typeof demoUsers>>, next: string): Html =>
  html`<section class="section" aria-labelledby="demo"><h2 id="demo">Try it as</h2>
<p>This is a demonstration with made-up people. Each of these has the password <code>casehouse-demo</code>.</p>
<ul>${users.map(
    (user) =>
      html`<li><a href="/sign-in?as=${encodeURIComponent(user.email)}&amp;next=${encodeURIComponent(next)}">${ROLES[user.role as Role] ?? user.role}</a>: ${user.email}</li>`,
  )}</ul></section>`;
