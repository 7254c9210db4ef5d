import type { Pool } from 'pg';
import type { Route } from '../../operational/api/route.ts';
import { pageRoute } from './registry.ts';

/** Whether the web and its database answer; 503 when the database does not. Says nothing else. */
export const healthRoute = (pool: Pool): Route =>
  pageRoute('get', '/healthz', 'public', async (c) => {
    const database = await pool.query('select 1').then(
      () => true,
      () => false,
    );
    return c.json({ web: 'up', database: database ? 'up' : 'down' }, database ? 200 : 503);
  });
