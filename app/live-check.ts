import type pg from 'pg';
import { addDays, type Day, londonDay, monthEnd } from '../base/dates.ts';
import { CasehouseError } from '../base/errors.ts';
import { checkValues } from '../nccis/check/check.ts';
import type { Finding, Total } from '../nccis/check/report.ts';
import type { ActivityTable } from '../nccis/check/activities.ts';
import { editionOn } from '../nccis/editions.ts';
import type { Values } from '../nccis/file/reader.ts';
import { councilEditions } from '../operational/reference/council.ts';
import { submissionLedger } from '../operational/submissions/ledger.ts';
import { returnHeader } from '../reports/returns/nccis/header.ts';
import { returnRecords } from '../reports/returns/nccis/records.ts';
import { openLive, type LiveReader } from '../warehouse/live.ts';

/** Whose work a person is: the lead worker of today, or whoever came last; null when nobody is. */
export type Owner = { caseworker: string | null; team: string | null };

/** A fault of a record as the case store is now, with whom it concerns and whose work it is. */
export type LiveFinding = Omit<Finding, 'line' | 'level'> & Owner & { ref: string | null };

/** What DfE's checks would say of a month's return if it were made of the case store as it is now. */
export type LiveCheck = {
  periodEnd: Day;
  edition: { id: string; title: string; status: 'active' | 'draft' };
  laCodes: string[];
  /** ISO instant. */
  checkedAt: string;
  records: number;
  findings: LiveFinding[];
  /** By number; of what was asked for only. */
  totals: (Total & { people: number })[];
  owners: (Owner & { count: number; people: number })[];
  activities: ActivityTable | null;
};

/** Which findings: of some caseworker, team, number or priority; all when left out. */
export type LiveFilter = { caseworker?: string; team?: string; number?: string; priority?: number };

/** Our own number for what stops a record from being written. */
const UNWRITABLE = 'XSD';

/**
 * Runs the checks over the case store as it is now. `period` (YYYY-MM) is the last month that has ended when left out; the running month is
 * checked as if nothing more would change. Throws `no-month` for one that has not begun, `no-such-owner` for a name that nobody works under.
 */
export async function liveCheck(
  pool: pg.Pool,
  request: { period?: string; las?: readonly string[]; filter?: LiveFilter; now: Date; tenantId?: number },
): Promise<LiveCheck> {
  const { now, filter = {}, tenantId = 1 } = request;
  const today = londonDay(now);
  const periodEnd = monthEnd(request.period ?? addDays(`${today.slice(0, 7)}-01`, -1));
  if (periodEnd > monthEnd(today))
    throw new CasehouseError('no-month', `The month to ${periodEnd} has not begun.`, {
      next: 'Choose this month or an earlier one.',
    });
  const editions = await councilEditions(pool, undefined, tenantId);
  const edition = editionOn(editions, periodEnd);
  const { rows } = await pool.query<{ las: string[] }>('select la_codes as las from tenant where id = $1', [
    tenantId,
  ]);
  const las = request.las?.length ? [...request.las] : [...(rows[0]?.las ?? [])].sort();
  const ledger = await submissionLedger(pool, edition, periodEnd, las, tenantId);
  const live = await openLive(pool, { editions, periodEnd, ledger });
  try {
    const people = new Map<string, number>();
    const records = (async function* (): AsyncGenerator<Values> {
      for await (const { personId, values } of returnRecords(live, edition, { periodEnd, las, ledger })) {
        people.set(String(values.ypid), personId);
        yield values;
      }
    })();
    const sentOn = [today, periodEnd].sort().at(-1)!;
    const header = await returnHeader(live, edition, { periodEnd, laCodes: las, sentOn });
    const report = await checkValues(edition, header, records);
    const owners = await ownersOf(live, today);
    demandKnown(filter, [...owners.values()]);
    const found = [...report.findings, ...report.schema.map(asFinding)].map((f) =>
      ownedFinding(f, people, owners),
    );
    const findings = found.filter((f) => fits(f, filter));
    return {
      periodEnd,
      edition: report.edition,
      laCodes: las,
      checkedAt: now.toISOString(),
      records: report.records,
      findings,
      totals: totalsOf(findings, report.totals),
      owners: byOwner(findings),
      activities: report.activities,
    };
  } finally {
    live.close();
  }
}

