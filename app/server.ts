import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import type { Pool } from 'pg';
import { liveSource } from '../dashboards/live.ts';
import { pageRoutes } from '../dashboards/routes.ts';
import type { EngineSettings } from '../base/settings.ts';
import { whoIsAsking } from '../operational/access/guard.ts';
import type { Web } from '../operational/access/person.ts';
import { councilRoutes } from '../operational/api/council.ts';
import { refuseWhatDoesNotFit } from '../operational/api/problems.ts';
import type { Route } from '../operational/api/route.ts';
import { importRoutes } from '../operational/api/imports.ts';
import { caseStoreRoutes } from '../operational/api/routes.ts';
import { exchangeRoutes } from '../operational/exchange/routes.ts';
import { kysely } from '../operational/database.ts';
import { heldEditions } from '../operational/reference/council.ts';
import type { Tables } from '../operational/tables.ts';
import { type Catalogue, loadCatalogue } from '../reports/catalogue.ts';
import { answerError, answerNotFound } from './web/failures.ts';
import { everyResponse, securityHeaders } from './web/headers.ts';
import { openApiRoute } from './web/openapi.ts';
import { pageDeps } from './web/pages.ts';
import { healthRoute } from './web/health.ts';
import { importPages } from './web/imports/routes.ts';
import { peoplePages } from './web/people/routes.ts';
import { mountAll, pageRoute } from './web/registry.ts';
import { packRoutes } from './web/pack-routes.ts';
import { reportRoutes } from './web/report-routes.ts';
import { returnRoutes } from './web/return-routes.ts';
import { returnPages } from './web/returns/routes.ts';
import { rulesPages } from './web/rules/routes.ts';
import { signInRoutes } from './web/sign-in.ts';

/** What the web stands on; effects come from outside. */
export interface ServerDeps {
  pool: Pool;
  dataDir: string;
  clock: () => Date;
  /** Where figures of reports are worked out; the snapshots themselves when left out. */
  engine?: EngineSettings | null;
  log: (line: string) => void;
  /** Loaded from sql/reports when left out. */
  catalogue?: Catalogue;
}

/** The web and the routes that it answers, for tests that walk them. */
export type Server = OpenAPIHono<Web> & { readonly guarded: readonly Route[] };

const LARGEST_BODY = 256 * 1024;
/** A list that is sent with a form, which is held in memory. */
const LARGEST_FORM = 32 * 1024 * 1024;

/** Compose the web: API, reports, pages, sign-in. Rejects when a report is faulty or a route names no permission. */
export async function createServer(deps: ServerDeps): Promise<Server> {
  const app = new OpenAPIHono<Web>({ defaultHook: refuseWhatDoesNotFit });
  const db = kysely<Tables>(deps.pool);
  app.use(everyResponse, securityHeaders());
  app.use(boundBody, csrf());
  app.use(whoIsAsking(db, deps.clock));
  const { editions, refresh } = await heldEditions(deps.pool);
  app.use(async (c, next) => {
    // a value that was changed here, at the command line or by another process holds from the next request on
    if (c.get('person')) await refresh();
    await next();
  });
  app.onError(answerError(deps.log));
  app.notFound(answerNotFound);
  const catalogue = deps.catalogue ?? (await loadCatalogue());
  const reporting = { dataDir: deps.dataDir, catalogue, clock: deps.clock, engine: deps.engine ?? null };
  const store = { db, clock: deps.clock, editions };
  const returns = { pool: deps.pool, dataDir: deps.dataDir, clock: deps.clock, editions };
  const routes: Route[] = [
    healthRoute(deps.pool),
    openApiRoute(app),
    ...signInRoutes({ db, clock: deps.clock }),
    ...caseStoreRoutes(store),
    ...councilRoutes(store, deps.pool),
    ...importRoutes({ pool: deps.pool, dataDir: deps.dataDir, clock: deps.clock, editions }),
    ...exchangeRoutes({ pool: deps.pool, clock: deps.clock, editions }),
    ...peoplePages(store),
    ...importPages({ pool: deps.pool, clock: deps.clock, editions }),
    ...reportRoutes(reporting),
    ...packRoutes(reporting, deps.pool),
    ...returnRoutes(returns),
    ...returnPages(returns),
    ...rulesPages(deps.pool),
    ...pageRoutes(liveSource(pageDeps(reporting, deps.log))).map((p) =>
      pageRoute(p.method, p.path, p.permission, p.handler),
    ),
  ];
  mountAll(app, routes);
  return Object.assign(app, { guarded: routes });
}

const tooLarge = (): never => {
  throw new HTTPException(413);
};

const bound = (maxSize: number) => bodyLimit({ maxSize, onError: tooLarge });
const [usual, form] = [bound(LARGEST_BODY), bound(LARGEST_FORM)];

const STREAMED = /^\/api\/(imports|returns\/\d+\/answers)$/;
const FORMS = /^\/(imports|returns\/[\d-]+\/\d+\/answers)$/;

/** Files are streamed, bounded and written only once somebody may send them: see operational/imports/upload.ts. */
const boundBody: MiddlewareHandler<Web> = (c, next) => {
  const { method, path } = c.req;
  if (method === 'POST' && STREAMED.test(path)) return next();
  return (method === 'POST' && FORMS.test(path) ? form : usual)(c, next);
};
