import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { monthEnd } from '../base/dates.ts';
import { checkFile } from '../nccis/check/check.ts';
import type { CheckReport } from '../nccis/check/report.ts';
import { type Comparison, compareReturns } from '../nccis/compare/compare.ts';
import { editionOn } from '../nccis/editions.ts';
import { keepFile, keptFile } from '../operational/submissions/kept.ts';
import { councilEditions } from '../operational/reference/council.ts';
import { submissionLedger } from '../operational/submissions/ledger.ts';
import { recordSubmission, sentLine } from '../operational/submissions/record.ts';
import { standingSubmission, type Submission } from '../operational/submissions/submission.ts';
import { monthBefore } from './return-compare.ts';
import { type BuiltReturn, buildReturn, type ReturnRequest } from '../reports/returns/nccis/build.ts';

/** A month's return and all that is said when it is made. */
export type MadeNow = {
  made: BuiltReturn;
  report: CheckReport;
  /** The number under which it is recorded, as a draft. */
  submission: number;
  /** The draft whose place it takes. */
  superseded: Submission | null;
  /** The one sent or accepted before, which stands until this one is. */
  standing: Submission | null;
  /** Month ends before it whose return was made but neither sent nor accepted. */
  unsent: string[];
  /** Against the return that stands for the month before; null when there is none, or its file is not kept. */
  comparison: Comparison | null;
};

/**
 * Makes a month's return with what earlier ones have said, runs DfE's checks over it, keeps the exact file, and records it as a draft.
 * The same period again supersedes the earlier draft; one that was sent or accepted stands until the new one is.
 */
export async function makeReturn(
  pool: pg.Pool,
  request: Omit<ReturnRequest, 'ledger' | 'editions' | 'onSent'>,
  by: { tenantId?: number; user?: number | null } = {},
): Promise<MadeNow> {
  const { tenantId = 1 } = by;
  const editions = await councilEditions(pool, undefined, tenantId);
  const periodEnd = monthEnd(request.period);
  const las = request.las?.length ? request.las : await ownLas(pool, tenantId);
  const { unsent, ...ledger } = await submissionLedger(
    pool,
    editionOn(editions, periodEnd),
    periodEnd,
    las,
    tenantId,
  );
  const folder = await mkdtemp(join(tmpdir(), 'casehouse-return-'));
  try {
    const sentFile = join(folder, 'sent.csv');
    const sent = createWriteStream(sentFile, { mode: 0o600 });
    const onSent: ReturnRequest['onSent'] = (record) => void sent.write(sentLine(record));
    const made = await buildReturn({ ...request, las, ledger, editions, onSent }).finally(() => sent.end());
    await finished(sent);
    request.onStep?.("running the Department's checks");
    const report = await checkFile(made.file, { editions });
    const standing = await standingSubmission(pool, periodEnd, tenantId, made.laCodes);
    await keepFile(request.dataDir, made.file, made.sha256, 'xml');
    request.onStep?.('comparing with the month before');
    const before = await standingSubmission(pool, monthBefore(periodEnd), tenantId, made.laCodes);
    const kept = before === null ? null : await keptFile(request.dataDir, before).catch(() => null);
    const comparison = kept === null ? null : await compareReturns(kept, made.file, editions);
    const { id, superseded } = await recordSubmission(pool, { ...made, sentFile }, by);
    return {
      made,
      report,
      submission: id,
      superseded,
      standing: standing?.state === 'draft' ? null : standing,
      unsent,
      comparison: comparison && { ...comparison, before: { ...comparison.before, file: before!.file } },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ownLas(pool: pg.Pool, tenantId: number): Promise<string[]> {
  const { rows } = await pool.query<{ las: string[] }>('select la_codes as las from tenant where id = $1', [
    tenantId,
  ]);
  return rows[0]?.las ?? [];
}
