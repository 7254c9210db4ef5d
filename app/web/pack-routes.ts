import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from '@hono/zod-openapi';
import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import { signedIn } from '../../operational/access/guard.ts';
import { apiRoute, json, type Route } from '../../operational/api/route.ts';
import { packRun } from '../../operational/packs/runs.ts';
import { runPack } from '../../reports/packs/pack.ts';
import { loadPacks, packOf } from '../../reports/packs/template.ts';
import { formats } from '../../reports/render/formats.ts';
import { fillPack, tenantOf, writePack } from '../packs.ts';
import { contextOf, type Reporting } from './reporting.ts';

/** The packs of reports, and a pack as one document or one workbook: run now, or as a kept run with what was written in it. */
export const packRoutes = (reporting: Reporting, pool: pg.Pool): Route[] => [
  apiRoute(
    'report.run',
    {
      method: 'get',
      path: '/api/packs',
      summary: 'The packs of reports and their sections',
      responses: { 200: json('The packs', z.object({ packs: z.array(z.record(z.string(), z.unknown())) })) },
    },
    (c) => c.json({ packs: loadPacks().map((pack) => ({ ...pack })) }, 200),
  ),
  apiRoute(
    'report.export',
    {
      method: 'get',
      path: '/api/packs/{id}/{file}',
      summary: 'A pack as a Word document or a workbook; ?run= asks for a run that was kept',
      request: {
        params: z.object({
          id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'board' }),
          file: z.enum(['download.docx', 'download.xlsx']).openapi({ param: { name: 'file', in: 'path' } }),
        }),
        query: z.object({ run: z.coerce.number().int().positive().optional() }),
      },
      responses: { 200: { description: 'The file' } },
    },
    async (c) => {
      const { id, file } = c.req.valid('param');
      const run = c.req.valid('query').run ?? null;
      const pack = packOf(id);
      if (run !== null && (await packRun(pool, await tenantOf(pool), run)).pack !== id) {
        throw new CasehouseError('no-pack-run', `Run ${run} is of another pack.`, {
          status: 404,
          next: 'Ask for it under its own pack.',
        });
      }
      const kind = file === 'download.docx' ? 'docx' : 'xlsx';
      const folder = await mkdtemp(join(tmpdir(), 'casehouse-pack-')); // readable by this user only
      try {
        const context = contextOf(reporting, signedIn(c));
        // what is only fetched is not kept as a run
        const filled =
          run === null
            ? await runPack(context, pack, { snapshot: null })
            : await fillPack(pool, context, { pack: id, run });
        const written = (await writePack(filled, folder)).find((name) => name.endsWith(kind))!;
        return c.body(new Uint8Array(await readFile(written)), 200, {
          'content-type': formats[kind].mediaType,
          'content-disposition': `attachment; filename="${basename(written)}"`,
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  ),
];
