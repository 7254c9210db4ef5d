import { isWrongName } from '../failure.ts';
import type { Command } from '../command.ts';
import { openStore } from '../store.ts';
import { runContext } from '../run-context.ts';
import { CasehouseError, UsageError } from '../../base/errors.ts';
import type { SnapshotId } from '../../base/ids.ts';

export const verifyCommand: Command = {
  name: 'verify',
  summary:
    'say whether a file still tells the same: its report is run again, a return is looked up among those made; --all: all that is kept',
  words: ['[FILE]'],
  options: {
    all: {
      value: null,
      doc: 'report files, their ledger, the ledger of runs and every snapshot, byte by byte',
    },
  },
  async run({ words, given, settings, io }) {
    const file = words[0] ?? null;
    if (given.flag('all') === (file !== null))
      throw new UsageError('Say what to verify.', 'Give a file or a folder of exported marts, or --all.');
    const { isExport, verifyAll, verifyExport } = await import('../verify-all.ts');
    const kept =
      file === null
        ? await verifyAll(settings.dataDir)
        : (await isExport(file))
          ? await verifyExport(file)
          : null;
    if (kept !== null) {
      io.answer(kept, kept.map(({ message }) => message).join('\n'));
      return kept.every(({ same }) => same) ? 0 : 1;
    }
    if (file === null) return 1;
    const { isReturn, verifyReturn } = await import('../verify-return.ts');
    const { loadEditions } = await import('../../nccis/editions.ts');
    if (await isReturn(file, loadEditions())) {
      const { pool } = await openStore(settings, io, { migrate: false });
      const found = await verifyReturn(pool, file);
      io.answer(found, found.message);
      return found.outcome === 'same' ? 0 : 1;
    }
    const [{ verifyFile }, { rerun }] = await Promise.all([
      import('../../reports/verify/verify.ts'),
      import('../../reports/run/rerun.ts'),
    ]);
    const ctx = await runContext(settings, io);
    const verdict = await verifyFile(file, async (stamp) => {
      await requireIntact(settings.dataDir, stamp.snapshot);
      return rerun(ctx, stamp).catch((error: unknown) => {
        if (!isWrongName(error)) throw error;
        // what the file names and we lack is no wrong usage
        throw new CasehouseError('not-run-again', error.message, {
          status: error.status,
          next: error.next,
          cause: error,
        });
      });
    });
    const doubts = verdict.doubts.filter((doubt) => !verdict.message.includes(doubt));
    io.answer(verdict, [verdict.message, ...doubts.map((doubt) => `  ${doubt}`)].join('\n'));
    return verdict.outcome === 'same' ? 0 : 1;
  },
};

/** A run on files that were changed since they were published would prove nothing. */
async function requireIntact(dataDir: string, id: SnapshotId): Promise<void> {
  const { alteredFiles, readManifest } = await import('../../warehouse/snapshots.ts');
  const manifest = await readManifest(dataDir, id).catch(() => null);
  const altered = manifest === null ? [] : await alteredFiles(dataDir, manifest);
  if (altered.length === 0) return;
  throw new CasehouseError(
    'snapshot-altered',
    `Snapshot ${id} itself was altered after it was published (${altered.join(', ')}), so nothing can be proven from it.`,
    {
      status: 500,
      next: `Remove its folder and build it again: casehouse snapshot build --known-at ${manifest!.knownAt}`,
    },
  );
}
