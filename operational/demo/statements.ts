import { readFileSync } from 'node:fs';
import { TABLES, type Table } from './tables.ts';

/** All versions of a table's rows, typed as the table, with when each was known. */
export const stagingOf = (table: Table): string =>
  `create temporary table demo_${table} (like ${table}, v_number integer, v_last boolean, v_known_at timestamptz,
    v_user_id bigint, v_order bigint) on commit drop`;

export const finalRowsOf = (table: Table): string => {
  const columns = TABLES[table].join(', ');
  return `insert into ${table} (${columns}) overriding system value select ${columns} from demo_${table} where v_last order by id`;
};

/** The change log of a table: Postgres itself prints each version as it would have printed the row. */
export const changeLogOf = (table: Table): string => `
  insert into change_log (seq, known_at, table_name, row_id, op, old, new, user_id, request_id) overriding system value
  select q.seq, v.v_known_at, '${table}', v.id, case when v.v_number = 1 then 'I' else 'U' end,
    to_jsonb(p) - ${OURS}, to_jsonb(v) - ${OURS}, v.v_user_id, 'demo'
  from demo_${table} v
  join demo_sequence q using (v_order)
  left join demo_${table} p on v.v_number > 1 and p.id = v.id and p.v_number = v.v_number - 1`;

const OURS = "array['v_number', 'v_last', 'v_known_at', 'v_user_id', 'v_order']";

/** Fails when a row names a code that its list does not have: the triggers that would have said so were off. */
export const checkCodes = readFileSync(new URL('check_codes.sql', import.meta.url), 'utf8');
