import type pg from 'pg';
import type { Day } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';

/** The steps of a return's life. Of one period and authority there is at most one draft, one sent and one accepted. */
export type State = 'draft' | 'sent' | 'accepted' | 'failed' | 'superseded';

/** A return as it was recorded when it was made; `madeAt` as ISO instant. */
export type Submission = {
  id: number;
  edition: string;
  periodEnd: Day;
  laCodes: string[];
  state: State;
  file: string;
  sha256: string;
  snapshot: string;
  records: number;
  madeAt: string;
};

/** One step of it: when, by whom, and what was noted. */
export type Step = { state: State; at: string; user: string | null; note: string | null };

export const RETURN = 'nccis';

const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

export const COLUMNS = `id, edition, period_end as "periodEnd", la_codes as "laCodes", state, file_name as file, file_hash as sha256,
  snapshot_id as snapshot, records, ${instant('made_at')} as "madeAt"`;

type Reader = Pick<pg.Pool, 'query'>;

/** The returns of a council, newest first; of one period when it is given. */
export async function listSubmissions(
  db: Reader,
  tenantId: number,
  periodEnd: Day | null = null,
): Promise<Submission[]> {
  const { rows } = await db.query<Submission>(
    `select ${COLUMNS} from submission where tenant_id = $1 and return_code = $2 and ($3::date is null or period_end = $3)
     order by period_end desc, id desc`,
    [tenantId, RETURN, periodEnd],
  );
  return rows;
}

/** One return of a council by its number. Throws `no-submission`. */
export async function submissionById(db: Reader, tenantId: number, id: number): Promise<Submission> {
  const { rows } = await db.query<Submission>(
    `select ${COLUMNS} from submission where tenant_id = $1 and return_code = $2 and id = $3`,
    [tenantId, RETURN, id],
  );
  if (rows[0]) return rows[0];
  throw new CasehouseError('no-submission', `There is no return with the number ${id}.`, {
    status: 404,
    next: 'See "casehouse submission list" for those that were made.',
  });
}

/** What happened to a return, oldest first. */
export async function stepsOf(db: Reader, submissionId: number): Promise<Step[]> {
  const { rows } = await db.query<Step>(
    `select e.state, ${instant('e.happened_at')} as at, u.name as user, e.note
     from submission_event e left join app_user u on u.id = e.user_id where e.submission_id = $1 order by e.id`,
    [submissionId],
  );
  return rows;
}

/** The return whose file has this SHA-256: the one that stands, or else the latest; null when none was made. */
export async function submissionOf(db: Reader, sha256: string, tenantId = 1): Promise<Submission | null> {
  const { rows } = await db.query<Submission>(
    `select ${COLUMNS} from submission where tenant_id = $1 and return_code = $2 and file_hash = $3
     order by state in ('superseded', 'failed'), id desc limit 1`,
    [tenantId, RETURN, sha256],
  );
  return rows[0] ?? null;
}

/**
 * The return that stands for a period and some authorities: the last accepted one, or else the one that was sent, or else the draft; null
 * when there is none. Without authorities, of any.
 */
export async function standingSubmission(
  db: Reader,
  periodEnd: Day,
  tenantId = 1,
  laCodes: readonly string[] | null = null,
): Promise<Submission | null> {
  const { rows } = await db.query<Submission>(
    `select ${COLUMNS} from submission
     where tenant_id = $1 and return_code = $2 and period_end = $3 and state not in ('superseded', 'failed')
       and ($4::text[] is null or la_codes && $4)
     order by array_position(array['accepted', 'sent', 'draft'], state), id desc limit 1`,
    [tenantId, RETURN, periodEnd, laCodes],
  );
  return rows[0] ?? null;
}
