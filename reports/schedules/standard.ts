import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const Entry = z.strictObject({
  name: z.string(),
  report: z.string().optional(),
  pack: z.string().optional(),
  params: z.record(z.string(), z.coerce.string()).default({}),
  format: z.string().default('xlsx'),
  when: z.string(),
});

/** The schedules that most councils want: see sql/schedules/standard.yaml. */
export function standardSchedules(): z.infer<typeof Entry>[] {
  const file = new URL('../../sql/schedules/standard.yaml', import.meta.url);
  return z.array(Entry).parse(parse(readFileSync(file, 'utf8')));
}
