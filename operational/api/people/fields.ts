import { z } from '@hono/zod-openapi';
import { day, laCode, name, text } from '../fields.ts';

/** What a person's own record holds, as it is sent. */
export const personFields = {
  given_name: name,
  middle_names: name.nullish(),
  family_name: name,
  known_as: text(70).nullish().openapi({ description: 'What to call them' }),
  date_of_birth: day,
  return_gender_code: z.string().openapi({ description: 'A code of the list YP07', example: 'F' }),
  ethnicity_code: z.string().nullish().openapi({ description: 'A code of the list YP27' }),
  date_of_death: day.nullish(),
  year11_la_code: laCode.nullish(),
  year11_school_id: z.number().int().nullish(),
};
