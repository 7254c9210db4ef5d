import { hash, verify } from '@node-rs/argon2';
import { CasehouseError } from '../../base/errors.ts';
import { LIMITS } from './limits.ts';

// Argon2id with 19 MiB, two passes, one lane: the library's default and OWASP's first recommendation.

/** Argon2id hash of a password, with its salt and cost in the text. Refuses a password that is too short or too long. */
export async function hashPassword(password: string): Promise<string> {
  if (password.length < LIMITS.shortestPassword || password.length > LIMITS.longestPassword) {
    throw new CasehouseError('password-length', `The password has ${password.length} characters.`, {
      next: `Choose one of ${LIMITS.shortestPassword} to ${LIMITS.longestPassword} characters; spaces may be used.`,
    });
  }
  return hash(password.normalize('NFC'));
}

let decoy: Promise<string> | null = null;

/** Whether the password is the one that was hashed. Without a hash the answer is no, after the same work. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hash('nobody has this password');
  const against = stored ?? (await decoy);
  const matches = await verify(against, password.slice(0, LIMITS.longestPassword).normalize('NFC'));
  return matches && stored !== null;
}
