import { UsageError } from '../../base/errors.ts';
import { snapshotId } from '../../base/ids.ts';
import type { Result } from '../../reports/result.ts';
import type { Command } from '../command.ts';
import { kebabChosen } from '../kebab.ts';
import { moment } from '../moment.ts';
import { nearest } from '../../reports/definitions/suggest.ts';
import { reportParameters } from '../report-options.ts';
import { resultText } from '../result-text.ts';
import { runContext } from '../run-context.ts';

export const reportRunCommand: Command = {
  name: 'report run',
  summary: 'run a report on a snapshot, to the terminal or to a file',
  words: ['ID'],
  options: {
    param: { value: 'k=v', doc: 'a parameter of the report', many: true },
    snapshot: { value: 'ID', doc: 'snapshot to read (default: the current one)' },
    'known-at': { value: 'TIME', doc: 'as things were known at this moment instead' },
    format: { value: 'csv|json|xlsx|docx|ods|pdf|xml', doc: 'form of the file (default: from its name)' },
    out: { value: 'FILE', doc: 'write to this file' },
  },
  async run({ words, given, settings, io }) {
    if (given.text('snapshot') !== null && given.text('known-at') !== null) {
      throw new UsageError('--snapshot and --known-at exclude each other.', 'Give one of them.');
    }
    const params = reportParameters(given.all('param'));
    const knownAt = given.text('known-at');
    const out = given.text('out');
    const format =
      out === null && given.text('format') === null ? null : await chooseFormat(given.text('format'), out);
    const snapshot = given.text('snapshot');
    const { runReport } = await import('../../reports/run/run.ts');
    const result = await runReport(await runContext(settings, io), {
      id: words[0]!,
      params,
      snapshot: snapshot === null ? null : snapshotId(snapshot),
      knownAt: knownAt === null ? null : moment(knownAt, '--known-at').toISOString(),
    });
    if (format === null) {
      io.answer(result, resultText(result));
      return 0;
    }
    const file = out ?? fileName(result, format.extension);
    await format.write(result, file);
    io.answer({ file, stamp: result.stamp }, `Wrote ${result.stamp.rowCount} rows to ${file}`);
    return 0;
  },
};

/** `neet-by-month-bilston-south-by-academic-age-2026-10-31.xlsx`. */
function fileName({ stamp, chosen }: Result, extension: string): string {
  const parts = [stamp.report, kebabChosen(chosen), stamp.asAt];
  return `${parts.filter((part) => part !== '').join('-')}.${extension}`;
}

interface Format {
  extension: string;
  write(result: Result, file: string): Promise<void>;
}

async function chooseFormat(asked: string | null, out: string | null): Promise<Format> {
  const { formats } = await import('../../reports/render/formats.ts');
  const names = Object.keys(formats);
  const name = asked ?? /\.([a-z]+)$/i.exec(out ?? '')?.[1]?.toLowerCase() ?? '';
  if (names.includes(name)) return formats[name as keyof typeof formats];
  const near = nearest(name, names);
  const what = name === '' ? 'The format is missing.' : `There is no format "${name}".`;
  throw new UsageError(
    what,
    `${near === null ? '' : `Did you mean ${near}? `}Use --format with one of ${names.join(', ')}.`,
  );
}
