import { z } from '@hono/zod-openapi';

// What the API of imports takes and answers.

export const OUTCOMES = ['applied', 'unchanged', 'queried', 'rejected'] as const;
export const count = z.number().int();
export const text = z.string().nullable();

export const Batch = z
  .object({
    id: count,
    profile: z.string(),
    profile_version: count.nullable(),
    file_name: z.string(),
    file_hash: z.string().openapi({ description: 'SHA-256 of the file' }),
    state: z.enum(['staged', 'matched', 'reviewed', 'applied', 'undone', 'refused']),
    as_at: text.openapi({ description: 'The day that the list tells of' }),
    mapping: text,
    read_as: text.openapi({ description: 'Encoding and delimiter that were found' }),
    heading: z.array(z.string()),
    rows_read: count,
    rows_applied: count,
    rows_unchanged: count,
    rows_queried: count,
    rows_rejected: count,
    rows_by_number: count,
    rows_by_name: count,
    rows_new: count,
    rows_settled: count.openapi({ description: 'People whose activity was not known and is by this batch' }),
    applications: count,
    started_at: z.string(),
    staged_by_name: text,
    reviewed_at: text,
    reviewed_by_name: text,
    applied_at: text,
    applied_by_name: text,
    undone_at: text,
    undone_by_name: text,
  })
  .openapi('ImportBatch');

export const Candidate = z.object({
  ref: z.string(),
  score: count,
  given_name: z.string(),
  family_name: z.string(),
  dob: z.string(),
  postcode: text,
  UPN: text,
  ULN: text,
  current: text,
  verdicts: z
    .record(z.string(), z.string())
    .openapi({ description: 'Field by field: same, similar, different …' }),
});

export const Row = z
  .object({
    line: count,
    raw: z.array(z.string()),
    mapped: z.record(z.string(), z.string()),
    notes: z.array(z.string()),
    outcome: z.enum(OUTCOMES).nullable(),
    reason: text,
    error_number: text,
    basis: text,
    score: count.nullable(),
    ref: text,
    decision: text,
    decided_by: text,
    decided_at: text,
    candidates: z.array(Candidate),
  })
  .openapi('ImportRow');

export const whole = z.string().regex(/^\d{1,12}$/, 'is not a number');
export const idPath = z.object({ id: whole.openapi({ param: { name: 'id', in: 'path' }, example: '1' }) });
export const linePath = idPath.extend({
  line: whole.openapi({ param: { name: 'line', in: 'path' }, example: '2' }),
});

export const Decision = z.union([
  z.strictObject({ decision: z.literal('person'), ref: z.string() }),
  z.strictObject({ decision: z.enum(['new', 'reject', 'leave']) }),
]);
export const Mapping = z.strictObject({
  name: z.string(),
  profile: z.string(),
  headings: z.record(z.string(), z.string()),
  words: z.record(z.string(), z.record(z.string(), z.string())).default({}),
});
export const Saved = z
  .object({
    name: z.string(),
    version: count,
    profile: z.string(),
    headings: z.record(z.string(), z.string()),
    words: z.record(z.string(), z.record(z.string(), z.string())),
    made_at: z.string(),
  })
  .openapi('ImportMapping');

/** A row of the database as its description says: its columns and no others, times as text. */
