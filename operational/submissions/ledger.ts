import type pg from 'pg';
import { addDays, type Day } from '../../base/dates.ts';
import type { Edition } from '../../nccis/edition.ts';
import { RETURN, type State } from './submission.ts';

/**
 * What the Department was last told of people by the returns of the months before: JSON lists of the person ids whose last word was that
 * they had left (or that another authority leads), and that they were still there. `since` is the end of the first month that was sent,
 * null when none was; `unsent` the months of the chain whose return was made but neither sent nor accepted.
 */
export type SubmissionLedger = { reported: string; standing: string; since: Day | null; unsent: Day[] };

type Link = { id: number; periodEnd: Day; state: State };

/**
 * Only what was sent counts, as a draft told nobody anything: a leaver of a month whose return failed, was superseded or never left the
 * house is told of in the next. What was sent counts before the Department has accepted it, because the next month may be due
 * before its answer is entered; a failure takes the word back. The chain of months with a return of any state must be unbroken:
 * beyond a month for which none was made we can't know what another system sent, and a month made out of turn changes nothing later.
 */
export async function submissionLedger(
  pool: pg.Pool,
  edition: Edition,
  periodEnd: Day,
  laCodes: readonly string[],
  tenantId = 1,
): Promise<SubmissionLedger> {
  const chain = await chainBefore(pool, periodEnd, laCodes, tenantId);
  const told = chain.filter(({ state }) => state === 'sent' || state === 'accepted');
  const leaving = edition.codes.filter((c) => c.set === 'YP10' && c.group === 'leaver').map((c) => c.code);
  // Of a period sent again the newer file replaces the older whole, also where it leaves somebody out.
  const { rows } = await pool.query<{ reported: string | null; standing: string | null }>(
    `with told as (
       select s.id, s.period_end from submission s
       where s.id = any ($1) and not exists (
         select from submission n where n.id = any ($1) and n.period_end = s.period_end and n.la_codes @> s.la_codes and n.id > s.id)
     ), word as (
       select distinct on (r.person_id) r.person_id, r.cohort_status = any ($2) as has_left, coalesce(r.la_code = any ($3), true) as is_ours
       from submission_record r join told t on t.id = r.submission_id
       order by r.person_id, t.period_end desc, t.id desc, has_left
     )
     select json_agg(person_id) filter (where has_left or not is_ours)::text as reported,
       json_agg(person_id) filter (where not has_left and is_ours)::text as standing from word`,
    [told.map(({ id }) => id), leaving, laCodes],
  );
  const months = new Set(told.map((link) => link.periodEnd));
  return {
    reported: rows[0]?.reported ?? '[]',
    standing: rows[0]?.standing ?? '[]',
    since: told.at(-1)?.periodEnd ?? null,
    unsent: [...new Set(chain.map((link) => link.periodEnd))].filter((month) => !months.has(month)),
  };
}

/** The returns of the months before, newest first, up to the first month without one. */
async function chainBefore(
  pool: pg.Pool,
  periodEnd: Day,
  laCodes: readonly string[],
  tenantId: number,
): Promise<Link[]> {
  const { rows } = await pool.query<Link>(
    `select id, period_end as "periodEnd", state from submission
     where tenant_id = $1 and return_code = $2 and period_end < $3 and la_codes && $4
     order by period_end desc, id desc`,
    [tenantId, RETURN, periodEnd, laCodes],
  );
  const chain: Link[] = [];
  let month = periodEnd;
  for (const row of rows) {
    if (row.periodEnd !== month && row.periodEnd !== monthBefore(month)) break;
    month = row.periodEnd;
    chain.push(row);
  }
  return chain;
}

const monthBefore = (day: Day): Day => addDays(`${day.slice(0, 7)}-01`, -1);
