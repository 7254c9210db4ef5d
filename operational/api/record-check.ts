import { z } from '@hono/zod-openapi';
import { londonDay, monthEnd } from '../../base/dates.ts';
import { editionOn } from '../../nccis/editions.ts';
import { signedIn } from '../access/guard.ts';
import { checkValues, recordAt } from '../entry/findings.ts';
import { askVia } from './entry.ts';
import { personPath } from './fields.ts';
import { apiRoute, json, type Route } from './route.ts';
import { type CaseStore, personByRef } from './writing.ts';

const Checked = z
  .object({
    edition: z.object({ id: z.string(), title: z.string(), status: z.string() }),
    period_end: z.string(),
    in_return: z.boolean().openapi({ description: 'False for somebody who is in no NCCIS cohort today' }),
    findings: z.array(
      z.object({
        number: z.string(),
        priority: z.number().nullable(),
        element: z.string().nullable(),
        value: z.string().nullable(),
        reason: z.string(),
        next: z.string(),
      }),
    ),
  })
  .openapi('CheckedRecord');

const checkPerson = (store: CaseStore): Route =>
  apiRoute(
    'people.read',
    {
      method: 'post',
      path: '/api/people/{ref}/check',
      summary: 'What the return’s checks find in a person’s record as it stands now',
      description:
        'By the edition of this month’s return. Nothing is written. Drafts and what is only submitted don’t count.',
      request: { params: personPath },
      responses: { 200: json('The findings, those that DfE puts first at the head', Checked) },
    },
    async (c) => {
      const who = signedIn(c);
      const day = londonDay(store.clock());
      const edition = editionOn([...store.editions], monthEnd(day));
      const person = await personByRef(store.db, who, c.req.valid('param').ref);
      const checking = { ask: askVia(store.db), editions: store.editions, tenantId: who.tenantId };
      const record = (await recordAt(checking, person.id, day))!;
      const [found] = await checkValues(checking, edition, [record.values], day);
      const { id, title, status } = edition;
      return c.json(
        {
          edition: { id, title, status },
          period_end: monthEnd(day),
          in_return: record.isMember,
          findings: found!
            .map(({ number, priority, field: element, value, reason, fix: next }) => {
              return { number, priority, element, value, reason, next };
            })
            .sort((a, b) => (a.priority ?? 2) - (b.priority ?? 2)),
        },
        200,
      );
    },
  );

/** Checks of a person's record, live. */
export const recordCheckRoutes = (store: CaseStore): Route[] => [checkPerson(store)];
