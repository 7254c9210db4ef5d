import { CasehouseError, UsageError } from '../../base/errors.ts';
import type { Call, Command } from '../command.ts';
import { reportParameters } from '../report-options.ts';
import { runContext } from '../run-context.ts';
import { openStore } from '../store.ts';

const MOST_SHOWN = 20;

async function desk({ settings, io }: Call) {
  const { pool } = await openStore(settings, io, { migrate: false });
  const register = await import('../../operational/migrate/register.ts');
  const { tenantOf } = await import('../packs.ts');
  return { pool, register, tenantId: await tenantOf(pool) };
}

export const migrateCompareCommand: Command = {
  name: 'migrate compare',
  summary: "lay an old system's printed report beside ours, cell by cell",
  words: ['REPORT', 'FILE'],
  options: {
    param: { value: 'k=v', doc: 'a parameter of our report', many: true },
    column: { value: 'OLD=NAME', doc: 'an old heading and the name of our column', many: true },
    name: { value: 'NAME', doc: 'name of the old report in the register (default: that of the file)' },
    out: { value: 'FILE', doc: 'write all cells to this workbook (or csv, docx, ods, pdf)' },
  },
  async run(call) {
    const { words, given, settings, io } = call;
    const { pool } = await desk(call);
    const { compareWithOld } = await import('../migrate.ts');
    const { comparison, result, name } = await compareWithOld(pool, await runContext(settings, io), {
      report: words[0]!,
      file: words[1]!,
      name: given.text('name'),
      params: reportParameters(given.all('param')),
      columns: reportParameters(given.all('column')),
    });
    const out = given.text('out');
    if (out !== null) await writeComparison(out, comparison, result, name);
    const { counts, cells, unmatched } = comparison;
    const open = cells.filter(({ verdict }) => verdict === 'not explained');
    const shown = open
      .slice(0, MOST_SHOWN)
      .map(
        (c) => `  ${c.rowKey}, ${c.label}: ${c.oldValue ?? 'no row'} there, ${c.newValue ?? 'no row'} here`,
      );
    io.answer(
      { name, ...comparison },
      [
        `${name}: ${counts.equal} cells equal, ${counts.explained} explained, ${counts.open} not yet explained.`,
        ...shown,
        ...(open.length > MOST_SHOWN
          ? [`  and ${open.length - MOST_SHOWN} more; --out FILE.xlsx has them all`]
          : []),
        ...(unmatched.length > 0
          ? [`No column of ours answers to: ${unmatched.join(', ')}. Say which with --column.`]
          : []),
      ].join('\n'),
    );
    return counts.open === 0 && unmatched.length === 0 ? 0 : 1;
  },
};

async function writeComparison(
  out: string,
  comparison: Parameters<typeof import('../../reports/migrate/result.ts').comparisonResult>[0],
  result: Parameters<typeof import('../../reports/migrate/result.ts').comparisonResult>[1],
  name: string,
): Promise<void> {
  const { formats } = await import('../../reports/render/formats.ts');
  const { comparisonResult } = await import('../../reports/migrate/result.ts');
  const kind = /\.([a-z]+)$/i.exec(out)?.[1]?.toLowerCase() ?? '';
  if (!(kind in formats))
    throw new UsageError(`--out is "${out}".`, `Let it end in one of ${Object.keys(formats).join(', ')}.`);
  await formats[kind as 'xlsx'].write(comparisonResult(comparison, result, name), out);
}

export const migrateMapCommand: Command = {
  name: 'migrate map',
  summary: 'note a report of the old system, and which of ours takes its place',
  words: ['NAME'],
  options: {
    report: { value: 'ID', doc: 'our report' },
    owner: { value: 'NAME', doc: 'who answers for the old report' },
    'known-issue': { value: 'TEXT', doc: 'what is known to be wrong with it' },
  },
  async run(call) {
    const { pool, register, tenantId } = await desk(call);
    const report = call.given.text('report');
    if (report !== null) (await runContext(call.settings, call.io)).catalogue.find(report);
    const id = await register.mapReport(pool, tenantId, {
      oldName: call.words[0]!,
      report,
      owner: call.given.text('owner'),
      knownIssue: call.given.text('known-issue'),
    });
    call.io.answer({ id, name: call.words[0], report }, `${call.words[0]} is in the register.`);
    return 0;
  },
};

export const migrateExplainCommand: Command = {
  name: 'migrate explain',
  summary: 'explain a cell that differs, by a rule of the list',
  words: ['NAME'],
  options: {
    row: { value: 'ROW', doc: 'the row, as "migrate compare" writes it', required: true },
    column: { value: 'NAME', doc: 'name of our column', required: true },
    old: { value: 'VALUE', doc: 'the number there', required: true },
    new: { value: 'VALUE', doc: 'the number here', required: true },
    rule: { value: 'RULE', doc: 'a rule of sql/reference/difference-rules.yaml', required: true },
    person: { value: 'REF', doc: 'a person whom it is about', many: true },
    note: { value: 'TEXT', doc: 'what else is to be said' },
    by: { value: 'NAME', doc: 'who explains it (default: the account of this machine)' },
  },
  async run(call) {
    const { given, words, settings, io } = call;
    const { pool, register, tenantId } = await desk(call);
    const found = (await register.mappedReports(pool, tenantId)).find(({ oldName }) => oldName === words[0]);
    if (found === undefined)
      throw new CasehouseError('no-old-report', `${words[0]} is not in the register.`, {
        next: 'Compare it first: casehouse migrate compare REPORT FILE.',
      });
    const { differenceRules } = await import('../../reports/migrate/result.ts');
    const one = {
      rowKey: given.required('row'),
      column: given.required('column'),
      oldValue: given.required('old'),
      newValue: given.required('new'),
      rule: given.required('rule'),
      people: [...given.all('person')],
      note: given.text('note'),
      writtenBy: given.text('by') ?? (await runContext(settings, io)).person.name,
    };
    await register.explain(
      pool,
      tenantId,
      found.id,
      one,
      differenceRules().map(({ id }) => id),
    );
    io.answer(one, `Kept. Compare again to see how it stands.`);
    return 0;
  },
};

export const migrateListCommand: Command = {
  name: 'migrate list',
  summary: 'list the reports of the old system and how many are done',
  words: [],
  options: {},
  async run(call) {
    const { pool, register, tenantId } = await desk(call);
    const reports = await register.mappedReports(pool, tenantId);
    const sum = register.burnDown(reports);
    const lines = reports.map(
      (r) =>
        `${r.oldName} → ${r.report ?? 'nothing yet'}: ${r.open === null ? 'not compared' : r.open === 0 ? `done (${r.equal} equal, ${r.explained} explained)` : `${r.open} cells not explained`}${r.owner === null ? '' : `; ${r.owner}`}${r.knownIssue === null ? '' : `; ${r.knownIssue}`}`,
    );
    const head = `${sum.done} of ${sum.reports} done, ${sum.open} with differences (${sum.openCells} cells), ${sum.notCompared} not compared, ${sum.notMapped} without a report here.`;
    call.io.answer({ ...sum, list: reports }, [head, ...lines].join('\n'));
    return 0;
  },
};
