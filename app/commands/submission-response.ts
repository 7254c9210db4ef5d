import { UsageError } from '../../base/errors.ts';
import type { Command } from '../command.ts';
import { openStore } from '../store.ts';
import { submissionNumber } from './submission.ts';

export const submissionResponseCommand: Command = {
  name: 'submission response',
  summary: "read the Department's answer to a return: its list of errors or of suspected duplicates",
  words: ['ID', 'FILE'],
  options: {
    kind: { value: 'errors|duplicates', doc: 'what the list is of', required: true },
    map: {
      value: 'FIELD=HEADING',
      doc: 'the column of a field, where it is not found by itself',
      many: true,
    },
  },
  async run({ words, given, settings, io }) {
    const kind = given.required('kind');
    if (kind !== 'errors' && kind !== 'duplicates')
      throw new UsageError(`--kind is "${kind}".`, 'Use errors or duplicates.');
    const map = Object.fromEntries(given.all('map').map(pair));
    const number = submissionNumber(words[0]!);
    const [{ readResponse }, { submissionById }, { onlyTenant }] = await Promise.all([
      import('../../operational/submissions/responses.ts'),
      import('../../operational/submissions/submission.ts'),
      import('../../operational/access/council.ts'),
    ]);
    const { pool } = await openStore(settings, io, { migrate: false });
    const { id: tenantId } = await onlyTenant(pool);
    const submission = await submissionById(pool, tenantId, number);
    const { dataDir } = settings;
    const read = await readResponse(pool, { dataDir, submission, tenantId, kind, file: words[1]!, map });
    const columns = Object.entries(read.columns).map(([field, heading]) => `${field} from "${heading}"`);
    io.answer(
      read,
      `${read.rows} rows read: ${read.added} new, ${read.known} known already${read.strangers > 0 ? `; ${read.strangers} are of people who are not in the case store` : ''} (${columns.join(', ')}).`,
    );
    return 0;
  },
};

function pair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UsageError(`--map is "${text}".`, 'Write it as ypid="Young person".');
}
