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

// Check 44-46 of the return: what a name may not hold. Hyphens, apostrophes, full stops and accents are fine.
const NOT_IN_NAMES = /[/\\:?@$&*(){}[\]!"+=|0-9]/gu;

/** A name that the return accepts; a refusal names the characters. */
export const name = text(35).superRefine((value, context) => {
  const found = [...new Set(value.match(NOT_IN_NAMES) ?? [])];
  if (found.length === 0) return;
  context.addIssue({
    code: 'custom',
    message: `A name can’t hold ${found.join(' ')}`,
    params: {
      next: `Take ${found.length === 1 ? 'it' : 'them'} out; the return refuses ${found.length === 1 ? 'it' : 'them'}.`,
    },
  });
});

/** Three digits of a local authority, as DfE writes them. */
export const laCode = z
  .string()
  .refine((value) => /^\d{3}$/.test(value), {
    message: 'This is not a local authority’s code.',
    params: { next: 'Give DfE’s three digits, such as 336.' },
  })
  .openapi({ example: '336' });

const POSTCODE = /^([A-Z]{1,2}[0-9]{1,2}|[A-Z]{1,2}[0-9][A-Z]) [0-9][A-Z]{2}$/;

/** A postcode; any spacing or case is taken, kept in capitals with one space. */
export const postcode = z
  .string()
  .transform((value) =>
    value
      .toUpperCase()
      .replace(/\s+/g, '')
      .replace(/(...)$/, ' $1'),
  )
  .pipe(
    z.string().refine((value) => POSTCODE.test(value), {
      message: 'This does not have the form of a postcode.',
      params: { next: 'Write it like WV1 1SH; ZZ99 9ZZ stands for no known postcode.' },
    }),
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

/** The short number of a person, in the path. */
export const personPath = z.object({
  ref: z.string().openapi({ param: { name: 'ref', in: 'path' }, example: '104233' }),
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
