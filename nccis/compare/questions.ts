import type { RecordStore } from '../check/store.ts';
import { recordFields } from '../check/store.ts';
import type { Edition } from '../edition.ts';
import { SILENT, type Changed, type CodeCount, type Comparison, type Move } from './compare.ts';

// Over two tables of a store, `checked` (the later file) and `earlier_checked`.

/** Facts of a person that ought not to change, by column. */
const PERSONAL = ['gender', 'dob', 'ethnicity'];

const texts = (values: readonly string[]): string =>
  values.map((v) => `'${v.replaceAll("'", "''")}'`).join(', ');

/** One row a person in each file: somebody of whom another authority keeps only the guarantee stands twice. */
const both = (edition: Edition): string => {
  const status = (group: string) =>
    texts(edition.codes.filter((c) => c.set === 'YP10' && c.group === group).map((c) => c.code));
  const one = (table: string) => `(select ypid, cohort_status, academic_age,
      case when cohort_status in (${status('active')}) then 'in' when cohort_status in (${status('leaver')}) then 'left' else 'beside' end as standing
    from ${table} where ypid is not null qualify row_number() over (partition by ypid order by standing <> 'in', row_no) = 1)`;
  return `with b as ${one('earlier_checked')}, a as ${one('checked')},
    pair as (select coalesce(a.ypid, b.ypid) as ypid, coalesce(a.cohort_status, b.cohort_status) as status, a.cohort_status as now_status,
      coalesce(b.standing, 'none') as was, coalesce(a.standing, 'none') as is_now, a.academic_age, b.cohort_status as old_status
      from a full join b on b.ypid = a.ypid)`;
};

/** Who came into the cohort and who went, with the reason. */
export async function askMoves(
  store: RecordStore,
  edition: Edition,
  most: number,
): Promise<Pick<Comparison, 'entered' | 'left'>> {
  const label = new Map(
    edition.codes.filter((c) => c.set === 'YP10').map((c) => [c.code, c.label.toLowerCase()]),
  );
  const entered = await moves(
    store,
    `${both(edition)} select ypid, status, case when was = 'left' then 'back: had left' when was = 'beside' then 'back: had been outside the cohort'
       when academic_age = ${edition.cohort.finalCompulsoryAge} then 'new in the last year of compulsory education' else 'new' end as reason
     from pair where is_now = 'in' and was <> 'in'`,
    most,
  );
  const gone = await moves(
    store,
    `${both(edition)} select ypid, status, case when is_now = 'none' then '' else now_status end as reason
     from pair where was = 'in' and is_now <> 'in'`,
    most,
  );
  const word = (code: string) => (code === '' ? SILENT : `${code}: ${label.get(code) ?? 'unknown status'}`);
  return {
    entered,
    left: {
      count: gone.count,
      byReason: Object.fromEntries(Object.entries(gone.byReason).map(([code, n]) => [word(code), n])),
      people: gone.people.map((p) => ({ ...p, reason: word(p.reason) })),
    },
  };
}

async function moves(store: RecordStore, sql: string, most: number) {
  const counts = await store.rows(`select reason, count(*) from (${sql}) group by 1 order by 2 desc, 1`);
  const rows = await store.rows(`select * from (${sql}) order by reason, ypid limit ${most}`);
  return {
    count: counts.reduce((n, [, m]) => n + Number(m), 0),
    byReason: Object.fromEntries(counts.map(([reason, n]) => [String(reason), Number(n)])),
    people: rows.map(
      ([ypid, status, reason]): Move => ({
        ypid: String(ypid),
        status: String(status ?? ''),
        reason: String(reason),
      }),
    ),
  };
}

/** Every code of every coded field that is in either file. */
export async function askCodes(store: RecordStore, edition: Edition): Promise<CodeCount[]> {
  const fields = recordFields(edition).filter(
    (f) => f.list !== null || f.type === 'flag' || f.type === 'status',
  );
  const counts: CodeCount[] = [];
  for (const { column, label, element, many } of fields) {
    const code = many ? `unnest(${column})` : column;
    const side = (table: string) => `select ${code} as code from ${table}`;
    const rows = await store.rows(
      `select coalesce(code, ''), count(*) filter (where not later), count(*) filter (where later) from (
         select *, false as later from (${side('earlier_checked')}) union all select *, true from (${side('checked')}))
       group by 1 order by 1`,
    );
    for (const [value, before, after] of rows) {
      const [b, a] = [Number(before), Number(after)];
      counts.push({ field: element, label, code: String(value), before: b, after: a, change: a - b });
    }
  }
  return counts;
}

/** People whose gender, date of birth or ethnicity is another than before. */
export async function askPersonal(
  store: RecordStore,
  edition: Edition,
  most: number,
): Promise<Comparison['changed']> {
  const fields = recordFields(edition).filter((f) => PERSONAL.includes(f.column!));
  const people: Changed[] = [];
  const byField: Record<string, number> = {};
  for (const { column, element, label } of fields) {
    const sql = `select distinct a.ypid, b.${column} as before, a.${column} as after from checked a join earlier_checked b on b.ypid = a.ypid
      where a.${column} is distinct from b.${column}`;
    byField[element] = Number((await store.rows(`select count(distinct ypid) from (${sql})`))[0]![0]);
    for (const [ypid, before, after] of await store.rows(`${sql} order by 1 limit ${most}`)) {
      const text = (value: unknown) => (value === null ? null : String(value));
      people.push({ ypid: String(ypid), field: element, label, before: text(before), after: text(after) });
    }
  }
  return { count: Object.values(byField).reduce((n, m) => n + m, 0), byField, people };
}

/** How many records are in both files, and how many of those are alike in every element. */
export async function askUnchanged(store: RecordStore, edition: Edition): Promise<Comparison['unchanged']> {
  const alike = recordFields(edition).map(({ column, many }) =>
    many
      ? `list_sort(a.${column}) is not distinct from list_sort(b.${column})`
      : `a.${column} is not distinct from b.${column}`,
  );
  const rows = await store.rows(
    `select count(distinct a.ypid), count(distinct a.ypid) filter (where ${alike.join(' and ')})
     from checked a join earlier_checked b on b.ypid = a.ypid`,
  );
  return { both: Number(rows[0]![0]), alike: Number(rows[0]![1]) };
}
