/**
 * Stages, matches and applies a list of rows against a store of people, and prints the seconds of each part and the memory.
 * Run: npx tsx test/bench/import-rows.ts [rows] [people]
 *
 * Of the rows 60 % are begun anew by number, 25 % by name, date of birth and postcode, 10 % have a slip in the name (queried or found),
 * 5 % are nobody's. Birth dates lie close together, so that 40 people share each: more to compare than a council has.
 * Last seen on 2 cores under a load of 13 to 17 (each job gets an eighth), Node 20: 20,000 rows against 40,000 people 73 s (reading 12,
 * matching 38, applying 23), the same file again 54 s, 293 MB at most. To be run again on a quiet machine: it is to stay under 60 s.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { loadEditions } from '../../nccis/editions.ts';
import { upnCheckLetter } from '../../nccis/identifiers.ts';
import { loadCodes } from '../../operational/codes.ts';
import { connect } from '../../operational/database.ts';
import type { Doer } from '../../operational/imports/batch.ts';
import { takeIn, undoBatch } from '../../operational/imports/intake.ts';
import { migrate } from '../../operational/migrations.ts';
import { startPostgres } from '../../operational/postgres/start.ts';

const [rows, people] = [Number(process.argv[2] ?? 20_000), Number(process.argv[3] ?? 40_000)];
const SYLLABLES = 'ka lo mi ra ten sha vel dor an bel cor del fin gar hol jas kim lan mor nel'.split(' ');
const word = (n: number, length: number): string => {
  let text = '';
  for (let i = 0; i < length; i++)
    text += SYLLABLES[Math.floor(n / SYLLABLES.length ** i) % SYLLABLES.length];
  return text[0]!.toUpperCase() + text.slice(1);
};
const given = (i: number) => word(i * 7919, 2);
const family = (i: number) => word(i * 104_729, 3);
const born = (i: number) =>
  new Date(Date.UTC(2007, 8, 1) + (i % 1000) * 86_400_000).toISOString().slice(0, 10);
const postcode = (i: number) =>
  `WV${1 + (i % 9)} ${i % 10}${'ABDEFGHJLN'[Math.floor(i / 90) % 10]}${'PQRSTUWXYZ'[Math.floor(i / 900) % 10]}`;
const upn = (i: number) => {
  const rest = `336${String(i).padStart(9, '0')}`;
  return upnCheckLetter(rest) + rest;
};

async function fill(pool: pg.Pool): Promise<void> {
  await loadCodes(pool);
  await pool.query(
    "insert into tenant (id, name, database_id, la_codes) values (1, 'Bench', '901', '{336}')",
  );
  await pool.query(
    "insert into organisation (tenant_id, kind, name, la_code, establishment_no) values (1, 'college', 'Larkmoor College', '336', '3368001')",
  );
  const all = Array.from({ length: people }, (_, i) => i);
  await pool.query(
    `insert into person (tenant_id, ref, given_name, family_name, date_of_birth, return_gender_code)
     select 1, 'R' || n, g, f, b, 'F' from unnest($1::text[], $2::text[], $3::date[]) with ordinality as p (g, f, b, n) order by n`,
    [all.map(given), all.map(family), all.map(born)],
  );
  await pool.query(
    `insert into person_identifier (tenant_id, person_id, kind, value, source_code)
     select 1, p.id, 'UPN', u.value, 'bench' from unnest($1::text[]) with ordinality as u (value, n) join person p on p.ref = 'R' || n`,
    [all.map(upn)],
  );
  await pool.query(
    `insert into address (tenant_id, line_1, postcode, match) select 1, 'R' || n, value, 'none' from unnest($1::text[]) with ordinality as u (value, n)`,
    [all.map(postcode)],
  );
  await pool.query(
    `insert into person_address (tenant_id, person_id, address_id, kind, started_on, source_code)
     select 1, p.id, a.id, 'home', '2020-01-01', 'bench' from person p join address a on a.line_1 = p.ref`,
  );
  await pool.query(
    `insert into situation (tenant_id, person_id, domain, code, started_on, ascertained_on, standing, source_code)
     select 1, id, 'eet', '810', '2025-09-01', '2025-09-01', 'confirmed', 'bench' from person`,
  );
  await pool.query('analyze');
}

function list(): string {
  const lines = ['Forename,Surname,DOB,Postcode,UPN,DfENo,StartDate,EndDate,GoalLevel,GoalDescription'];
  for (let n = 0; n < rows; n++) {
    const i = (n * 2) % people;
    const kind = n % 100;
    const name = kind >= 85 && kind < 95 ? `${given(i)}x` : kind >= 95 ? `Q${word(n, 3)}` : given(i);
    const surname = kind >= 95 ? `Z${word(n, 4)}` : family(i);
    const [y, m, d] = born(i).split('-');
    const number = kind < 60 ? upn(i) : '';
    lines.push(
      `${name},${surname},${d}/${m}/${y},${postcode(i)},${number},3368001,${10 + (n % 18)}/01/2026,31/07/2027,Level 3,"Media, year 1"`,
    );
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** Seconds by the clock, of this process and of the database's processes. */
interface Moment {
  wall: number;
  own: number;
  database: number | null;
}

