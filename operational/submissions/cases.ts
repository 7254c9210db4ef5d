import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';

/** What may become of an error that the Department found, and of a pair of records that it takes for one person. */
export const RESOLUTIONS = {
  errors: ['open', 'corrected', 'accepted', 'not-an-error'],
  duplicates: ['open', 'same-person', 'different-people', 'transferred'],
} as const;

/** An error found, or a pair of records, with whom it concerns and what became of it. */
export type Case = {
  id: number;
  submission: number;
  ypid: string;
  /** The person's number in the product; null when nobody here has that id. */
  ref: string | null;
  what: Record<string, string | null>;
  state: string;
  resolution: string | null;
};

const SELECT = {
  errors: `select e.id, e.submission_id as submission, e.ypid, p.ref, e.state, e.resolution,
      jsonb_build_object('number', e.rule_no, 'field', nullif(e.field, ''), 'value', nullif(e.value, ''), 'detail', e.detail) as what
    from error_found e left join person p on p.id = e.person_id`,
  duplicates: `select e.id, e.submission_id as submission, e.ypid, p.ref, e.state, e.resolution,
      jsonb_build_object('other', e.other_ypid, 'la', e.other_la_code, 'basis', e.basis) as what
    from duplicate_case e left join person p on p.id = e.person_id`,
};
const TABLE = { errors: 'error_found', duplicates: 'duplicate_case' } as const;

/** What the Department found in a return, those that are open first. */
export async function casesOf(
  pool: pg.Pool,
  kind: keyof typeof RESOLUTIONS,
  of: { tenantId: number; submission: number },
): Promise<Case[]> {
  const { rows } = await pool.query<Case>(
    `${SELECT[kind]} where e.tenant_id = $1 and e.submission_id = $2 order by e.state <> 'open', e.ypid, e.id`,
    [of.tenantId, of.submission],
  );
  return rows;
}

/** Says what became of one: a state of RESOLUTIONS and a reason. `open` opens it again. Throws `no-case` and `case-state`. */
export async function resolveCase(
  pool: pg.Pool,
  kind: keyof typeof RESOLUTIONS,
  id: number,
  to: { state: string; resolution: string | null },
  by: { tenantId: number; user?: number | null },
): Promise<void> {
  const states: readonly string[] = RESOLUTIONS[kind];
  if (!states.includes(to.state)) {
    throw new CasehouseError('case-state', `"${to.state}" is not a state of such a case.`, {
      next: `Use one of ${states.join(', ')}.`,
    });
  }
  const isOpen = to.state === 'open';
  const { rowCount } = await pool.query(
    `update ${TABLE[kind]} set state = $3, resolution = $4, resolved_at = case when $5 then null else now() end, resolved_by = $6
     where tenant_id = $1 and id = $2`,
    [by.tenantId, id, to.state, to.resolution, isOpen, isOpen ? null : (by.user ?? null)],
  );
  if (rowCount === 1) return;
  throw new CasehouseError('no-case', `There is no such case with the number ${id}.`, {
    status: 404,
    next: 'Look at the cases of the return again.',
  });
}
