import { z } from '@hono/zod-openapi';

const text = z.string().nullable();
const spell = { started_on: z.string(), ended_on: text };

/** A person's whole record, as GET /api/people/{ref} answers it. */
export const PersonRecord = z
  .object({
    ref: z.string(),
    row_version: z.number(),
    given_name: z.string(),
    middle_names: text,
    family_name: z.string(),
    known_as: text,
    date_of_birth: z.string(),
    return_gender_code: z.string(),
    ethnicity_code: text,
    date_of_death: text,
    year11_la_code: text,
    year11_school: text,
    identifiers: z.array(
      z.object({ id: z.number(), kind: z.string(), value: z.string(), source_code: z.string() }),
    ),
    addresses: z.array(
      z.object({
        id: z.number(),
        kind: z.string(),
        ...spell,
        confidential: z.boolean(),
        line_1: text,
        line_2: text,
        line_3: text,
        line_4: text,
        town: text,
        county: text,
        postcode: text,
        la_code: text,
        ward_code: text,
        lsoa_code: text,
      }),
    ),
    contact_points: z.array(
      z.object({
        id: z.number(),
        kind: z.string(),
        value: z.string(),
        owner: z.string(),
        preferred: z.boolean(),
        safe_to_leave_message: z.boolean(),
        ...spell,
      }),
    ),
    situations: z.array(
      z.object({
        id: z.number(),
        domain: z.string(),
        code: z.string(),
        label: text,
        ...spell,
        ascertained_on: z.string(),
        expected_end_on: text,
        review_on: text,
        organisation: text,
        detail: z.record(z.string(), z.unknown()),
        is_primary: z.boolean(),
        standing: z.string(),
        state: z.string(),
        source_code: z.string(),
        verifications: z.array(
          z.object({
            id: z.number(),
            verified_on: z.string(),
            method: z.string(),
            source_code: z.string(),
            by: text,
          }),
        ),
      }),
    ),
    characteristics: z.array(
      z.object({
        id: z.number(),
        set: z.string(),
        code: z.string(),
        label: text,
        ...spell,
        source_code: z.string(),
        state: z.string(),
      }),
    ),
    offers: z.array(
      z.object({
        id: z.number(),
        kind: z.string(),
        season: z.number(),
        year_group: z.number().nullable(),
        code: z.string(),
        la_code: text,
        organisation: text,
        made_on: z.string(),
        state: z.string(),
      }),
    ),
    cohort_statuses: z.array(
      z.object({
        id: z.number(),
        cohort: z.string(),
        la_code: z.string(),
        season: z.number().nullable(),
        status: z.string(),
        ...spell,
        transferred_to_la_code: text,
      }),
    ),
    contacts: z.array(
      z.object({
        id: z.number(),
        kind: z.string(),
        channel: text,
        direction: text,
        state: z.string(),
        happened_at: text,
        outcome: text,
        summary: text,
        by: text,
      }),
    ),
    withheld: z.array(z.string()).openapi({
      description: 'Parts that are there and that this reader does not see',
    }),
  })
  .openapi('Person');

export type PersonRecord = z.infer<typeof PersonRecord>;
