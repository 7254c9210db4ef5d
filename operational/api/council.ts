import type pg from 'pg';
import { referenceRoutes } from './reference.ts';
import { rollOverRoutes } from './roll-over.ts';
import type { Route } from './route.ts';
import { seasonRoutes } from './seasons.ts';
import type { CaseStore } from './writing.ts';

/** Routes of what concerns the council as a whole rather than one person's record. */
export const councilRoutes = (store: CaseStore, pool: pg.Pool): Route[] => [
  ...seasonRoutes(store, pool),
  ...rollOverRoutes(store, pool),
  ...referenceRoutes(store, pool),
];
