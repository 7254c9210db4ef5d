import { UsageError } from '../../base/errors.ts';
import { mailSettings } from '../../base/settings.ts';
import type { Call, Command } from '../command.ts';
import { moment } from '../moment.ts';
import { reportParameters } from '../report-options.ts';
import { runContext } from '../run-context.ts';
import { openStore } from '../store.ts';

async function desk({ settings, io }: Call) {
  const { pool } = await openStore(settings, io, { migrate: false });
  const store = await import('../../operational/schedules/store.ts');
  const { tenantOf } = await import('../packs.ts');
  return { pool, store, tenantId: await tenantOf(pool) };
}

export const scheduleListCommand: Command = {
  name: 'schedule list',
  summary: 'list the schedules and what became of the last deliveries',
  words: [],
  options: {},
  async run(call) {
    const { pool, store, tenantId } = await desk(call);
    const all = await store.schedules(pool, tenantId);
    const done = await store.deliveries(pool, tenantId);
    const lines = [
      ...all.map(
        (s) =>
          `${s.name}: ${'pack' in s.what ? `pack ${s.what.pack}` : `${s.what.report} as ${s.what.format}`}, ${s.timing.text}, to ${s.target.join(', ')}; ${s.owner}`,
      ),
      ...done
        .slice(0, 20)
        .map(
          (d) =>
            `  ${d.changedAt} ${d.schedule} ${d.period} to ${d.receiver}: ${d.state}${d.detail === null ? '' : `. ${d.detail}`}`,
        ),
    ];
    call.io.answer({ schedules: all, deliveries: done }, lines.join('\n') || 'There are no schedules.');
    return 0;
  },
};

export const scheduleAddCommand: Command = {
  name: 'schedule add',
  summary: 'deliver a report or a pack at set times, to a folder or by mail',
  words: ['NAME'],
  options: {
    report: { value: 'ID', doc: 'the report' },
    param: { value: 'k=v', doc: 'a parameter of the report', many: true },
    format: { value: 'F', doc: 'form of the file (default: xlsx)' },
    pack: { value: 'ID', doc: 'a pack instead of a report' },
    standard: { value: null, doc: 'the schedules that most councils want, under NAME-…, instead of one' },
    when: {
      value: 'WHEN',
      doc: 'daily 07:00; weekly mon 07:00 06-01..09-30; monthly 3 07:00; after-return; yearly 01-31 07:00',
    },
    to: { value: 'TARGET', doc: 'folder:/path or mail:address', many: true, required: true },
    owner: { value: 'EMAIL', doc: 'who is told when a delivery fails', required: true },
  },
  async run(call) {
    const { given, io, words } = call;
    const target = [...given.all('to')];
    const wrongTarget = target.find((to) => !/^(folder:\/.+|mail:[^\s@]+@[^\s@]+)$/.test(to));
    if (wrongTarget !== undefined)
      throw new UsageError(
        `--to is "${wrongTarget}".`,
        'Use folder:/whole/path or mail:name@council.example.',
      );
    const owner = given.required('owner');
    if (!/^[^\s@]+@[^\s@]+$/.test(owner))
      throw new UsageError(`--owner is "${owner}".`, 'Give an address of mail.');
    if (!/^[a-z0-9][a-z0-9-]*$/.test(words[0]!))
      throw new UsageError(
        `"${words[0]}" is no name for a schedule.`,
        'Use small letters, digits and hyphens.',
      );
    const wanted = await wantedSchedules(call);
    const { readTiming } = await import('../../reports/schedules/timing.ts');
    for (const { when } of wanted) readTiming(when);
    const { pool, store, tenantId } = await desk(call);
    const madeAt = io.clock().toISOString();
    for (const { name, what, when } of wanted)
      await store.addSchedule(pool, tenantId, { name, what, timing: { text: when }, target, owner, madeAt });
    io.answer(wanted, wanted.map(({ name, when }) => `Added ${name}: ${when}`).join('\n'));
    return 0;
  },
};

async function wantedSchedules({ given, words }: Call) {
  const [report, pack, standard] = [given.text('report'), given.text('pack'), given.flag('standard')];
  if ([report !== null, pack !== null, standard].filter(Boolean).length !== 1)
    throw new UsageError('What is to be delivered?', 'Give one of --report, --pack and --standard.');
  const { packOf } = await import('../../reports/packs/template.ts');
  const { formats } = await import('../../reports/render/formats.ts');
  const { loadCatalogue } = await import('../../reports/catalogue.ts');
  const name = words[0]!;
  if (standard) {
    const { standardSchedules } = await import('../../reports/schedules/standard.ts');
    return standardSchedules().map((s) => ({
      name: `${name}-${s.name}`,
      when: s.when,
      what:
        s.pack !== undefined ? { pack: s.pack } : { report: s.report!, params: s.params, format: s.format },
    }));
  }
  const when = given.required('when');
  if (pack !== null) return [{ name, when, what: { pack: packOf(pack).id } }];
  const format = given.text('format') ?? 'xlsx';
  if (!(format in formats))
    throw new UsageError(`There is no format "${format}".`, `Use one of ${Object.keys(formats).join(', ')}.`);
  (await loadCatalogue()).find(report!);
  return [{ name, when, what: { report: report!, params: reportParameters(given.all('param')), format } }];
}

export const scheduleRemoveCommand: Command = {
  name: 'schedule remove',
  summary: 'deliver it no more; what was delivered stays on record',
  words: ['NAME'],
  options: {},
  async run(call) {
    const { pool, store, tenantId } = await desk(call);
    await store.removeSchedule(pool, tenantId, call.words[0]!);
    call.io.answer({ removed: call.words[0] }, `Removed ${call.words[0]}.`);
    return 0;
  },
};

export const scheduleRunCommand: Command = {
  name: 'schedule run',
  summary: 'deliver what is due, each once',
  words: [],
  options: { at: { value: 'TIME', doc: 'as if it were this time (default: now)' } },
  async run(call) {
    const { settings, io, given } = call;
    const { pool } = await desk(call);
    const { deliverDue } = await import('../schedule/deliver.ts');
    const at = given.text('at');
    const outcomes = await deliverDue({
      pool,
      context: await runContext(settings, io),
      mail: mailSettings(),
      now: at === null ? io.clock() : moment(at, '--at'),
      log: io.log,
    });
    const lines = outcomes.map(
      (o) =>
        `${o.schedule} ${o.period} to ${o.receiver}: ${o.state}${o.detail === null ? '' : `. ${o.detail}`}`,
    );
    io.answer(outcomes, lines.join('\n') || 'Nothing was due.');
    return outcomes.some(({ state }) => state !== 'done') ? 1 : 0;
  },
};
