import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';

/** A run of a pack as it is kept. */
export interface PackRun {
  id: number;
  pack: string;
  snapshot: string;
  sections: readonly { section: string; report: string; version: string; resultHash: string }[];
  /** ISO instant. */
  madeAt: string;
  madeBy: string;
}

/** What somebody wrote for a section of a run. */
export interface PackComment {
  section: string;
  body: string;
  writtenBy: string;
  writtenAt: string;
}

/** Keeps a run; gives its number. */
export async function keepPackRun(
  pool: pg.Pool,
  tenantId: number,
  run: Omit<PackRun, 'id' | 'madeAt'>,
): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `insert into pack_run (tenant_id, pack, snapshot, sections, made_by) values ($1, $2, $3, $4, $5) returning id`,
    [tenantId, run.pack, run.snapshot, JSON.stringify(run.sections), run.madeBy],
  );
  return Number(rows[0]!.id);
}

/** The runs of a council's packs, newest first. */
export async function packRuns(
  pool: pg.Pool,
  tenantId: number,
  id: number | null = null,
): Promise<PackRun[]> {
  const { rows } = await pool.query<PackRun>(
    `select id::int as id, pack, snapshot, sections, made_by as "madeBy",
       to_char(made_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "madeAt"
     from pack_run where tenant_id = $1 and ($2::bigint is null or id = $2) order by id desc limit 100`,
    [tenantId, id],
  );
  return rows;
}

/** A run by its number. Throws `CasehouseError`. */
export async function packRun(pool: pg.Pool, tenantId: number, id: number): Promise<PackRun> {
  const [run] = await packRuns(pool, tenantId, id);
  if (run !== undefined) return run;
  throw new CasehouseError('no-pack-run', `There is no run ${id} of a pack.`, {
    status: 404,
    next: '"casehouse pack list" names the runs.',
  });
}

/** Keeps what somebody wrote for a section of a run; earlier comments stay. Throws `CasehouseError`. */
export async function commentPackRun(
  pool: pg.Pool,
  tenantId: number,
  id: number,
  { section, body, writtenBy }: Omit<PackComment, 'writtenAt'>,
): Promise<void> {
  const run = await packRun(pool, tenantId, id);
  if (!run.sections.some((each) => each.section === section)) {
    const known = run.sections.map((each) => each.section).join(', ');
    throw new CasehouseError('no-pack-section', `Run ${id} has no section "${section}".`, {
      next: `Its sections are ${known}.`,
    });
  }
  if (body.trim() === '') {
    throw new CasehouseError('empty-comment', 'The comment is empty.', { next: 'Write a sentence or two.' });
  }
  await pool.query(
    `insert into pack_comment (tenant_id, pack_run_id, section, body, written_by) values ($1, $2, $3, $4, $5)`,
    [tenantId, id, section, body.trim(), writtenBy],
  );
}

/** All comments of a run, oldest first. */
export async function packComments(pool: pg.Pool, tenantId: number, id: number): Promise<PackComment[]> {
  const { rows } = await pool.query<PackComment>(
    `select section, body, written_by as "writtenBy", to_char(written_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "writtenAt"
     from pack_comment where tenant_id = $1 and pack_run_id = $2 order by id`,
    [tenantId, id],
  );
  return rows;
}