const asFinding = (fault: { line: number; record: string | null; message: string }): Finding => ({
  record: fault.record,
  line: fault.line,
  field: null,
  value: null,
  number: UNWRITABLE,
  priority: 1,
  level: 'record',
  reason: fault.message,
  fix: 'Correct it: the return can’t be made while the record is not valid against the schema.',
});

type Owned = Owner & { ref: string | null };

async function ownersOf(live: LiveReader, today: Day): Promise<Map<number, Owned>> {
  const { rows } = await live.run(
    `with work as (
       select i.person_id, i.caseworker, i.team from core.involvement i
       where i.valid_from <= $today::date and i.valid_to > $today::date
       qualify row_number() over (partition by i.person_id
         order by i.caseworker is null, i.role_code <> 'lead-worker', i.valid_from desc, i.involvement_id desc) = 1
     )
     select p.person_id, p.ref, w.caseworker, w.team from core.person p left join work w on w.person_id = p.person_id
     where p.person_id = p.root_id`,
    { today },
  );
  return new Map(
    rows.map(([id, ref, caseworker, team]) => [
      Number(id),
      { ref: ref as string | null, caseworker: caseworker as string | null, team: team as string | null },
    ]),
  );
}

/** A mistyped name must not look like somebody without errors. */
function demandKnown(filter: LiveFilter, owners: readonly Owner[]): void {
  for (const kind of ['caseworker', 'team'] as const) {
    const asked = filter[kind];
    if (asked === undefined || owners.some((owner) => owner[kind] === asked)) continue;
    throw new CasehouseError('no-such-owner', `Nobody is the work of a ${kind} named "${asked}" today.`, {
      status: 404,
      next: 'Write the name in full, as “Whose work it is” lists it.',
    });
  }
}

function ownedFinding(
  { line: _line, level: _level, ...finding }: Finding,
  people: ReadonlyMap<string, number>,
  owners: ReadonlyMap<number, Owned>,
): LiveFinding {
  const owner = finding.record === null ? undefined : owners.get(people.get(finding.record) ?? -1);
  return {
    ...finding,
    ref: owner?.ref ?? null,
    caseworker: owner?.caseworker ?? null,
    team: owner?.team ?? null,
  };
}

const fits = (f: LiveFinding, { caseworker, team, number, priority }: LiveFilter): boolean =>
  (caseworker === undefined || f.caseworker === caseworker) &&
  (team === undefined || f.team === team) &&
  (number === undefined || f.number === number) &&
  (priority === undefined || f.priority === priority);

function totalsOf(findings: readonly LiveFinding[], all: readonly Total[]): LiveCheck['totals'] {
  const words = new Map(all.map((t) => [t.number, t]));
  const totals = new Map<string, Total & { who: Set<string | null> }>();
  for (const f of findings) {
    const { number, priority, field, reason, fix } = f;
    const base = words.get(number) ?? { number, priority, level: 'record', field, reason, fix };
    const total = totals.get(number) ?? { ...base, count: 0, who: new Set() };
    total.count++;
    total.who.add(f.record);
    totals.set(number, total);
  }
  return [...totals.values()]
    .map(({ who, ...total }) => ({ ...total, people: who.size }))
    .sort((a, b) => (a.priority ?? 2) - (b.priority ?? 2) || b.count - a.count);
}

function byOwner(findings: readonly LiveFinding[]): LiveCheck['owners'] {
  const owners = new Map<string, Owner & { count: number; who: Set<string | null> }>();
  for (const { caseworker, team, record } of findings) {
    const key = JSON.stringify([team, caseworker]);
    const owner = owners.get(key) ?? { caseworker, team, count: 0, who: new Set() };
    owner.count++;
    owner.who.add(record);
    owners.set(key, owner);
  }
  return [...owners.values()]
    .map(({ who, ...owner }) => ({ ...owner, people: who.size }))
    .sort((a, b) => b.count - a.count);
}
