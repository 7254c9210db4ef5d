import { z } from '@hono/zod-openapi';
import { snapshotId } from '../../base/ids.ts';
import { readCompareQuery } from '../../dashboards/pages/compare.ts';
import { signedIn } from '../../operational/access/guard.ts';
import { apiRoute, json, type Route } from '../../operational/api/route.ts';
import { compare, diff, type Reporting } from './reporting.ts';

/** What two versions of a report, or two snapshots, make of its figures. */
export const compareRoutes = (reporting: Reporting): Route[] => [splitOne(reporting), diffOne(reporting)];

const idPath = z.object({
  id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'neet-by-month' }),
});
const answer = z.record(z.string(), z.unknown());

const splitOne = (reporting: Reporting): Route =>
  apiRoute(
    'report.run',
    {
      method: 'get',
      path: '/api/reports/{id}/compare',
      summary: 'Why a figure changed: the part of the data, of the definition, and of both together',
      request: {
        params: idPath,
        query: z
          .object({
            from_version: z.string().optional(),
            to_version: z.string().optional(),
            from_snapshot: z.string().optional().openapi({ example: '20261119-021000' }),
            to_snapshot: z.string().optional().openapi({ example: '20261120-021000' }),
            cell: z.string().optional().openapi({ description: 'Column; its row as row.<grain column>' }),
          })
          .loose(),
      },
      responses: { 200: json('The split, the cells that differ, who entered and who left', answer) },
    },
    async (c) => {
      const query = readCompareQuery(new URL(c.req.url).searchParams);
      const found = await compare(reporting, signedIn(c), { id: c.req.valid('param').id, ...query });
      const plain: Record<string, unknown> = { ...found };
      return c.json(plain, 200);
    },
  );

const diffOne = (reporting: Reporting): Route =>
  apiRoute(
    'report.run',
    {
      method: 'get',
      path: '/api/reports/{id}/diff',
      summary: 'Two versions of a report on the same snapshot; its own parameters go into the query',
      request: {
        params: idPath,
        query: z.object({ a: z.string(), b: z.string(), snapshot: z.string().optional() }).loose(),
      },
      responses: { 200: json('Changes of the header, rows, match rates and cells that differ', answer) },
    },
    async (c) => {
      const { a, b, snapshot } = c.req.valid('query');
      const given = [...new URL(c.req.url).searchParams].filter(
        ([name, value]) => value !== '' && !['a', 'b', 'snapshot'].includes(name),
      );
      const found = await diff(reporting, signedIn(c), {
        id: c.req.valid('param').id,
        a,
        b,
        params: Object.fromEntries(given),
        snapshots: snapshot ? [snapshotId(snapshot)] : [],
      });
      const plain: Record<string, unknown> = { ...found };
      return c.json(plain, 200);
    },
  );
