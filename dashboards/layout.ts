import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Assets } from './assets.ts';
import type { Display } from './display.ts';
import type { PagePerson } from './source.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface Crumb {
  label: string;
  href: string;
}

/** What surrounds every page. */
export interface Frame {
  assets: Assets;
  display: Display;
  /** null before signing in. */
  person: PagePerson | null;
  authority: { name: string; demo: boolean } | null;
  /** Address of this page, to come back to after changing the display. */
  here: string;
}

export interface Page {
  title: string;
  /** Middle part of the window title; null on a section's own page. */
  section: string | null;
  /** Which entry of the main menu is current. */
  menu: 'overview' | 'reports' | 'returns' | 'imports' | 'rules' | 'loads' | null;
  /** From the top down to the parent of this page. */
  crumbs: readonly Crumb[];
  body: Html;
  /** Starts the window title with "Error:" (the page says what went wrong). */
  error?: boolean;
}

const ROLE_WORDS: Record<string, string> = {
  caseworker: 'Caseworker',
  tracker: 'Tracker',
  manager: 'Manager',
  'return-officer': 'Return officer',
  analyst: 'Analyst',
  'report-reader': 'Report reader',
  administrator: 'Administrator',
};

/** "page - section - Casehouse", with "Error:" in front when the page reports one. */
export function windowTitle(page: Pick<Page, 'title' | 'section' | 'error'>): string {
  const parts = [page.title, page.section, 'Casehouse'].filter((part) => part !== null);
  return `${page.error ? 'Error: ' : ''}${parts.join(' - ')}`;
}

/** The whole document around a page's body: skip link, top bar, breadcrumb, main, footer. */
export function layout(frame: Frame, page: Page): Html {
  const { assets, display } = frame;
  return html`<!doctype html>
<html lang="en-GB" data-theme="${display.theme}" data-density="${display.density}">
<head>
<meta charset="utf-8">
<title>${windowTitle(page)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${display.theme === 'auto' ? 'light dark' : display.theme}">
<link rel="icon" href="data:image/svg+xml,${raw(ICON)}">
${assets.css === null ? '' : html`<link rel="stylesheet" href="${assets.css}">`}
${assets.js === null ? '' : html`<script type="module" src="${assets.js}"></script>`}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${topBar(frame, page)}
<div class="frame">
${page.crumbs.length === 0 ? '' : breadcrumb(page.crumbs)}
<main id="main" tabindex="-1">
${page.body}
</main>
</div>
${footer(frame)}
</body>
</html>`;
}

function topBar(frame: Frame, page: Page): Html {
  const { person, authority } = frame;
  const may = (permission: string) => person?.permissions.has(permission) === true;
  return html`<header class="bar">
<div class="bar-row">
<p class="brand"><a href="/"><span class="brand-mark" aria-hidden="true"></span>Casehouse</a></p>
${
  authority === null
    ? ''
    : html`<p class="authority">${authority.name}${authority.demo ? html` <span class="mark">demo</span>` : ''}</p>`
}
${may('people.list') ? searchBox() : ''}
${person === null ? '' : personMenu(frame, person)}
</div>
${person === null ? '' : menu(page.menu, may)}
</header>`;
}

function menu(current: Page['menu'], may: (permission: string) => boolean): Html {
  const entries = [
    { key: 'overview', label: 'Overview', href: '/', permission: 'report.run' },
    { key: 'reports', label: 'Reports', href: '/reports', permission: 'report.run' },
    { key: 'returns', label: 'Return', href: '/returns', permission: 'return.build' },
    { key: 'imports', label: 'Files in', href: '/imports', permission: 'import.run' },
    { key: 'rules', label: 'Rules', href: '/rules', permission: 'rules.read' },
    { key: 'loads', label: 'Nightly loads', href: '/snapshots', permission: 'snapshot.read' },
  ].filter((entry) => may(entry.permission));
  if (entries.length === 0) return html``;
  return html`<nav class="menu" aria-label="Main"><ul>${entries.map(
    (entry) =>
      html`<li><a href="${entry.href}"${entry.key === current ? raw(' aria-current="page"') : ''}>${entry.label}</a></li>`,
  )}</ul></nav>`;
}

function searchBox(): Html {
  return html`<form class="search" role="search" action="/people" method="post">
<label class="unseen" for="find">Find a person by name or reference</label>
<input id="find" name="q" type="search" autocomplete="off" spellcheck="false" placeholder="Find a person">
<button type="submit">Find</button>
</form>`;
}

function personMenu(frame: Frame, person: PagePerson): Html {
  const { display, here } = frame;
  return html`<details class="person">
<summary><span class="unseen">Signed in as </span>${person.name}</summary>
<div class="person-panel">
<p><strong>${person.name}</strong><br><span class="muted">${ROLE_WORDS[person.role] ?? person.role}</span></p>
<form action="/display" method="get">
<input type="hidden" name="back" value="${here}">
<fieldset><legend>Colours</legend>
${choice('theme', 'auto', 'As the device', display.theme)}${choice('theme', 'light', 'Light', display.theme)}${choice('theme', 'dark', 'Dark', display.theme)}
</fieldset>
<fieldset><legend>Spacing</legend>
${choice('density', 'comfortable', 'Comfortable', display.density)}${choice('density', 'compact', 'Compact', display.density)}
</fieldset>
<button type="submit" class="quiet">Use this display</button>
</form>
<form action="/sign-out" method="post"><button type="submit" class="quiet">Sign out</button></form>
</div>
</details>`;
}

function choice(name: string, value: string, label: string, current: string): Html {
  return html`<label class="choice"><input type="radio" name="${name}" value="${value}"${value === current ? raw(' checked') : ''}> ${label}</label>`;
}

function breadcrumb(crumbs: readonly Crumb[]): Html {
  return html`<nav class="crumbs" aria-label="Breadcrumb"><ol>${crumbs.map(
    (crumb) => html`<li><a href="${crumb.href}">${crumb.label}</a></li>`,
  )}</ol></nav>`;
}

function footer(frame: Frame): Html {
  return html`<footer class="foot"><div class="frame"><p>${
    frame.authority?.demo === true
      ? 'This is a demonstration. Nobody in it is real: people, schools and the council’s name are made up.'
      : 'Casehouse: case store, warehouse and versioned reports.'
  }</p><p><a href="/accessibility">Accessibility statement</a></p></div></footer>`;
}

const ICON = encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#1f4e79" d="M1 1h14v14H1z"/><path fill="#fff" d="M4 11h2v2H4zm3-4h2v6H7zm3-4h2v10h-2z"/></svg>',
);
