import type { Hook } from '@hono/zod-openapi';
import type { z } from 'zod';
import { CasehouseError } from '../../base/errors.ts';
import type { Web } from '../access/person.ts';

/** One thing that is wrong with what was sent: where, why, and what to do. */
export interface Problem {
  /** Name of the field as it was sent, with dots into lists and objects; '' is the whole. */
  field: string;
  reason: string;
  next: string;
  /** Number of the check of the return that finds fault with it; DfE's, or ours when it begins with a letter. */
  number?: string;
  /** The return's element that the check is about. */
  element?: string;
}

/** What was sent can't be kept; nothing of it was. Status 400, or 409 when it clashes with what is held. */
export class EntryError extends CasehouseError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options: { status?: number; code?: string } = {}) {
    const [first] = problems;
    super(options.code ?? 'entry', first ? first.reason : 'What was sent can’t be kept.', {
      status: options.status ?? 400,
      next: first ? first.next : 'Check what was sent and send it again.',
    });
    this.name = 'EntryError';
    this.problems = problems;
  }

  override toJSON(): {
    error: { code: string; message: string; next: string; problems: readonly Problem[] };
  } {
    return { error: { ...super.toJSON().error, problems: this.problems } };
  }
}

/** An EntryError about one field. */
export const entryError = (field: string, reason: string, next: string): EntryError =>
  new EntryError([{ field, reason, next }]);

/** An EntryError of status 409: what was sent is sound but clashes with what is held. */
export const clash = (field: string, reason: string, next: string): EntryError =>
  new EntryError([{ field, reason, next }], { status: 409, code: 'clash' });

type Issue = z.core.$ZodIssue;

function words(issue: Issue, field: string): { reason: string; next: string } {
  switch (issue.code) {
    case 'invalid_type':
      return /received undefined/.test(issue.message)
        ? { reason: `${field || 'The body'} is missing.`, next: `Give ${field || 'the fields as JSON'}.` }
        : { reason: `${field || 'The body'} is not a ${issue.expected}.`, next: `Send a ${issue.expected}.` };
    case 'unrecognized_keys':
      return {
        reason: `${issue.keys.join(', ')} is not known here.`,
        next: 'Check the spelling, or leave it out.',
      };
    case 'invalid_value':
      return {
        reason: `${field} is not one of the values that it can have.`,
        next: `Use one of: ${issue.values.join(', ')}.`,
      };
    case 'custom':
      return { reason: issue.message, next: String(issue.params?.next ?? 'Correct it and send it again.') };
    default:
      return { reason: `${field}: ${issue.message}.`, next: 'Correct it and send it again.' };
  }
}

/** Each issue of a zod check in the words of people. */
export const problemsOf = (issues: readonly Issue[]): Problem[] =>
  issues.map((issue) => {
    const field = issue.path.map(String).join('.');
    return { field, ...words(issue, field) };
  });

/** What every zod-checked route does with what does not fit. */
export const refuseWhatDoesNotFit: Hook<unknown, Web, string, unknown> = (result) => {
  if (!result.success) throw new EntryError(problemsOf(result.error.issues));
};
