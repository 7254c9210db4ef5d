import { UsageError } from '../../base/errors.ts';
import type { Call, Command } from '../command.ts';
import { importDesk, WHO, wholeNumber } from '../import-desk.ts';
import { batchLine, countsText, rowText } from '../import-text.ts';
import { writeReconciliation } from './import.ts';

const batches = () => import('../../operational/imports/batches.ts');
const intake = () => import('../../operational/imports/intake.ts');
const { by: _, ...TENANT } = WHO;

export const importListCommand: Command = {
  name: 'import list',
  summary: 'list the batches that came in, newest first',
  words: [],
  options: { limit: { value: 'N', doc: 'how many; 20 when left out' }, ...TENANT },
  async run(call) {
    const { pool, who } = await importDesk(call);
    const list = await (await batches()).listBatches(pool, who.tenantId, {
      limit: call.given.whole('limit') ?? 20,
    });
    call.io.answer(
      { batches: list },
      list.length === 0 ? 'Nothing was taken in yet.' : list.map(batchLine).join('\n'),
    );
    return 0;
  },
};

const OUTCOMES = ['applied', 'unchanged', 'queried', 'rejected', 'waiting'] as const;

export const importShowCommand: Command = {
  name: 'import show',
  summary: 'show a batch and its rows: those that wait for a decision, with the candidates side by side',
  words: ['BATCH'],
  options: {
    outcome: { value: 'OUTCOME', doc: `rows of one outcome: ${OUTCOMES.join(', ')}; queried when left out` },
    after: { value: 'LINE', doc: 'rows after this line of the file' },
    limit: { value: 'N', doc: 'how many rows; 20 when left out' },
    reconciliation: { value: 'FILE', doc: "write every row's outcome and reason as CSV" },
    ...TENANT,
  },
  async run(call) {
    const { given, io } = call;
    const id = wholeNumber(call.words[0]!, 'batch');
    const outcome = OUTCOMES.find((o) => o === (given.text('outcome') ?? 'queried'));
    if (outcome === undefined)
      throw new UsageError(
        `There is no outcome "${given.text('outcome')}".`,
        `Use one of ${OUTCOMES.join(', ')}.`,
      );
    const { pool, who } = await importDesk(call);
    const { findBatch, rowsOf } = await batches();
    const batch = await findBatch(pool, who.tenantId, id);
    const rows = await rowsOf(pool, who.tenantId, id, {
      outcome,
      after: given.whole('after') ?? -1,
      limit: given.whole('limit') ?? 20,
    });
    await writeReconciliation(call, pool, who.tenantId, id);
    const facts = [
      `  SHA-256 ${batch.file_hash}, ${batch.read_as ?? 'XML'}, as at ${batch.as_at ?? 'the period end'}`,
      ...did('staged', batch.started_at, batch.staged_by_name),
      ...did('reviewed', batch.reviewed_at, batch.reviewed_by_name),
      ...did('applied', batch.applied_at, batch.applied_by_name),
      ...did('undone', batch.undone_at, batch.undone_by_name),
    ];
    io.answer({ batch, rows }, [batchLine(batch), ...facts, ...rows.map(rowText)].join('\n'));
    return 0;
  },
};

const did = (what: string, at: Date | null, by: string | null): string[] =>
  at === null
    ? []
    : [`  ${what} ${at.toISOString().slice(0, 16).replace('T', ' ')} by ${by ?? 'the command line'}`];

export const importDecideCommand: Command = {
  name: 'import decide',
  summary: 'decide a row that waits: whose it is, that it is somebody new, or that it is not used',
  words: ['BATCH', 'LINE'],
  options: {
    person: { value: 'REF', doc: 'it is about the person of this record' },
    new: { value: null, doc: 'it is about somebody new: begin a record' },
    reject: { value: null, doc: 'do not use it' },
    leave: { value: null, doc: 'leave it for later' },
    ...WHO,
  },
  async run(call) {
    const { given, words, io } = call;
    const [batch, line] = [wholeNumber(words[0]!, 'batch'), wholeNumber(words[1]!, 'line')];
    const ref = given.text('person');
    const said = (['new', 'reject', 'leave'] as const).filter((option) => given.flag(option));
    if (said.length + (ref === null ? 0 : 1) !== 1)
      throw new UsageError('One decision is needed.', 'Give --person REF, --new, --reject or --leave.');
    const { pool, who } = await importDesk(call);
    const decision = ref === null ? { decision: said[0]! } : { decision: 'person' as const, ref };
    await (await batches()).decide(pool, who, batch, line, decision);
    io.answer(
      { batch, line, ...decision },
      `Line ${line} is decided; "casehouse import apply ${batch}" does it.`,
    );
    return 0;
  },
};

/** A verb that changes a whole batch and says how it then stands. */
const change = (
  verb: 'apply' | 'undo' | 'refuse',
  summary: string,
  options: Command['options'],
  work: (
    call: Call,
    desk: Awaited<ReturnType<typeof importDesk>>,
    id: number,
  ) => ReturnType<Awaited<ReturnType<typeof intake>>['applyBatch']>,
): Command => ({
  name: `import ${verb}`,
  summary,
  words: ['BATCH'],
  options: { ...options, ...WHO },
  async run(call) {
    const id = wholeNumber(call.words[0]!, 'batch');
    const desk = await importDesk(call);
    const batch = await work(call, desk, id);
    await writeReconciliation(call, desk.pool, desk.who.tenantId, id);
    call.io.answer({ batch }, `Batch ${id} is ${batch.state}. ${countsText(batch)}.`);
    return 0;
  },
});

export const importApplyCommand = change(
  'apply',
  'apply what is matched and decided, also again after further decisions',
  {
    again: { value: null, doc: 'look again first for the people of rows that have none' },
    'dry-run': { value: null, doc: 'show what would come of it and keep nothing' },
    reconciliation: { value: 'FILE', doc: "write every row's outcome and reason as CSV" },
  },
  async ({ given }, { pool, who }, id) => {
    const { applyBatch, matchBatch } = await intake();
    if (given.flag('again')) await matchBatch(pool, who, id);
    return applyBatch(pool, who, id, { keep: !given.flag('dry-run') });
  },
);

export const importUndoCommand = change(
  'undo',
  'take back all that a batch did; refused with the list of what was changed since',
  {},
  async (_call, { pool, who }, id) => (await intake()).undoBatch(pool, who, id),
);

export const importRefuseCommand = change(
  'refuse',
  'turn a batch down before it is applied: its rows are thrown away',
  {},
  async (_call, { pool, who }, id) => (await intake()).refuseBatch(pool, who, id),
);
