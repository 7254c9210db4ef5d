import { z } from '@hono/zod-openapi';
import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import type { Edition } from '../../nccis/edition.ts';
import { signedIn } from '../access/guard.ts';
import { apiRoute, json, type Route } from '../api/route.ts';
import { kindsOf, loadKinds } from './kind.ts';
import { makeFiles } from './make.ts';
import { listFiles } from './record.ts';

/** What the routes of outgoing lists stand on. */
export interface Exchange {
  pool: pg.Pool;
  clock: () => Date;
  editions: readonly Edition[];
}

const kindPath = z.object({
  kind: z.string().openapi({ param: { name: 'kind', in: 'path' }, example: 'missing-destinations' }),
});

const asked = z.strictObject({
  season: z.string().optional().openapi({ example: '2026' }),
  la: z.string().optional(),
  to: z.string().optional().openapi({ description: 'The authority that a transfer is for' }),
  school: z
    .string()
    .optional()
    .openapi({ description: 'Seven digits; needed for a list that goes to a school' }),
  from: z.string().optional(),
  as_at: z.string().optional(),
  batch: z.string().optional().openapi({ description: 'Number of an import batch' }),
  agreement: z.string().optional().openapi({ description: 'The sharing agreement, where a list needs one' }),
});

const listKinds = (): Route =>
  apiRoute(
    'exchange.export',
    {
      method: 'get',
      path: '/api/exports',
      summary: 'The kinds of lists that can be taken out, and what each asks for',
      responses: { 200: json('The kinds', z.object({ kinds: z.array(z.record(z.string(), z.unknown())) })) },
    },
    (c) => c.json({ kinds: loadKinds().map(({ sql, file, columns, order, ...kind }) => ({ ...kind })) }, 200),
  );

const listMade = ({ pool }: Exchange): Route =>
  apiRoute(
    'exchange.export',
    {
      method: 'get',
      path: '/api/exports/made',
      summary: 'The files that went out, newest first: to whom, when, how many rows, with which hash',
      request: {
        query: z.strictObject({
          person: z.string().optional().openapi({ description: 'Only files with the data of this record' }),
        }),
      },
      responses: {
        200: json('Without contents', z.object({ files: z.array(z.record(z.string(), z.unknown())) })),
      },
    },
    async (c) => {
      const { tenantId } = signedIn(c);
      const files = await listFiles(pool, { tenantId, ref: c.req.valid('query').person ?? null });
      return c.json({ files: files.map((file) => ({ ...file })) }, 200);
    },
  );

const takeOut = ({ pool, clock, editions }: Exchange): Route =>
  apiRoute(
    'exchange.export',
    {
      method: 'get',
      path: '/api/exports/{kind}',
      summary: 'One list as a CSV file; that it was taken out, and about whom, is recorded',
      description: 'The answer’s x-casehouse-file is the number of its record in /api/exports/made.',
      request: { params: kindPath, query: asked },
      responses: { 200: { description: 'The file', content: { 'text/csv': { schema: z.string() } } } },
    },
    async (c) => {
      const who = signedIn(c);
      const kind = kindsOf(c.req.valid('param').kind)[0]!;
      if (kind.id !== c.req.valid('param').kind)
        throw refusal('This is a group of lists.', 'Ask for each by its own name; /api/exports lists them.');
      const query = c.req.valid('query');
      if (kind.to === 'school' && !query.school)
        throw refusal('The school is missing.', 'Give the school by its seven digits.');
      const context = { pool, clock, tenantId: who.tenantId, user: who.id, editions };
      const { files } = await makeFiles(kind, query, context);
      const file = files[0]!;
      return c.body(new Uint8Array(file.content!), 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${file.fileName}"`,
        'x-casehouse-file': String(file.id),
        'x-casehouse-sha256': file.sha256,
      });
    },
  );

const refusal = (message: string, next: string): CasehouseError =>
  new CasehouseError('export-asked', message, { next });

/** Lists that go to schools, other authorities and the Department. */
export const exchangeRoutes = (exchange: Exchange): Route[] => [
  listKinds(),
  listMade(exchange),
  takeOut(exchange),
];
