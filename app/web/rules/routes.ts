import type { Context } from 'hono';
import type { Pool } from 'pg';
import { CasehouseError } from '../../../base/errors.ts';
import type { Edition } from '../../../nccis/edition.ts';
import { loadEditions } from '../../../nccis/editions.ts';
import { signedIn } from '../../../operational/access/guard.ts';
import type { Web } from '../../../operational/access/person.ts';
import type { Route } from '../../../operational/api/route.ts';
import { endOverride, setOverride } from '../../../operational/reference/change.ts';
import { councilEditions, overridesOf } from '../../../operational/reference/council.ts';
import { framed } from '../frame.ts';
import { pageRoute } from '../registry.ts';
import { editionPage } from './edition.ts';
import { editionsPage } from './editions.ts';

interface RulesDeps {
  pool: Pool;
  /** The packs as they come, without what a council holds instead. */
  editions: readonly Edition[];
}

/** The editions as pages: what is only assumed in them, and what the council holds instead. */
export function rulesPages(pool: Pool): Route[] {
  const deps = { pool, editions: loadEditions() };
  return [
    pageRoute('get', '/rules', 'rules.read', async (c) => {
      const editions = await councilEditions(deps.pool, deps.editions, signedIn(c).tenantId);
      return c.html(framed(c, editionsPage(editions)));
    }),
    pageRoute('get', '/rules/:edition', 'rules.read', (c) => one(deps, c)),
    pageRoute('post', '/rules/:edition', 'reference.manage', async (c) => {
      const sent = await texts(c, ['part', 'key', 'field', 'value', 'month', 'reason']);
      const { month: from, ...wanted } = sent as Record<
        'part' | 'key' | 'field' | 'value' | 'month' | 'reason',
        string
      >;
      const edition = packId(deps, c.req.param('edition') ?? '');
      await setOverride(deps.pool, deps.editions, { ...wanted, edition, from }, by(c));
      return c.redirect(`/rules/${edition}`, 303);
    }),
    pageRoute('post', '/rules/:edition/end', 'reference.manage', async (c) => {
      const { id, month } = await texts(c, ['id', 'month']);
      await endOverride(deps.pool, Number(id), month!, by(c));
      return c.redirect(`/rules/${c.req.param('edition')}`, 303);
    }),
  ];
}

const by = (c: Context<Web>) => ({ tenantId: signedIn(c).tenantId, userId: signedIn(c).id });

/** The pack that an edition was cut from where a council's own value begins in its middle. */
const packId = ({ editions }: RulesDeps, id: string): string =>
  editions.find((e) => id === e.id || id.startsWith(`${e.id}-from-`))?.id ?? id;

async function one(deps: RulesDeps, c: Context<Web>): Promise<Response> {
  const who = signedIn(c);
  const id = c.req.param('edition');
  const editions = await councilEditions(deps.pool, deps.editions, who.tenantId);
  const edition = editions.find((e) => e.id === id);
  if (!edition)
    throw new CasehouseError('no-edition', `There is no edition ${id}.`, {
      status: 404,
      next: 'Choose one from the list of editions.',
    });
  const overrides = (await overridesOf(deps.pool, who.tenantId)).filter(
    (o) => o.edition === packId(deps, edition.id),
  );
  const mayChange = who.permissions.has('reference.manage');
  return c.html(framed(c, editionPage({ edition, overrides, mayChange })));
}

async function texts(c: Context<Web>, names: readonly string[]): Promise<Record<string, string>> {
  const sent = await c.req.parseBody();
  return Object.fromEntries(
    names.map((name) => [name, typeof sent[name] === 'string' ? (sent[name] as string).trim() : '']),
  );
}
