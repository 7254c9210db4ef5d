import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Finding {
  id: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** What axe finds at WCAG 2.2 AA and its good practice: "rule at place: why"; [] when nothing. */
export async function findings(page: Page): Promise<string[]> {
  // Through the debugger: the page's own policy lets no foreign script in.
  await page.evaluate(SOURCE);
  const found = await page.evaluate(
    async (tags) =>
      (
        await (
          globalThis as unknown as { axe: { run(o: object): Promise<{ violations: unknown }> } }
        ).axe.run({
          runOnly: { type: 'tag', values: tags },
        })
      ).violations,
    TAGS,
  );
  return (found as Finding[]).flatMap((one) =>
    one.nodes.map((node) => `${one.id} at ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  );
}

/** How far the page itself is wider than its window, in CSS pixels. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
