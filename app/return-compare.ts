import type pg from 'pg';
import { addDays, type Day, monthEnd } from '../base/dates.ts';
import { CasehouseError } from '../base/errors.ts';
import { type Comparison, compareReturns } from '../nccis/compare/compare.ts';
import { councilEditions, overridesOf } from '../operational/reference/council.ts';
import { keptFile } from '../operational/submissions/kept.ts';
import {
  listSubmissions,
  standingSubmission,
  type Submission,
} from '../operational/submissions/submission.ts';
import { longMonth } from '../reports/render/words.ts';

/** A comparison of two returns, with the numbers under which they are recorded; null for a file that was given. */
export type ReturnComparison = Comparison & { returns: { before: number | null; after: number | null } };

/**
 * A month's return against the one that stands for the month before, by the exact files that were kept; either file may be given instead
 * (`beforeFile`: of another product, say). The later one is the newest that did not fail. Throws `no-return` when there is none.
 */
export async function compareReturn(
  pool: pg.Pool,
  request: {
    dataDir: string;
    period: string;
    las?: readonly string[];
    beforeFile?: string | null;
    afterFile?: string | null;
    tenantId?: number;
  },
): Promise<ReturnComparison> {
  const { dataDir, beforeFile = null, afterFile = null, tenantId = 1 } = request;
  const periodEnd = monthEnd(request.period);
  const las = request.las?.length ? request.las : null;
  const after = afterFile === null ? await newest(pool, periodEnd, las, tenantId) : null;
  const before =
    beforeFile === null
      ? await standingSubmission(pool, monthBefore(periodEnd), tenantId, after?.laCodes ?? las)
      : null;
  if (beforeFile === null && before === null) throw noReturn(monthBefore(periodEnd), '--before FILE');
  const compare = async () =>
    compareReturns(
      beforeFile ?? (await keptFile(dataDir, before!)),
      afterFile ?? (await keptFile(dataDir, after!)),
      await councilEditions(pool, undefined, tenantId),
    );
  const found =
    before && after && beforeFile === null && afterFile === null
      ? await once(await keyOf(pool, before, after, tenantId), compare)
      : await compare();
  return {
    ...found,
    before: { ...found.before, file: before?.file ?? found.before.file },
    after: { ...found.after, file: after?.file ?? found.after.file },
    returns: { before: before?.id ?? null, after: after?.id ?? null },
  };
}

/** Comparisons of the last kept files, by their hashes: reading large files again would say the same. */
const compared = new Map<string, Promise<Comparison>>();
const MOST_HELD = 20;

async function once(key: string, compare: () => Promise<Comparison>): Promise<Comparison> {
  const held = compared.get(key);
  if (held) return held;
  const work = compare();
  compared.set(key, work);
  work.catch(() => compared.delete(key));
  for (const oldest of [...compared.keys()].slice(0, -MOST_HELD)) compared.delete(oldest);
  return work;
}

/** What a comparison of two kept files depends on: their bytes, and the council's own values. */
const keyOf = async (
  pool: pg.Pool,
  before: { sha256: string },
  after: { sha256: string },
  tenantId: number,
): Promise<string> => JSON.stringify([before.sha256, after.sha256, await overridesOf(pool, tenantId)]);

async function newest(
  pool: pg.Pool,
  periodEnd: Day,
  las: readonly string[] | null,
  tenantId: number,
): Promise<Submission> {
  const made = await listSubmissions(pool, tenantId, periodEnd);
  const found = made.find(
    (s) =>
      s.state !== 'failed' &&
      s.state !== 'superseded' &&
      (las === null || las.some((la) => s.laCodes.includes(la))),
  );
  if (found) return found;
  throw noReturn(periodEnd, '--after FILE');
}

const noReturn = (periodEnd: Day, option: string): CasehouseError =>
  new CasehouseError('no-return', `No return for ${longMonth(periodEnd)} was made here.`, {
    status: 404,
    next: `Make it with "casehouse return nccis", or give the file of another system (${option}).`,
  });

/** The end of the month before. */
export const monthBefore = (day: Day): Day => addDays(`${day.slice(0, 7)}-01`, -1);
