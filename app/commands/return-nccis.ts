import { UsageError } from '../../base/errors.ts';
import type { Call, Command } from '../command.ts';
import { openStore } from '../store.ts';
import { submissionNumber } from './submission.ts';

export const returnNccisCommand: Command = {
  name: 'return nccis',
  summary: "write a month's NCCIS return as XML",
  words: [],
  options: {
    period: { value: 'YYYY-MM', doc: 'month of the return' },
    again: { value: 'ID', doc: 'instead of a new one: the file of this return once more, byte for byte' },
    la: {
      value: 'CODE',
      doc: 'an authority that it speaks for, three digits (default: all of the council)',
      many: true,
    },
    out: { value: 'FILE', doc: 'file to write; in a folder it gets the name of a return', required: true },
  },
  async run(call) {
    const { given, settings, io } = call;
    if (given.text('again') !== null) return writeAgain(call);
    const period = given.required('period');
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(period)) {
      throw new UsageError(`--period is "${period}", not a month.`, 'Write it as 2026-10.');
    }
    const out = given.required('out');
    const [{ makeReturn }, { returnText }] = await Promise.all([
      import('../make-return.ts'),
      import('../return-text.ts'),
    ]);
    const { pool } = await openStore(settings, io, { migrate: false });
    const done = await makeReturn(pool, {
      dataDir: settings.dataDir,
      period,
      las: given.all('la'),
      out,
      clock: io.clock,
      onStep: io.progress,
    });
    const { made, report, ...about } = done;
    io.answer({ ...made, ...about, checks: report.totals }, returnText(made, report, done.superseded, about));
    return 0;
  },
};

/** The exact file that was kept when the return was made. */
async function writeAgain({ given, settings, io }: Call): Promise<number> {
  for (const option of ['period', 'la'])
    if (given.flag(option))
      throw new UsageError(`--${option} and --again exclude each other.`, 'Leave one out.');
  const number = submissionNumber(given.required('again'));
  const [{ submissionById }, { onlyTenant }, { copyAgain }] = await Promise.all([
    import('../../operational/submissions/submission.ts'),
    import('../../operational/access/council.ts'),
    import('../../operational/submissions/kept.ts'),
  ]);
  const { pool } = await openStore(settings, io, { migrate: false });
  const { id } = await onlyTenant(pool);
  const submission = await submissionById(pool, id, number);
  const file = await copyAgain(settings.dataDir, submission, given.required('out'));
  io.answer(
    { file, submission },
    `${file}: the file of return ${number} as it was made, SHA-256 ${submission.sha256}.`,
  );
  return 0;
}
