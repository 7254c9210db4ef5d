import { z } from '@hono/zod-openapi';
import { lines, personPath } from './fields.ts';
import { entryError } from './problems.ts';
import { apiRoute, body, json, type Route } from './route.ts';
import { type CaseStore, personByRef, writing } from './writing.ts';

const NewContact = z
  .strictObject({
    kind: z.enum(['contact', 'visit', 'letter-run']).default('contact'),
    channel: z.enum(['phone', 'text', 'email', 'visit', 'letter']),
    direction: z.enum(['in', 'out']).default('out'),
    state: z.enum(['planned', 'done', 'did-not-attend', 'cancelled', 'no-answer']),
    happened_at: z.iso.datetime({ offset: true }).nullish().openapi({ example: '2026-10-05T14:30:00Z' }),
    outcome: z.string().max(60).nullish(),
    summary: lines(4000).nullish(),
    role: z.enum(['subject', 'present', 'mentioned']).default('subject'),
  })
  .superRefine((value, context) => {
    if (value.state === 'planned' || value.happened_at) return;
    context.addIssue({
      code: 'custom',
      path: ['happened_at'],
      message: 'A contact that is not planned has a time.',
      params: { next: 'Give the time, or set state to planned.' },
    });
  })
  .openapi('NewContact');

const addContact = (store: CaseStore): Route =>
  apiRoute(
    'people.write',
    {
      method: 'post',
      path: '/api/people/{ref}/contacts',
      summary: 'Record a contact, or an attempt at one',
      request: { params: personPath, body: body(NewContact) },
      responses: { 201: json('Recorded', z.object({ id: z.number() })) },
    },
    async (c) => {
      const given = c.req.valid('json');
      const made = await writing(store, c, async (tx, who) => {
        const person = await personByRef(tx, who, c.req.valid('param').ref);
        if (given.state !== 'planned' && given.happened_at && new Date(given.happened_at) > store.clock())
          throw entryError(
            'happened_at',
            'That time is in the future.',
            'Check the time, or set state to planned.',
          );
        const event = await tx
          .insertInto('event')
          .values({
            tenant_id: who.tenantId,
            kind_code: given.kind,
            channel_code: given.channel,
            direction: given.direction,
            state: given.state,
            happened_at: given.happened_at,
            outcome_code: given.outcome,
            summary: given.summary,
            user_id: who.id,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        await tx
          .insertInto('event_person')
          .values({ tenant_id: who.tenantId, event_id: event.id, person_id: person.id, role: given.role })
          .execute();
        return event;
      });
      return c.json(made, 201);
    },
  );

/** Contacts with a person. */
export const contactRoutes = (store: CaseStore): Route[] => [addContact(store)];
