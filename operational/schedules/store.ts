import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';

/** What is delivered. */
export type What = { report: string; params: Record<string, string>; format: string } | { pack: string };
/** Where to: `folder:/path` or `mail:address`. */
export type Receiver = string;

/** A schedule as it is kept; `timing` is read by reports/schedules. */
export interface Schedule {
  id: number;
  name: string;
  what: What;
  timing: { text: string };
  target: Receiver[];
  owner: string;
  /** ISO instant: nothing that was due before is delivered. */
  madeAt: string;
}

/** How a delivery stands. `uncertain`: handed to the mail server when the program ended; a person decides. */
export type DeliveryState = 'claimed' | 'sending' | 'done' | 'failed' | 'uncertain';

export interface Delivery {
  id: number;
  schedule: string;
  period: string;
  receiver: Receiver;
  state: DeliveryState;
  attempts: number;
  detail: string | null;
  changedAt: string;
}

/** The active schedules of a council. */
export async function schedules(pool: pg.Pool, tenantId: number): Promise<Schedule[]> {
  const { rows } = await pool.query<Schedule>(
    `select id::int as id, name, what, timing, target, owner, to_char(made_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "madeAt"
     from schedule where tenant_id = $1 and active order by name`,
    [tenantId],
  );
  return rows;
}

/** Keeps a new schedule. Throws `CasehouseError` when one of that name is active. */
export async function addSchedule(pool: pg.Pool, tenantId: number, one: Omit<Schedule, 'id'>): Promise<void> {
  const { rowCount } = await pool.query(
    `insert into schedule (tenant_id, name, what, timing, target, owner, made_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, name) do update
       set what = excluded.what, timing = excluded.timing, target = excluded.target, owner = excluded.owner,
         made_at = excluded.made_at, active = true
       where not schedule.active`,
    [
      tenantId,
      one.name,
      JSON.stringify(one.what),
      JSON.stringify(one.timing),
      JSON.stringify(one.target),
      one.owner,
      one.madeAt,
    ],
  );
  if (rowCount === 0) {
    throw new CasehouseError('schedule-exists', `There is a schedule ${one.name}.`, {
      status: 409,
      next: `Choose another name, or remove it first: casehouse schedule remove ${one.name}.`,
    });
  }
}

/** Ends a schedule; its deliveries stay on record. Throws `CasehouseError`. */
export async function removeSchedule(pool: pg.Pool, tenantId: number, name: string): Promise<void> {
  const { rowCount } = await pool.query(
    'update schedule set active = false where tenant_id = $1 and name = $2 and active',
    [tenantId, name],
  );
  if (rowCount === 0) {
    throw new CasehouseError('no-schedule', `There is no schedule ${name}.`, {
      status: 404,
      next: '"casehouse schedule list" names them.',
    });
  }
}

/** The latest deliveries, newest first. */
export async function deliveries(pool: pg.Pool, tenantId: number): Promise<Delivery[]> {
  const { rows } = await pool.query<Delivery>(
    `select d.id::int as id, s.name as schedule, d.period, d.receiver, d.state, d.attempts, d.detail,
       to_char(d.changed_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "changedAt"
     from delivery d join schedule s on s.id = d.schedule_id where d.tenant_id = $1 order by d.id desc limit 100`,
    [tenantId],
  );
  return rows;
}

/** Returns that were sent or accepted, with the first time of it. */
export async function sentReturns(pool: pg.Pool, tenantId: number): Promise<{ month: string; at: Date }[]> {
  const { rows } = await pool.query<{ month: string; at: Date }>(
    `select to_char(s.period_end, 'YYYY-MM') as month, min(e.happened_at) as at
     from submission s join submission_event e on e.submission_id = s.id
     where s.tenant_id = $1 and e.state in ('sent', 'accepted') group by s.period_end order by 1`,
    [tenantId],
  );
  return rows;
}

/** The line of what is owed; made when there is none. */
export async function claim(
  pool: pg.Pool,
  tenantId: number,
  owed: { scheduleId: number; period: string; receiver: Receiver },
): Promise<{ id: number; state: DeliveryState; attempts: number; ownerTold: boolean }> {
  const key = [owed.scheduleId, owed.period, owed.receiver];
  await pool.query(
    `insert into delivery (tenant_id, schedule_id, period, receiver, state) values ($4, $1, $2, $3, 'claimed')
     on conflict (schedule_id, period, receiver) do nothing`,
    [...key, tenantId],
  );
  const { rows } = await pool.query<{
    id: number;
    state: DeliveryState;
    attempts: number;
    ownerTold: boolean;
  }>(
    `select id::int as id, state, attempts, owner_told as "ownerTold" from delivery where schedule_id = $1 and period = $2 and receiver = $3`,
    key,
  );
  return rows[0]!;
}

/** Writes down a step of a delivery; `attempt` counts one more. */
export async function mark(
  pool: pg.Pool,
  id: number,
  step: {
    state: DeliveryState;
    detail?: string | null;
    attempt?: boolean;
    fileName?: string;
    fileHash?: string;
  },
): Promise<void> {
  await pool.query(
    `update delivery set state = $2, detail = $3, attempts = attempts + $4, file_name = coalesce($5, file_name),
       file_hash = coalesce($6, file_hash), changed_at = now() where id = $1`,
    [id, step.state, step.detail ?? null, step.attempt ? 1 : 0, step.fileName ?? null, step.fileHash ?? null],
  );
}

/** Deliveries that failed or are uncertain and whose owner was not told yet. */
export async function untold(pool: pg.Pool, tenantId: number): Promise<(Delivery & { owner: string })[]> {
  const { rows } = await pool.query<Delivery & { owner: string }>(
    `select d.id::int as id, s.name as schedule, s.owner, d.period, d.receiver, d.state, d.attempts, d.detail, '' as "changedAt"
     from delivery d join schedule s on s.id = d.schedule_id
     where d.tenant_id = $1 and d.state in ('failed', 'uncertain') and not d.owner_told order by d.id`,
    [tenantId],
  );
  return rows;
}

/** Writes down that the owner knows. */
export async function told(pool: pg.Pool, id: number): Promise<void> {
  await pool.query('update delivery set owner_told = true where id = $1', [id]);
}
