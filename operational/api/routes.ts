import { addressRoutes } from './addresses.ts';
import { characteristicRoutes } from './characteristics.ts';
import { cohortRoutes } from './cohort.ts';
import { contactRoutes } from './contacts.ts';
import { identifierRoutes } from './identifiers.ts';
import { offerRoutes } from './offers.ts';
import { listRoutes } from './organisations.ts';
import { recordRoutes } from './people/record.ts';
import { searchRoutes } from './people/search.ts';
import { personWriteRoutes } from './people/write.ts';
import type { Route } from './route.ts';
import { situationRoutes } from './situations.ts';
import { stateRoutes } from './states.ts';
import { recordCheckRoutes } from './record-check.ts';
import type { CaseStore } from './writing.ts';

/** Every route of the case store's API. */
export const caseStoreRoutes = (store: CaseStore): Route[] => [
  ...searchRoutes(store),
  ...recordRoutes(store),
  ...personWriteRoutes(store),
  ...recordCheckRoutes(store),
  ...situationRoutes(store),
  ...stateRoutes(store),
  ...characteristicRoutes(store),
  ...addressRoutes(store),
  ...identifierRoutes(store),
  ...offerRoutes(store),
  ...contactRoutes(store),
  ...cohortRoutes(store),
  ...listRoutes(store),
];
