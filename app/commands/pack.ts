import { UsageError } from '../../base/errors.ts';
import type { Command } from '../command.ts';
import { runContext } from '../run-context.ts';
import { openStore } from '../store.ts';

export const packListCommand: Command = {
  name: 'pack list',
  summary: 'list the packs of reports and their latest runs',
  words: [],
  options: {},
  async run({ settings, io }) {
    const { loadPacks } = await import('../../reports/packs/template.ts');
    const { packRuns } = await import('../../operational/packs/runs.ts');
    const { tenantOf } = await import('../packs.ts');
    const { pool } = await openStore(settings, io, { migrate: false });
    const packs = loadPacks();
    const runs = await packRuns(pool, await tenantOf(pool));
    const lines = packs.flatMap((pack) => [
      `${pack.id}: ${pack.title}`,
      ...pack.sections.map(({ id, heading, report }) => `  ${id}: ${heading} (${report})`),
      ...runs
        .filter((run) => run.pack === pack.id)
        .slice(0, 5)
        .map(
          (run) => `  run ${run.id} of ${run.madeAt.slice(0, 10)} by ${run.madeBy}, snapshot ${run.snapshot}`,
        ),
    ]);
    io.answer({ packs, runs }, lines.join('\n'));
    return 0;
  },
};

export const packRunCommand: Command = {
  name: 'pack run',
  summary: 'run the reports of a pack into one Word document and one workbook',
  words: ['ID'],
  options: {
    out: { value: 'FOLDER', doc: 'where the two files go', required: true },
    run: { value: 'N', doc: 'a run that was kept: the same figures again, with what was written since' },
  },
  async run({ words, given, settings, io }) {
    const { fillPack, writePack } = await import('../packs.ts');
    const { pool } = await openStore(settings, io, { migrate: false });
    const filled = await fillPack(pool, await runContext(settings, io), {
      pack: words[0]!,
      run: given.whole('run'),
    });
    const files = await writePack(filled, given.required('out'));
    const stamps = filled.sections.map(({ section, result }) => ({
      section: section.id,
      stamp: result.stamp,
    }));
    io.answer(
      { run: filled.run, files, sections: stamps },
      `Run ${filled.run}: wrote ${files.join(' and ')}`,
    );
    return 0;
  },
};

export const packCommentCommand: Command = {
  name: 'pack comment',
  summary: 'write a comment for a section of a pack that was run; the next document of that run has it',
  words: ['RUN', 'SECTION'],
  options: {
    text: { value: 'TEXT', doc: 'the comment', required: true },
    by: { value: 'NAME', doc: 'who writes it (default: the account of this machine)' },
  },
  async run({ words, given, settings, io }) {
    const run = Number(words[0]);
    if (!Number.isInteger(run))
      throw new UsageError(`"${words[0]}" is not the number of a run.`, 'See "casehouse pack list".');
    const { commentPackRun } = await import('../../operational/packs/runs.ts');
    const { tenantOf } = await import('../packs.ts');
    const { pool } = await openStore(settings, io, { migrate: false });
    const writtenBy = given.text('by') ?? (await runContext(settings, io)).person.name;
    const comment = { section: words[1]!, body: given.required('text'), writtenBy };
    await commentPackRun(pool, await tenantOf(pool), run, comment);
    io.answer(
      { run, ...comment },
      `Kept for ${words[1]} of run ${run}. Write the document with: casehouse pack run ID --run ${run} --out FOLDER`,
    );
    return 0;
  },
};
