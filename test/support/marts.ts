import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { academicYear, addMonths, monthEnd } from '../../base/dates.ts';
import { snapshotId } from '../../base/ids.ts';
import { REPORTS_ROOT } from '../../reports/catalogue.ts';

/** A row of a hand-made mart: columns that are not named are null. `copies: n` stands for n such people. */
export type MartRow = Record<string, string | number | boolean | null>;

export interface HandMade {
  /** Month ends are made from the first to the last of these. */
  months: [string, string];
  tables: Record<string, MartRow[]>;
  /** Rows of lists.person. */
  people?: MartRow[];
  id?: string;
}

/** A data folder with one published snapshot of hand-made marts, in the same files that the nightly load writes. */
export async function handMadeSnapshot(
  given: HandMade,
  dataDir: string | null = null,
): Promise<{ dataDir: string; drop(): Promise<void> }> {
  const folder = dataDir ?? (await mkdtemp(path.join(tmpdir(), 'casehouse-marts-')));
  const id = snapshotId(given.id ?? '20260301-020000');
  const files = path.join(folder, 'warehouse', 'snapshots', id);
  await mkdir(files, { recursive: true });
  const contract = await readFile(path.join(REPORTS_ROOT, 'marts@1.sql'), 'utf8');
  const tables = { month: months(...given.months), stamp: [STAMP(given.months[1])], ...given.tables };
  await fill(path.join(files, 'official.duckdb'), contract, 'marts', tables);
  const lists = `create schema lists; create table lists.person (person_key varchar, person_id bigint, ref varchar, given_name varchar,
    family_name varchar, date_of_birth date, postcode varchar, ward_name varchar, team varchar, caseworker varchar)`;
  await fill(path.join(files, 'named.duckdb'), lists, 'lists', { person: given.people ?? [] });
  const knownAt = `${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)}T${id.slice(9, 11)}:${id.slice(11, 13)}:00Z`;
  const manifest = {
    id,
    knownAt,
    builtAt: knownAt.replace(':00Z', ':30Z'),
    asAt: given.months[1],
    months: { from: given.months[0], to: given.months[1] },
    files: {},
    tables: [],
    audits: [],
    position: { batch: 1, knownAt },
    contract: 'marts@1',
    engine: 'DuckDB v1.5.6',
    tenant: { name: 'Wulfrun Metropolitan Borough', laCodes: ['336'], demo: true },
    origin: 'nightly',
  };
  await writeFile(path.join(files, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(path.join(folder, 'warehouse', 'current'), id);
  return { dataDir: folder, drop: () => rm(folder, { recursive: true, force: true }) };
}

const STAMP = (asAt: string): MartRow => ({
  tenant_name: 'Wulfrun',
  la_code: '336',
  region_code: 'E12000005',
  region_name: 'West Midlands',
  as_at: asAt,
  demo: true,
});

function months(first: string, last: string): MartRow[] {
  const rows: MartRow[] = [];
  for (let day = first; day <= last; day = monthEnd(addMonths(day, 1))) {
    const month = Number(day.slice(5, 7));
    rows.push({
      month_end: day,
      academic_year: academicYear(day),
      quarter_end: monthEnd(addMonths(day, (3 - (month % 3)) % 3)),
      edition: '2020-21',
    });
  }
  return rows;
}

async function fill(
  file: string,
  ddl: string,
  schema: string,
  tables: Record<string, MartRow[]>,
): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(ddl);
  for (const [table, rows] of Object.entries(tables)) {
    for (let i = 0; i < rows.length; i += 500) {
      const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => name !== 'copies');
      const selects = rows.slice(i, i + 500).map((row) => {
        const key = (name: string) => (name === 'person_key' && row.copies ? ` || '-' || n` : '');
        const cells = names.map((name) => `${literal(row[name] ?? null)}${key(name)}`);
        return `select ${cells.join(', ')} from range(${row.copies ?? 1}) t(n)`;
      });
      await connection.run(
        `insert into ${schema}.${table} (${names.join(', ')}) ${selects.join(' union all ')}`,
      );
    }
  }
  connection.closeSync();
  instance.closeSync();
}

const literal = (value: MartRow[string]): string =>
  value === null ? 'null' : typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);

let count = 0;

/** A person_month row of somebody in the base with a class of EET, NEET or NK; `more` says what else is so. */
export function person(month: string, headline: 'EET' | 'NEET' | 'NK' | 'EXCL', more: MartRow = {}): MartRow {
  const isBase = headline !== 'EXCL';
  return {
    month_end: month,
    person_key: `p${++count}`,
    cohort_status: 'P',
    academic_age: 16,
    headline,
    is_base: isBase,
    is_eet: headline === 'EET',
    is_neet: headline === 'NEET',
    is_nk: headline === 'NK',
    is_participating: false,
    is_joiner: false,
    is_leaver: false,
    is_vulnerable: false,
    currency_lapsed: false,
    is_lapsed: false,
    ...more,
  };
}
