import type pg from 'pg';
import { monthEnd } from '../base/dates.ts';
import { checkFile } from '../nccis/check/check.ts';
import type { CheckReport } from '../nccis/check/report.ts';
import { editionOn, loadEditions } from '../nccis/editions.ts';
import { recordSubmission, type Submission, submissionLedger } from '../operational/submissions.ts';
import { type BuiltReturn, buildReturn, type ReturnRequest } from '../reports/returns/nccis/build.ts';

/**
 * Makes a month's return with what earlier ones have said, runs DfE's checks over it, and records it as the period's submission.
 * The same period again supersedes the earlier one.
 */
export async function makeReturn(
  pool: pg.Pool,
  request: Omit<ReturnRequest, 'ledger' | 'editions'>,
): Promise<{ made: BuiltReturn; report: CheckReport; submission: number; superseded: Submission | null }> {
  const editions = loadEditions();
  const periodEnd = monthEnd(request.period);
  const ledger = await submissionLedger(pool, editionOn(editions, periodEnd), periodEnd);
  const made = await buildReturn({ ...request, ledger, editions });
  request.onStep?.("running the Department's checks");
  const report = await checkFile(made.file, { editions });
  const { id, superseded } = await recordSubmission(pool, made);
  return { made, report, submission: id, superseded };
}