function now(): Moment {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now() / 1000, own: (user + system) / 1e6, database: databaseSeconds() };
}

/** Processor time of the server and what it started, from /proc (in hundredths); null where there is no /proc. */
function databaseSeconds(): number | null {
  try {
    const [server] = readFileSync(join(folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n');
    const children = readFileSync(`/proc/${server}/task/${server}/children`, 'utf8').trim().split(' ');
    const ticks = children.map((pid) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      return Number(fields[11]) + Number(fields[12]);
    });
    return ticks.reduce((sum, t) => sum + t, 0) / 100;
  } catch {
    return null;
  }
}

/** Since a moment, in words: by the clock, and how long processors really worked, which other jobs of the machine don't lengthen. */
function took(since: Moment): string {
  const end = now();
  const database =
    end.database === null || since.database === null
      ? ''
      : ` + ${(end.database - since.database).toFixed(1)} s database`;
  return `${(end.wall - since.wall).toFixed(1)} s (processor: ${(end.own - since.own).toFixed(1)} s program${database})`;
}

const folder = mkdtempSync(join(tmpdir(), 'casehouse-bench-'));
const server = await startPostgres({ dataDir: folder, log: () => {} });
const pool = connect(server.url);
try {
  await migrate(pool);
  await fill(pool);
  const file = join(folder, 'list.csv');
  writeFileSync(file, list());
  let step = '';
  let since = now();
  const parts: Record<string, string> = {};
  const onStep = (next: string) => {
    if (next === step) return;
    parts[step] = took(since);
    [step, since] = [next, now()];
  };
  const who: Doer = {
    tenantId: 1,
    userId: null,
    clock: () => new Date('2026-02-10T10:00:00Z'),
    editions: loadEditions(),
    onStep,
  };
  const start = now();
  const batch = await takeIn(pool, who, { profile: 'education-starters', file });
  const whole = took(start);
  onStep('end');
  for (const [name, seconds] of Object.entries(parts))
    if (name && name !== 'end') console.log(`${name.padEnd(20)} ${seconds}`);
  console.log(
    `${rows} rows against ${people} people: ${whole}, peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
  );
  console.log(
    `applied ${batch.rows_applied}, unchanged ${batch.rows_unchanged}, queried ${batch.rows_queried}, rejected ${batch.rows_rejected}; by number ${batch.rows_by_number}, by name ${batch.rows_by_name}`,
  );
  const again = now();
  const second = await takeIn(pool, who, { profile: 'education-starters', file });
  console.log(
    `the same file again: ${took(again)}, applied ${second.rows_applied}, unchanged ${second.rows_unchanged}`,
  );
  const undoing = now();
  await undoBatch(pool, who, batch.id);
  console.log(`undone in ${took(undoing)}`);
} finally {
  await pool.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
