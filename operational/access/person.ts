import type { Permission, Role } from './permissions.ts';

/** Who is signed in: `c.get('person')` of every guarded route. */
export interface SessionPerson {
  id: number;
  tenantId: number;
  /** The council that the person works for. */
  tenant: { name: string; demo: boolean };
  name: string;
  role: Role;
  permissions: ReadonlySet<Permission>;
}

/** What the web keeps with one request. `person` is null for somebody who is not signed in. */
export interface RequestVariables {
  requestId: string;
  person: SessionPerson | null;
}

/** Hono's type argument of every app and handler of the web. */
export interface Web {
  Variables: RequestVariables;
}
