import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { CasehouseError } from '../../base/errors.ts';
import { nearest } from '../definitions/suggest.ts';

const Section = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  heading: z.string().min(1),
  /** What the section answers, under its heading. */
  question: z.string().nullable().default(null),
  report: z.string(),
  params: z.record(z.string(), z.coerce.string()).default({}),
  show: z.array(z.enum(['chart', 'table'])).min(1),
});

const Template = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(1),
  subtitle: z.string().default(''),
  sections: z.array(Section).min(1),
});

/** A pack of reports: see sql/packs. */
export type Pack = z.infer<typeof Template>;
export type PackSection = z.infer<typeof Section>;

const FOLDER = fileURLToPath(new URL('../../sql/packs', import.meta.url));

/** The templates of a folder, by id. Throws `CasehouseError` that names file and key of the first fault. */
export function loadPacks(folder = FOLDER): Pack[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readPack(join(folder, name)));
}

function readPack(file: string): Pack {
  const found = Template.safeParse(parse(readFileSync(file, 'utf8')));
  if (!found.success) {
    const { path, message } = found.error.issues[0]!;
    throw faulty(file, `${path.join('.') || 'the file'}: ${message}`);
  }
  const ids = found.data.sections.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw faulty(file, `two sections are called ${twice}`);
  return found.data;
}

/** The pack of that name. Throws `CasehouseError`. */
export function packOf(id: string, packs = loadPacks()): Pack {
  const pack = packs.find((each) => each.id === id);
  if (pack !== undefined) return pack;
  const near = nearest(
    id,
    packs.map((each) => each.id),
  );
  throw new CasehouseError('no-pack', `There is no pack "${id}".`, {
    status: 404,
    next: `${near === null ? '' : `Did you mean ${near}? `}"casehouse pack list" names them.`,
  });
}

const faulty = (file: string, what: string): CasehouseError =>
  new CasehouseError('pack-template', `${file}: ${what}.`, { status: 500, next: 'Correct the template.' });
