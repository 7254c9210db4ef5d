import { UsageError } from '../../base/errors.ts';
import type { Call, Command } from '../command.ts';
import { importDesk, pairs, WHO } from '../import-desk.ts';
import { countsText, rowText } from '../import-text.ts';

const MOST_SHOWN = 10;
const ORDERS = ['dmy', 'mdy', 'ymd'] as const;

export const importCommand: Command = {
  name: 'import',
  summary: 'take in a list by its profile: match its people, apply what is sure, list the rest',
  words: ['PROFILE', 'FILE'],
  options: {
    mapping: { value: 'NAME', doc: "a saved mapping of the file's headings" },
    set: { value: 'COLUMN=VALUE', doc: 'a column whose value holds for the whole file', many: true },
    'as-at': { value: 'DAY', doc: 'the day that the list tells of; as at its first load, else today' },
    dates: { value: 'ORDER', doc: 'how its days are written in digits: dmy, mdy or ymd' },
    review: { value: null, doc: 'stop after matching; "import apply" does the rest' },
    'dry-run': { value: null, doc: 'show what would come of it and keep nothing' },
    reconciliation: { value: 'FILE', doc: "write every row's outcome and reason as CSV" },
    ...WHO,
  },
  async run(call) {
    const { words, given, io } = call;
    const order = given.text('dates');
    if (order !== null && !(ORDERS as readonly string[]).includes(order))
      throw new UsageError(`--dates is "${order}".`, `Use one of ${ORDERS.join(', ')}.`);
    const { pool, who } = await importDesk(call);
    const { takeIn } = await import('../../operational/imports/intake.ts');
    const { rowsOf } = await import('../../operational/imports/batches.ts');
    let left: Awaited<ReturnType<typeof rowsOf>> = [];
    const batch = await takeIn(
      pool,
      who,
      {
        profile: words[0]!,
        file: words[1]!,
        mapping: given.text('mapping'),
        given: pairs('set', given.all('set')),
        asAt: given.text('as-at'),
        dates: order as (typeof ORDERS)[number] | null,
        review: given.flag('review'),
        dryRun: given.flag('dry-run'),
      },
      async (client, batch) => {
        for (const outcome of ['queried', 'rejected'] as const)
          left = [...left, ...(await rowsOf(client, who.tenantId, batch.id, { outcome, limit: 1000 }))];
        await writeReconciliation(call, client, who.tenantId, batch.id);
      },
    );
    const kept = given.flag('dry-run') ? 'Nothing was kept' : `Batch ${batch.id} is ${batch.state}`;
    const more =
      left.length > MOST_SHOWN
        ? [`  and ${left.length - MOST_SHOWN} more; --reconciliation lists them all`]
        : [];
    io.answer(
      { batch, rows: left },
      [
        `${batch.file_name} (${batch.read_as}). ${countsText(batch)}. ${kept}.`,
        ...left.slice(0, MOST_SHOWN).map(rowText),
        ...more,
      ].join('\n'),
    );
    return 0;
  },
};

/** Writes the reconciliation to the file of the option, when it was given: whole or not at all. */
export async function writeReconciliation(
  { given }: Pick<Call, 'given'>,
  client: Parameters<typeof import('../../operational/imports/reconciliation.ts').reconciliation>[0],
  tenantId: number,
  batch: number,
): Promise<void> {
  const out = given.text('reconciliation');
  if (out === null) return;
  const { reconciliation } = await import('../../operational/imports/reconciliation.ts');
  const { writeWhole } = await import('../../reports/render/file.ts');
  const { writeFile } = await import('node:fs/promises');
  await writeWhole(out, (part) => writeFile(part, reconciliation(client, tenantId, batch)));
}
