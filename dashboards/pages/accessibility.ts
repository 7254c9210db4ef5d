import { html } from 'hono/html';
import type { Page } from '../layout.ts';

/** Date of the last review of the statement below. */
export const REVIEWED = '21 November 2026';

/** The accessibility statement in the shape of the government's model. */
export function accessibilityPage(): Page {
  return {
    title: 'Accessibility statement',
    section: null,
    menu: null,
    crumbs: [{ label: 'Overview', href: '/' }],
    body: html`<h1>Accessibility statement</h1>
<p class="lead">This statement is about the pages of Casehouse. The council that runs it is responsible for it and can add how to get in touch.</p>
<section class="section"><h2>How accessible these pages are</h2>
<p>You should be able to zoom in to 400% without scrolling sideways, move through every page with a keyboard alone, use a screen reader, choose light or dark colours, use your device’s own high-contrast colours, and read every figure with scripting switched off. Every chart has its table below it.</p></section>
<section class="section"><h2>Technical information and compliance status</h2>
<p>Casehouse is meant to comply with the Web Content Accessibility Guidelines version 2.2 at level AA, under the Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018. Automatic checks and keyboard journeys run on every change. It has not yet been tested by people who use assistive technology every day.</p></section>
<section class="section"><h2>What we know is not good enough</h2>
<ul class="notes"><li>Wide tables scroll sideways inside their own frame on a narrow screen. The frame can be reached and scrolled with the keyboard.</li>
<li>Word documents made from a report have headings, marked header rows and described charts; they have not been tested with every screen reader.</li></ul></section>
<section class="section"><h2>If you need something in another form</h2>
<p>Ask the person in your council who looks after this service. If you are not happy with the answer, the Equality Advisory and Support Service can help.</p></section>
<section class="section"><h2>When this was written</h2><p>Reviewed on ${REVIEWED}.</p></section>`,
  };
}
