import { z } from '@hono/zod-openapi';
import type pg from 'pg';
import { londonDay } from '../../base/dates.ts';
import { loadEditions } from '../../nccis/editions.ts';
import { addLocalCode, endLocalCode, endOverride, setOverride } from '../reference/change.ts';
import { editionItems } from '../reference/shown.ts';
import { signedIn } from '../access/guard.ts';
import { day, text } from './fields.ts';
import { apiRoute, body, json, type Route } from './route.ts';
import type { CaseStore } from './writing.ts';

const Own = z
  .object({
    id: z.number(),
    edition: z.string(),
    part: z.string(),
    key: z.string(),
    field: z.string(),
    value: z.string(),
    fromPeriod: z.string(),
    endedOn: z.string().nullable(),
    reason: z.string(),
    by: z.string().nullable(),
  })
  .openapi('OwnValue');
const Head = z.object({
  id: z.string(),
  title: z.string(),
  status: z.string(),
  from: z.string(),
  to: z.string().nullable(),
});
const Shown = Head.extend({
  items: z.array(
    z.object({
      part: z.string(),
      key: z.string(),
      field: z.string(),
      label: z.string(),
      value: z.string(),
      confidence: z.string(),
      assumed: z.boolean(),
      changeable: z.boolean(),
      overrides: z.array(Own),
    }),
  ),
}).openapi('ShownEdition');
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'is not a month such as 2026-09');
const id = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: '2026-27' }) });
const set = z.object({ set: z.string().openapi({ param: { name: 'set', in: 'path' }, example: 'eet' }) });
const Code = z.object({ set: z.string(), code: z.string() });

/** Editions with the confidence of each fact, a council's own values of assumed ones, and its own codes. */
export const referenceRoutes = (store: CaseStore, pool: pg.Pool): Route[] => {
  const packs = loadEditions();
  return [
    apiRoute(
      'rules.read',
      {
        method: 'get',
        path: '/api/editions',
        summary: 'The editions of the requirement that are held',
        responses: { 200: json('Oldest first', z.object({ editions: z.array(Head) })) },
      },
      (c) => c.json({ editions: packs.map((e) => Head.parse(e)) }, 200),
    ),
    apiRoute(
      'rules.read',
      {
        method: 'get',
        path: '/api/editions/{id}',
        summary: 'Each fact of an edition with how sure it is, and the council’s own value where it has one',
        request: { params: id },
        responses: { 200: json('The facts', Shown) },
      },
      async (c) =>
        c.json(await editionItems(pool, packs, c.req.valid('param').id, signedIn(c).tenantId), 200),
    ),
    apiRoute(
      'reference.manage',
      {
        method: 'post',
        path: '/api/editions/{id}/values',
        summary: 'Hold another value for a fact that the edition only assumes, from a month on',
        request: {
          params: id,
          body: body(
            z.strictObject({
              part: z.string(),
              key: z.string().default(''),
              field: z.string(),
              value: z.string(),
              from: month,
              reason: text(500),
            }),
          ),
        },
        responses: { 201: json('Held from that month on', Own) },
      },
      async (c) => {
        const who = signedIn(c);
        const wanted = { edition: c.req.valid('param').id, ...c.req.valid('json') };
        const made = await setOverride(pool, packs, wanted, { tenantId: who.tenantId, userId: who.id });
        return c.json(made, 201);
      },
    ),
    apiRoute(
      'reference.manage',
      {
        method: 'post',
        path: '/api/edition-values/{id}/end',
        summary: 'End a value of the council’s own with a month',
        request: { params: id, body: body(z.strictObject({ last_month: month })) },
        responses: { 200: json('Ended', Own) },
      },
      async (c) => {
        const who = signedIn(c);
        const number = Number(c.req.valid('param').id) || 0;
        const by = { tenantId: who.tenantId, userId: who.id };
        const ended = await endOverride(pool, number, c.req.valid('json').last_month, by);
        return c.json(ended, 200);
      },
    ),
    apiRoute(
      'reference.manage',
      {
        method: 'post',
        path: '/api/codes/{set}',
        summary: 'Add a code of the council’s own to a list',
        request: {
          params: set,
          body: body(
            z.strictObject({
              code: z.string(),
              label: text(200),
              national: z.string().nullish().openapi({ description: 'The national code that it is sent as' }),
              from: day.optional(),
            }),
          ),
        },
        responses: { 201: json('Added', Code) },
      },
      async (c) => {
        const who = signedIn(c);
        const { code, label, national = null, from = londonDay(store.clock()) } = c.req.valid('json');
        const wanted = { set: c.req.valid('param').set, code, label, national, from };
        await addLocalCode(pool, wanted, { tenantId: who.tenantId, userId: who.id });
        return c.json({ set: wanted.set, code }, 201);
      },
    ),
    apiRoute(
      'reference.manage',
      {
        method: 'post',
        path: '/api/codes/{set}/end',
        summary: 'End a code of the council’s own; it stays for what was recorded',
        request: { params: set, body: body(z.strictObject({ code: z.string(), on: day.optional() })) },
        responses: { 200: json('Ended', Code) },
      },
      async (c) => {
        const who = signedIn(c);
        const { code, on = londonDay(store.clock()) } = c.req.valid('json');
        const wanted = { set: c.req.valid('param').set, code, on };
        await endLocalCode(pool, packs, wanted, { tenantId: who.tenantId, userId: who.id });
        return c.json({ set: wanted.set, code }, 200);
      },
    ),
  ];
};
