import type { Duck } from '../duckdb.ts';

/** Up to where a snapshot knows: captures up to `batch`, and of those, changes known by `knownAt` (UTC `YYYY-MM-DD HH:MM:SS.mmm`). */
export interface KnownPosition {
  batch: number;
  knownAt: string;
}

/**
 * The position of "as known at": the last capture made by then. Before the first capture there was no warehouse, so what the change
 * log itself says of when things became known is taken, from the first capture.
 */
export async function positionAt(history: Duck, knownAt: string): Promise<KnownPosition | null> {
  const last = await history.one('select max(batch) from batch where captured_at <= $at::timestamp', {
    at: knownAt,
  });
  const batch = last ?? (await history.one('select min(batch) from batch'));
  return batch === null ? null : { batch: Number(batch), knownAt };
}

/** When the first membership of a cohort became known (UTC); null when there is none. Before it there is nobody to report on. */
export const firstKnown = async (history: Duck): Promise<string | null> =>
  (await history.one('select cast(min(_known_from) as varchar) from cohort_member')) as string | null;

/** Views in schema `known`: each captured table as it was known at the position, from the attached history. */
export async function createKnownViews(duck: Duck, position: KnownPosition): Promise<void> {
  await duck.exec('create schema known');
  const { rows } = await duck.run(
    `select table_name from duckdb_tables() where database_name = 'history' and table_name <> 'batch'`,
  );
  for (const [name] of rows) {
    await duck.exec(`create view known."${name}" as
      select * exclude (_seq, _batch, _known_from, _known_to, _closed_in) from history."${name}"
      where _batch <= ${position.batch} and _known_from <= timestamp '${position.knownAt}'
        and (_closed_in is null or _closed_in > ${position.batch} or _known_to > timestamp '${position.knownAt}')`);
  }
  await createChangeView(
    duck,
    rows.map(([name]) => String(name)),
    position,
  );
}

/** View `known.change_made`: what was added, changed or taken away, table by table, known by the position; a row for each change. */
async function createChangeView(duck: Duck, tables: readonly string[], { batch, knownAt }: KnownPosition) {
  const by = `<= timestamp '${knownAt}'`;
  const parts = [...tables].sort().map(
    (name) => `select '${name}' as table_name, v.* from (
      select id as row_id, _known_from as known_at, case when first_value(_seq) over w = _seq then 'added' else 'changed' end as kind
      from history."${name}" where _batch <= ${batch} and _known_from ${by} window w as (partition by id order by _seq)
      union all
      select id, _known_to, 'taken away' from (
        select id, _known_to, _closed_in, row_number() over (partition by id order by _seq desc) as back from history."${name}"
        where _batch <= ${batch} and _known_from ${by})
      where back = 1 and _closed_in <= ${batch} and _known_to ${by}) v`,
  );
  const none = `select '' as table_name, 0::bigint as row_id, timestamp '2000-01-01' as known_at, '' as kind where false`;
  await duck.exec(`create view known.change_made as ${[none, ...parts].join(' union all ')}`);
}
