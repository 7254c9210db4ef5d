import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { CasehouseError } from '../../base/errors.ts';
import { didYouMean } from '../definitions/suggest.ts';

const numbers = {
  min_count: z.number().int().min(0),
  min_group: z.number().int().min(0),
};
const profileSchema = z.strictObject({
  title: z.string(),
  ...numbers,
  hide_group: z.boolean(),
  class_rule: z.boolean(),
  secondary: z.boolean(),
  editions: z
    .array(
      z.strictObject({
        from: z.number().int(),
        min_count: numbers.min_count.optional(),
        min_group: numbers.min_group.optional(),
      }),
    )
    .default([]),
});
const fileSchema = z.strictObject({
  profiles: z.record(z.string(), profileSchema),
  roles: z.record(z.string(), z.string()),
});

export type ProfileData = z.infer<typeof profileSchema>;
export interface Profile extends ProfileData {
  name: string;
}

const file = fileSchema.parse(parse(readFileSync(new URL('./profiles.yaml', import.meta.url), 'utf8')));
/** From the most open to the strictest. `dfe-match` hides small groups only, so it is for those who may see all. */
const STRICTNESS: readonly string[] = ['none', 'dfe-match', 'council', 'publication'];

/** Names of the shipped profiles. */
export const PROFILES: readonly string[] = Object.keys(file.profiles);

/** One profile by name. Throws `profile-unknown`. */
export function profile(name: string): Profile {
  const data = file.profiles[name];
  if (data !== undefined) return { ...data, name };
  throw new CasehouseError(
    'profile-unknown',
    `There is no suppression profile "${name}".${didYouMean(name, PROFILES)}`,
    {
      next: `Use one of: ${PROFILES.join(', ')}.`,
    },
  );
}

/** The least strict profile that a role may use. */
export const roleProfile = (role: string): string => file.roles[role] ?? 'council';

/** The profile for a run: the role's own, or a stricter one that was asked for. Throws `profile-refused`. */
export function chooseProfile(role: string, wanted: string | null): Profile {
  const own = roleProfile(role);
  const chosen = profile(wanted ?? own);
  if (STRICTNESS.indexOf(chosen.name) < STRICTNESS.indexOf(own)) {
    throw new CasehouseError(
      'profile-refused',
      `Your role may see figures with profile "${own}", not with "${chosen.name}".`,
      {
        status: 403,
        next: `Leave the profile out, or ask for one that hides at least as much as "${own}".`,
      },
    );
  }
  return chosen;
}

/** The thresholds that hold for figures of a year. */
export function thresholds(p: Profile, year: number): { minCount: number; minGroup: number } {
  let { min_count, min_group } = p;
  for (const edition of p.editions) {
    if (year < edition.from) continue;
    min_count = edition.min_count ?? min_count;
    min_group = edition.min_group ?? min_group;
  }
  return { minCount: min_count, minGroup: min_group };
}
