import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'hono';
import type { Pool } from 'pg';
import { londonDay } from '../../../base/dates.ts';
import { CasehouseError } from '../../../base/errors.ts';
import type { Edition } from '../../../nccis/edition.ts';
import { signedIn } from '../../../operational/access/guard.ts';
import type { Web } from '../../../operational/access/person.ts';
import type { Route } from '../../../operational/api/route.ts';
import type { Doer } from '../../../operational/imports/batch.ts';
import {
  type Decision,
  decide,
  findBatch,
  listBatches,
  rowsOf,
} from '../../../operational/imports/batches.ts';
import { applyBatch, refuseBatch, takeIn, undoBatch } from '../../../operational/imports/intake.ts';
import { listMappings } from '../../../operational/imports/mappings.ts';
import { loadProfiles } from '../../../operational/imports/profile.ts';
import { framed } from '../frame.ts';
import { pageRoute } from '../registry.ts';
import { batchPage } from './batch.ts';
import { exceptionPage } from './exception.ts';
import { importsPage } from './list.ts';
import { countOf, OUTCOMES, type Part } from './words.ts';

/** What the pages of files that come in stand on. */
export interface ImportsDeps {
  pool: Pool;
  clock: () => Date;
  editions: readonly Edition[];
}

const STEPS = { apply: applyBatch, undo: undoBatch, refuse: refuseBatch } as const;
const PAGE = 100;

/** Files that come in, as pages: taken in, looked through, decided, applied, undone. */
export const importPages = (deps: ImportsDeps): Route[] => [
  pageRoute('get', '/imports', 'import.run', (c) => list(deps, c)),
  pageRoute('post', '/imports', 'import.run', (c) => upload(deps, c)),
  pageRoute('get', '/imports/:id{[0-9]+}', 'import.run', (c) => one(deps, c)),
  pageRoute('get', '/imports/:id{[0-9]+}/lines/:line{[0-9]+}', 'import.run', (c) => line(deps, c)),
  pageRoute('post', '/imports/:id{[0-9]+}/lines/:line{[0-9]+}', 'import.run', (c) => settle(deps, c)),
  ...(Object.keys(STEPS) as (keyof typeof STEPS)[]).map((verb) =>
    pageRoute('post', `/imports/:id{[0-9]+}/${verb}`, 'import.run', async (c) => {
      await STEPS[verb](deps.pool, doer(deps, c), numberOf(c, 'id'));
      return c.redirect(`/imports/${numberOf(c, 'id')}`, 303);
    }),
  ),
];

const doer = ({ clock, editions }: ImportsDeps, c: Context<Web>): Doer => {
  const who = signedIn(c);
  return { tenantId: who.tenantId, userId: who.id, clock, editions };
};

const numberOf = (c: Context<Web>, name: string): number => Number(c.req.param(name));

async function list(deps: ImportsDeps, c: Context<Web>): Promise<Response> {
  const id = signedIn(c).tenantId;
  const [batches, mappings] = await Promise.all([listBatches(deps.pool, id), listMappings(deps.pool, id)]);
  const view = { batches, mappings, profiles: loadProfiles(), today: londonDay(deps.clock()) };
  return send(c, framed(c, importsPage(view)));
}

/** The file is matched and then waits: nothing changes before a person has looked. */
async function upload(deps: ImportsDeps, c: Context<Web>): Promise<Response> {
  const sent = await c.req.parseBody();
  const { file } = sent;
  if (!(file instanceof File) || file.size === 0)
    throw new CasehouseError('no-file', 'No file was chosen, or it is empty.', {
      next: 'Choose the file to take in.',
    });
  const folder = await mkdtemp(join(tmpdir(), 'casehouse-import-'));
  try {
    const path = join(folder, 'file');
    await writeFile(path, Buffer.from(await file.arrayBuffer()), { mode: 0o600 });
    const batch = await takeIn(deps.pool, doer(deps, c), {
      profile: textOf(sent.profile),
      file: path,
      fileName: file.name,
      mapping: textOf(sent.mapping) || null,
      asAt: textOf(sent.as_at) || null,
      review: true,
    });
    return c.redirect(`/imports/${batch.id}`, 303);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function one(deps: ImportsDeps, c: Context<Web>): Promise<Response> {
  const tenant = signedIn(c).tenantId;
  const batch = await findBatch(deps.pool, tenant, numberOf(c, 'id'));
  const asked = OUTCOMES.find((part) => part === c.req.query('rows'));
  const part: Part = asked ?? OUTCOMES.find((one) => countOf(batch, one) > 0) ?? 'applied';
  const after = Number(c.req.query('after') ?? -1);
  const rows = await rowsOf(deps.pool, tenant, batch.id, {
    outcome: part,
    after: Number.isInteger(after) ? after : -1,
    limit: PAGE + 1,
  });
  const shown = rows.slice(0, PAGE);
  const more = rows.length > PAGE ? shown.at(-1)!.line : null;
  const profile = loadProfiles().get(batch.profile) ?? null;
  return send(c, framed(c, batchPage({ batch, profile, part, rows: shown, more })));
}

async function line(deps: ImportsDeps, c: Context<Web>): Promise<Response> {
  const tenant = signedIn(c).tenantId;
  const [id, at] = [numberOf(c, 'id'), numberOf(c, 'line')];
  const batch = await findBatch(deps.pool, tenant, id);
  const [row] = await rowsOf(deps.pool, tenant, id, { after: at - 1, limit: 1 });
  if (row?.line !== at)
    throw new CasehouseError('no-such-row', `The file has no row that begins on line ${at}.`, {
      status: 404,
      next: 'Choose one from the list.',
    });
  return send(c, framed(c, exceptionPage(batch, row)));
}

async function settle(deps: ImportsDeps, c: Context<Web>): Promise<Response> {
  const sent = await c.req.parseBody();
  const [id, at] = [numberOf(c, 'id'), numberOf(c, 'line')];
  await decide(deps.pool, doer(deps, c), id, at, decisionOf(textOf(sent.decision), textOf(sent.ref)));
  return c.redirect(`/imports/${id}?rows=queried`, 303);
}

function decisionOf(chosen: string, other: string): Decision {
  if (chosen === 'new' || chosen === 'reject' || chosen === 'leave') return { decision: chosen };
  const ref = chosen === 'other' ? other.trim() : chosen.replace(/^person:/, '');
  if (ref !== '' && (chosen === 'other' || chosen.startsWith('person:'))) return { decision: 'person', ref };
  throw new CasehouseError('no-decision', 'Nothing was decided.', {
    next: 'Choose one of the answers; for another record, give its reference.',
  });
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The pages hold names: no store along the way may keep them. */
function send(c: Context<Web>, page: ReturnType<typeof framed>): Response | Promise<Response> {
  c.header('cache-control', 'no-store');
  return c.html(page);
}
