import { UsageError } from '../../base/errors.ts';
import type { Call, Command } from '../command.ts';
import { openStore } from '../store.ts';

const parts = () =>
  Promise.all([
    import('../../operational/submissions/submission.ts'),
    import('../../operational/submissions/states.ts'),
    import('../../operational/access/council.ts'),
    import('../submissions.ts'),
  ]);

/** The number of a return as typed. */
export function submissionNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`"${text}" is not the number of a return.`, 'See "casehouse submission list".');
}

export const submissionListCommand: Command = {
  name: 'submission list',
  summary: 'list the returns that were made, newest month first, with their states',
  words: [],
  options: { period: { value: 'YYYY-MM', doc: 'only those of this month' } },
  async run({ given, settings, io }) {
    const [{ listSubmissions }, , { onlyTenant }, { submissionLines }] = await parts();
    const { monthEnd } = await import('../../base/dates.ts');
    const period = given.text('period');
    if (period !== null && !/^\d{4}-(0[1-9]|1[0-2])$/.test(period))
      throw new UsageError(`--period is "${period}", not a month.`, 'Write it as 2026-10.');
    const { pool } = await openStore(settings, io, { migrate: false });
    const { id } = await onlyTenant(pool);
    const submissions = await listSubmissions(pool, id, period === null ? null : monthEnd(period));
    io.answer({ submissions }, submissionLines(submissions));
    return 0;
  },
};

export const submissionShowCommand: Command = {
  name: 'submission show',
  summary: 'say what became of a return, and what the Department found in it',
  words: ['ID'],
  options: {},
  async run({ words, settings, io }) {
    const [{ submissionById, stepsOf }, , { onlyTenant }, { submissionText }] = await parts();
    const { casesOf } = await import('../../operational/submissions/cases.ts');
    const number = submissionNumber(words[0]!);
    const { pool } = await openStore(settings, io, { migrate: false });
    const { id: tenantId } = await onlyTenant(pool);
    const submission = await submissionById(pool, tenantId, number);
    const steps = await stepsOf(pool, number);
    const of = { tenantId, submission: number };
    const errors = await casesOf(pool, 'errors', of);
    const duplicates = await casesOf(pool, 'duplicates', of);
    const open = (cases: { state: string }[]) => cases.filter((c) => c.state === 'open').length;
    const answered = [
      ...(errors.length > 0
        ? [`  ${errors.length} errors found by the Department, ${open(errors)} open`]
        : []),
      ...(duplicates.length > 0
        ? [`  ${duplicates.length} suspected duplicates, ${open(duplicates)} open`]
        : []),
    ];
    io.answer(
      { submission, steps, errors, duplicates },
      [submissionText(submission, steps), ...answered].join('\n'),
    );
    return 0;
  },
};

const mark = (state: 'sent' | 'accepted' | 'failed', summary: string): Command => ({
  name: `submission ${state}`,
  summary,
  words: ['ID'],
  options: { note: { value: 'TEXT', doc: 'what is to be remembered of it' } },
  run: (call) => markNow(call, state),
});

async function markNow({ words, given, settings, io }: Call, state: 'sent' | 'accepted' | 'failed') {
  const [{ stepsOf }, { markSubmission }, { onlyTenant }, { submissionText }] = await parts();
  const number = submissionNumber(words[0]!);
  const { pool } = await openStore(settings, io, { migrate: false });
  const { id: tenantId } = await onlyTenant(pool);
  const { submission, superseded } = await markSubmission(pool, number, state, {
    tenantId,
    note: given.text('note'),
  });
  const steps = await stepsOf(pool, number);
  const gone = superseded.map((s) => `Return ${s.id} is superseded by it.`);
  const next = state === 'failed' ? ['Nothing in it counts as told any more: make the return again.'] : [];
  io.answer(
    { submission, steps, superseded },
    [submissionText(submission, steps), ...gone, ...next].join('\n'),
  );
  return 0;
}

export const submissionSentCommand = mark('sent', 'say that a return was sent to the Department');
export const submissionAcceptedCommand = mark(
  'accepted',
  'say that the Department accepted a return; it takes the place of the one that stood',
);
export const submissionFailedCommand = mark('failed', 'say that the Department refused a return');
