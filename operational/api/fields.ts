import { z } from '@hono/zod-openapi';
import { isDay } from '../../base/dates.ts';

// The fields that several bodies share. A refusal says what is wrong with this value and what would be right.

/** A day as `YYYY-MM-DD`. */
export const day = z
  .string()
  .refine(isDay, {
    message: 'This is not a day of the calendar.',
    params: { next: 'Write it as year-month-day, such as 2026-09-30.' },
  })
  .refine((value) => value >= '1900-01-01' && value <= '2199-12-30', {
    message: 'This is not a day of our time.',
    params: { next: 'Check the year.' },
  })
  .openapi({ format: 'date', example: '2026-09-30' });

const kept = (longest: number, tidy: (value: string) => string) =>
  z
    .string()
    .transform((value) => tidy(value.normalize('NFC').trim()))
    .pipe(
      z
        .string()
        .refine((value) => !/[\p{Cc}\p{Cs}]/u.test(value.replaceAll('\n', '')), {
          message: 'This holds a character that can’t be shown.',
          params: { next: 'Type it again, without what was pasted.' },
        })
        .refine((value) => value.length > 0, {
          message: 'This is empty.',
          params: { next: 'Give a value, or leave the field out.' },
        })
        .refine((value) => value.length <= longest, {
          message: `This is longer than ${longest} characters.`,
          params: { next: 'Shorten it.' },
        }),
    );

/** A line of text with something in it: trimmed, Unicode composed, inner spaces single. */
export const text = (longest: number) => kept(longest, (value) => value.replace(/\s+/g, ' '));

/** Text of several lines with something in it. */
export const lines = (longest: number) =>
  kept(longest, (value) => value.replaceAll('\r\n', '\n').replaceAll('\t', ' '));

/** A line of a person's name; which characters and what length the return takes, the edition says (see requireForms). */
export const name = text(200);

/** Three digits of a local authority, as DfE writes them. */
export const laCode = z
  .string()
  .refine((value) => /^\d{3}$/.test(value), {
    message: 'This is not a local authority’s code.',
    params: { next: 'Give DfE’s three digits, such as 336.' },
  })
  .openapi({ example: '336' });

/** A postcode; any spacing or case is taken, kept in capitals with one space. Its form, the edition says (see requireForms). */
export const postcode = z
  .string()
  .max(40, 'is too long for a postcode')
  .transform((value) =>
    value
      .toUpperCase()
      .replace(/\s+/g, '')
      .replace(/(...)$/, ' $1'),
  )
  .openapi({ example: 'WV1 1SH' });

/** Who says so: kept beside every fact. */
export const source = z.enum([
  'own-contact',
  'school',
  'college',
  'provider',
  'parent',
  'other-la',
  'dwp',
  'self-report',
  'migration',
]);

/** Close what is open the day before, in the same transaction. */
export const closeOpen = z
  .boolean()
  .default(false)
  .openapi({ description: 'End the one that is open on the day before this one starts' });

/** How far an entry has come; left out, the council's setting for the role decides. */
export const state = z
  .enum(['draft', 'submitted', 'verified'])
  .optional()
  .openapi({ description: 'Left out: verified for roles that the council verifies at once, else submitted' });

/** The short number of a person, in the path. */
export const personPath = z.object({
  ref: z.string().openapi({ param: { name: 'ref', in: 'path' }, example: '104233' }),
});

/** A person and one fact of the record, in the path. */
export const factPath = personPath.extend({
  id: z
    .string()
    .regex(/^\d{1,15}$/, 'is not a number')
    .openapi({ param: { name: 'id', in: 'path' }, example: '5120' }),
});

/** Refuse a second day before the first; both may be absent. */
export const inOrder =
  <K extends string>(first: K, second: K, reason: string) =>
  (value: Partial<Record<K, string | null>>, context: z.RefinementCtx): void => {
    const [a, b] = [value[first], value[second]];
    if (a && b && b < a)
      context.addIssue({
        code: 'custom',
        path: [second],
        message: reason,
        params: { next: `Check both days: ${a} and ${b}.` },
      });
  };
