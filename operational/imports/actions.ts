import { z } from 'zod';
import { type Value, valueSchema } from './values.ts';

const optional = valueSchema.nullable().default(null);
const when = z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({});
/** Whether an activity or offer is at an organisation that the row names: its provider, or its school. */
const provider = z.union([z.boolean(), z.literal('school')]).default(false);

/** What a row of a list does to the case store; see sql/imports/README.md. */
export const actionSchema = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('start-activity'),
    when,
    code: valueSchema,
    started: valueSchema,
    provider,
    ascertained: optional,
    verified: optional,
    expected_end: optional,
    review: optional,
    detail: z.record(z.string(), valueSchema).default({}),
    on_other_code: z.enum(['update', 'query']).default('update'),
  }),
  z.strictObject({
    do: z.literal('end-activity'),
    when,
    ended: valueSchema,
    provider,
    follow_on: optional,
  }),
  z.strictObject({
    do: z.literal('verify-activity'),
    when,
    verified: valueSchema,
    code: optional,
    provider,
  }),
  z.strictObject({
    do: z.literal('set-intention'),
    when,
    /** What somebody means to do, or has a place for if conditions are met. */
    kind: z.enum(['intention', 'conditional']).default('intention'),
    code: valueSchema,
    season: valueSchema,
    made: valueSchema,
    provider,
  }),
  z.strictObject({
    do: z.literal('set-offer'),
    when,
    code: valueSchema,
    year_group: valueSchema,
    season: valueSchema,
    la: valueSchema,
    made: valueSchema,
    provider,
  }),
  z.strictObject({
    do: z.literal('record-risk'),
    when,
    instrument: valueSchema,
    assessed: valueSchema,
    score: optional,
    band: optional,
    factors: z.record(z.string(), valueSchema).default({}),
  }),
  z.strictObject({
    do: z.literal('set-characteristic'),
    when,
    set: z.string(),
    code: valueSchema,
    started: valueSchema,
    ended: optional,
  }),
  z.strictObject({
    do: z.literal('end-characteristic'),
    when,
    set: z.string(),
    code: optional,
    ended: valueSchema,
  }),
  z.strictObject({
    do: z.literal('join-cohort'),
    when,
    status: valueSchema,
    started: valueSchema,
    la: optional,
  }),
  z.strictObject({
    do: z.literal('leave-cohort'),
    when,
    status: valueSchema,
    started: valueSchema,
    la: optional,
    to: optional,
  }),
  z.strictObject({
    do: z.literal('join-frozen-cohort'),
    when,
    kind: z.enum(['guarantee', 'activity-survey']),
    season: valueSchema,
    year_group: optional,
    la: optional,
  }),
  z.strictObject({
    do: z.literal('update-person'),
    when,
    fields: z.record(z.string(), z.enum(['fill', 'replace', 'query'])),
    from: optional,
  }),
]);
export type ProfileAction = z.infer<typeof actionSchema>;

/** One kind of action. */
export type Action<D extends ProfileAction['do']> = Extract<ProfileAction, { do: D }>;

/** Every value that an action takes, and the names in its conditions. */
export function valuesOf(action: ProfileAction): Value[] {
  const values: Value[] = Object.keys(action.when);
  for (const [key, value] of Object.entries(action)) {
    if (['do', 'when', 'provider', 'set', 'kind', 'on_other_code'].includes(key)) continue;
    if (key === 'detail' || key === 'factors') values.push(...Object.values(value as Record<string, Value>));
    else if (key === 'fields')
      values.push(...Object.keys(value as object).filter((field) => field !== 'school'));
    else values.push(value as Value);
  }
  return values;
}
