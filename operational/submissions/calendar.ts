import type pg from 'pg';
import { addDays, addMonths, type Day, londonDay, monthEnd } from '../../base/dates.ts';
import type { Edition } from '../../nccis/edition.ts';
import { editionOn } from '../../nccis/editions.ts';
import { COLUMNS, RETURN, type Step, stepsOf, type Submission } from './submission.ts';

/**
 * How a month's return stands. `to-come`: the month has not ended; `late`: due and neither sent nor accepted; `before`: it lies before the
 * first return that was made here, so that another system made it.
 */
export type MonthState = 'to-come' | 'missing' | 'draft' | 'sent' | 'accepted' | 'failed' | 'late' | 'before';

/** A month of the return calendar for some authorities, with the evidence of what was done. */
export type CalendarMonth = {
  periodEnd: Day;
  laCodes: string[];
  dueOn: Day;
  /** How sure the due day is: `A` is an assumption, as the Department's timetable has not been seen. */
  dueConfidence: string;
  state: MonthState;
  /** The London day on which it was first said to have been sent; null before. */
  sentOn: Day | null;
  /** Whether it was sent by the due day; null before it was sent. */
  onTime: boolean | null;
  /** The return that stands, and the steps of its life. */
  submission: Submission | null;
  steps: Step[];
};

/** The day on which a month's return is due, from the edition's timetable or its rule. */
export function dueDay(editions: Edition[], periodEnd: Day): { dueOn: Day; confidence: string } {
  const edition = editionOn(editions, periodEnd);
  const listed = edition.timetable.find((t) => t.periodEnd === periodEnd);
  if (listed) return { dueOn: listed.dueOn, confidence: listed.confidence };
  const next = addDays(periodEnd, 1);
  const { dayOfNextMonth, confidence } = edition.due;
  return { dueOn: `${next.slice(0, 8)}${String(dayOfNextMonth).padStart(2, '0')}`, confidence };
}

/** The months from one to another (YYYY-MM), each once for authorities that are returned together, oldest first. */
export async function returnCalendar(
  pool: pg.Pool,
  request: { editions: Edition[]; tenantId: number; from: string; to: string; now: Date },
): Promise<CalendarMonth[]> {
  const { editions, tenantId, from, to, now } = request;
  const { rows: tenant } = await pool.query<{ las: string[] }>(
    'select la_codes as las from tenant where id = $1',
    [tenantId],
  );
  const { rows: made } = await pool.query<Submission>(
    `select ${COLUMNS} from submission where tenant_id = $1 and return_code = $2 and period_end between $3 and $4 and state <> 'superseded'
     order by array_position(array['accepted', 'sent', 'draft', 'failed'], state), id desc`,
    [tenantId, RETURN, monthEnd(from), monthEnd(to)],
  );
  const today = londonDay(now);
  const first = await firstMonths(pool, tenantId, monthBefore(today));
  const months: CalendarMonth[] = [];
  for (let end = monthEnd(from); end <= monthEnd(to); end = monthEnd(addMonths(end, 1))) {
    const standing = new Map<Submission | null, string[]>();
    for (const la of tenant[0]?.las ?? []) {
      const one = made.find((s) => s.periodEnd === end && s.laCodes.includes(la)) ?? null;
      standing.set(one, [...(standing.get(one) ?? []), la]);
    }
    for (const [submission, laCodes] of standing) {
      const steps = submission === null ? [] : await stepsOf(pool, submission.id);
      const month = {
        end,
        laCodes,
        submission,
        steps,
        today,
        isBefore: laCodes.every((la) => end < first(la)),
      };
      months.push(monthOf({ ...month, ...dueDay(editions, end) }));
    }
  }
  return months;
}

const monthBefore = (day: Day): Day => addDays(`${day.slice(0, 7)}-01`, -1);

/** The month end of each authority's first return that was recorded here, whatever became of it; `otherwise` where none was. */
async function firstMonths(pool: pg.Pool, tenantId: number, otherwise: Day): Promise<(la: string) => Day> {
  const { rows } = await pool.query<{ la: string; first: Day }>(
    `select la, min(period_end) as first from submission, unnest(la_codes) as la
     where tenant_id = $1 and return_code = $2 group by la`,
    [tenantId, RETURN],
  );
  const months = new Map(rows.map(({ la, first }) => [la, first]));
  return (la) => months.get(la) ?? otherwise;
}

function monthOf(of: {
  end: Day;
  laCodes: string[];
  submission: Submission | null;
  steps: Step[];
  today: Day;
  isBefore: boolean;
  dueOn: Day;
  confidence: string;
}): CalendarMonth {
  const { end, laCodes, submission, steps, today, isBefore, dueOn, confidence } = of;
  const sent = steps.find((s) => s.state === 'sent' || s.state === 'accepted');
  const sentOn = sent ? londonDay(new Date(sent.at)) : null;
  const state = submission?.state ?? null;
  const told = state === 'sent' || state === 'accepted';
  return {
    periodEnd: end,
    laCodes,
    dueOn,
    dueConfidence: confidence,
    state: told
      ? state
      : today <= end
        ? 'to-come'
        : isBefore
          ? 'before'
          : today > dueOn
            ? 'late'
            : ((state as 'draft' | 'failed' | null) ?? 'missing'),
    sentOn,
    onTime: sentOn === null ? null : sentOn <= dueOn,
    submission,
    steps,
  };
}
