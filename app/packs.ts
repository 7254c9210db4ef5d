import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { snapshotId } from '../base/ids.ts';
import { keepPackRun, packComments, packRun } from '../operational/packs/runs.ts';
import { type FilledPack, runPack, withComments } from '../reports/packs/pack.ts';
import { packOf } from '../reports/packs/template.ts';
import type { RunContext } from '../reports/run/request.ts';
import { kebab } from './kebab.ts';

/** The council whose store this is. */
export async function tenantOf(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ id: number }>('select id from tenant order by id limit 1');
  return rows[0]?.id ?? 0;
}

/** Runs a pack on the current snapshot and keeps the run, or runs a kept one again on its own snapshot with its own versions. */
export async function fillPack(
  pool: pg.Pool,
  context: RunContext,
  asked: { pack: string; run: number | null },
): Promise<FilledPack & { run: number }> {
  const tenantId = await tenantOf(pool);
  if (asked.run !== null) {
    const kept = await packRun(pool, tenantId, asked.run);
    const versions = Object.fromEntries(kept.sections.map(({ section, version }) => [section, version]));
    const filled = await runPack(context, packOf(kept.pack), {
      snapshot: snapshotId(kept.snapshot),
      versions,
    });
    return { ...withComments(filled, kept.id, await packComments(pool, tenantId, kept.id)), run: kept.id };
  }
  const filled = await runPack(context, packOf(asked.pack), { snapshot: null });
  const run = await keepPackRun(pool, tenantId, {
    pack: asked.pack,
    snapshot: filled.sections[0]!.result.stamp.snapshot,
    sections: filled.sections.map(({ section, result: { stamp } }) => ({
      section: section.id,
      report: stamp.report,
      version: stamp.version,
      resultHash: stamp.resultHash,
    })),
    madeBy: context.person.name,
  });
  return { ...filled, run };
}

/** Writes the document and the workbook into a folder; gives their paths. `called` is their name without ending. */
export async function writePack(filled: FilledPack, folder: string, called?: string): Promise<string[]> {
  const [{ writePackWord }, { writePackWorkbook }] = await Promise.all([
    import('../reports/packs/word.ts'),
    import('../reports/packs/workbook.ts'),
  ]);
  await mkdir(folder, { recursive: true });
  const { asAt } = filled.sections[0]!.result.stamp;
  const own = `${kebab(filled.pack.id)}-${asAt}${filled.run === null ? '' : `-run-${filled.run}`}`;
  const name = join(folder, called ?? own);
  await writePackWord(filled, `${name}.docx`);
  await writePackWorkbook(filled, `${name}.xlsx`);
  return [`${name}.docx`, `${name}.xlsx`];
}
