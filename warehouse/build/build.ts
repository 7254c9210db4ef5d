import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { londonDay } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { Edition } from '../../nccis/edition.ts';
import type { OnStep } from '../history/capture.ts';
import { Duck } from '../duckdb.ts';
import type { Layout } from '../layout.ts';
import type { Manifest, TableCount } from '../manifest.ts';
import { runAudits } from './audit.ts';
import { fingerprint } from './fingerprint.ts';
import { fillIndicators } from './indicators.ts';
import { createKnownViews, type KnownPosition } from './known.ts';
import { CONTRACT, contract, type Model, models } from './models.ts';
import { editionsKnown } from './own.ts';
import { loadBenchmarks, loadReference } from './reference.ts';

/** What a build leaves in its folder: the audiences' files and what the manifest says of them. */
export type Built = Pick<Manifest, 'asAt' | 'months' | 'tables' | 'audits' | 'engine' | 'tenant'>;

/**
 * Builds the audiences' files of one snapshot into `folder` from history as known at `position`: core, marts, lists, then the audits.
 * Everything is a function of history, the position, the packs and the council's own codes, so that a rebuild is equal by hash.
 */
export async function build(
  files: Layout,
  folder: string,
  position: KnownPosition,
  packs: readonly Edition[],
  onStep: OnStep = () => {},
): Promise<Built> {
  await mkdir(folder, { recursive: true });
  const work = join(folder, 'work.duckdb');
  const duck = await Duck.open(work, { tempDirectory: join(folder, 'spill') });
  try {
    await duck.exec(`attach '${files.history.replaceAll("'", "''")}' as history (read_only)`);
    await onStep('build reference');
    await createKnownViews(duck, position);
    const editions = await editionsKnown(duck, files, packs);
    await loadReference(duck, editions);
    await loadBenchmarks(duck, files.benchmarks, position.knownAt);
    await placePosition(duck, position);
    await placePseudonymKey(duck, files, position);
    for (const schema of ['core', 'marts', 'special', 'lists'] as const) {
      if (schema === 'marts') await duck.exec(contract());
      else if (schema !== 'special') await duck.exec(`create schema ${schema}`);
      for (const model of models(schema)) {
        await onStep(`build ${schema}.${model.name}`);
        await runModel(duck, model);
      }
      if (schema === 'marts') await fillIndicators(duck, editions);
      if (schema === 'core') await refuseEmpty(duck);
    }
    await onStep('audit');
    const audits = await runAudits(duck);
    await onStep('write audiences');
    await copyOut(duck, join(folder, 'official.duckdb'), ['marts']);
    await copyOut(duck, join(folder, 'special.duckdb'), ['special'], 'main');
    await copyOut(duck, join(folder, 'named.duckdb'), ['lists', 'core', 'ref']);
    return { ...(await describeBuild(duck)), audits };
  } finally {
    duck.close();
    await rm(work, { force: true });
    await rm(`${work}.wal`, { force: true });
    await rm(join(folder, 'spill'), { recursive: true, force: true });
  }
}

async function runModel(duck: Duck, model: Model): Promise<void> {
  try {
    if (model.schema === 'marts' || model.schema === 'special') await fillContract(duck, model);
    else await duck.exec(`create table ${model.schema}."${model.name}" as ${model.sql}`);
  } catch (cause) {
    if (/no space left/i.test((cause as Error).message)) throw diskFull(cause);
    throw new CasehouseError('model-failed', `${model.schema}/${model.name}: ${(cause as Error).message}`, {
      status: 500,
      next: `Look at ${model.file}. The last snapshot goes on serving.`,
      cause,
    });
  }
}

const diskFull = (cause: unknown) =>
  new CasehouseError('disk-full', 'The disk is full.', {
    status: 507,
    next: 'Free some space and run the nightly load again. The last snapshot goes on serving.',
    cause,
  });

/** The tables that reports read are those of the contract: a model fills its table, and neither more nor less. */
async function fillContract(duck: Duck, model: Model): Promise<void> {
  const has = (await duck.describe(model.sql)).columns.map((c) => c.name);
  const { rows } = await duck.run(
    `select column_name from duckdb_columns() where schema_name = $schema and table_name = $name`,
    { schema: model.schema, name: model.name },
  );
  const wants = rows.map(([name]) => String(name));
  const wrong = [
    ...wants.filter((name) => !has.includes(name)).map((name) => `lacks ${name}`),
    ...has.filter((name) => !wants.includes(name)).map((name) => `has ${name}, which the contract does not`),
  ];
  if (wrong.length > 0) throw new Error(`against contract ${CONTRACT} it ${wrong.join(', ')}`);
  await duck.exec(`insert into ${model.schema}."${model.name}" by name ${model.sql}`);
}

/** The position as a table, so that models can say "now" without a clock; the tenant is the one of today. */
async function placePosition(duck: Duck, position: KnownPosition): Promise<void> {
  const day = londonDay(new Date(`${position.knownAt.replace(' ', 'T')}Z`));
  await duck.exec('insert into ref.position values ($day::date, $at::timestamp, $batch)', {
    day,
    at: position.knownAt,
    batch: position.batch,
  });
  await duck.exec(`insert into ref.tenant by name
    select id as tenant_id, name as tenant_name, split_part(trim(la_codes, '{}'), ',', 1) as la_code,
      string_split(trim(la_codes, '{}'), ',') as la_codes, database_id, demo
    from history.tenant where _closed_in is null order by id limit 1`);
}

/** The key lies beside the snapshots, never in one; with the position it makes pseudonyms that no two snapshots share. */
async function placePseudonymKey(duck: Duck, files: Layout, position: KnownPosition): Promise<void> {
  const key = await readFile(files.pseudonymKey, 'utf8').catch(async () => {
    const made = randomBytes(32).toString('hex');
    await writeFile(files.pseudonymKey, made, { mode: 0o600, flag: 'wx' });
    return made;
  });
  await duck.exec('create schema secret');
  await duck.exec('create table secret.pseudonym as select sha256($key) as key', {
    key: `${key}:${position.batch}:${position.knownAt}`,
  });
}

async function refuseEmpty(duck: Duck): Promise<void> {
  if (Number(await duck.one('select count(*) from core.month')) > 0) return;
  throw new CasehouseError(
    'nothing-to-report',
    'The case store holds nobody with a cohort status at any month end yet.',
    {
      next: 'Load people first: `casehouse init --demo` for the demo authority, or `casehouse import nccis FILE.xml`.',
    },
  );
}

/** One audience's tables, sorted as they were built, into a file of their own: in their schemas, or all in the schema `into`. */
async function copyOut(
  duck: Duck,
  file: string,
  schemas: readonly string[],
  into: string | null = null,
): Promise<void> {
  await rm(file, { force: true });
  await duck.exec(`attach '${file.replaceAll("'", "''")}' as audience`);
  for (const schema of schemas) {
    if (into === null) await duck.exec(`create schema audience.${schema}`);
    const { rows } = await duck.run(
      `select table_name from duckdb_tables() where database_name = current_database() and schema_name = $schema`,
      { schema },
    );
    for (const [table] of rows) {
      await duck.exec(`create table audience.${into ?? schema}."${table}" as from ${schema}."${table}"`);
    }
  }
  await copyViews(duck, schemas);
  await duck.exec('detach audience');
}

/** A view names its tables without a database, so that it reads those of the file in which it stands. */
async function copyViews(duck: Duck, schemas: readonly string[]): Promise<void> {
  const home = String(await duck.one('select current_database()'));
  const list = schemas.map((schema) => `'${schema}'`).join(', ');
  const { rows } = await duck.run(
    `select sql from duckdb_views() where database_name = current_database() and schema_name in (${list}) and not internal`,
  );
  await duck.exec('use audience');
  for (const [sql] of rows) await duck.exec(String(sql));
  await duck.exec(`use "${home}"`);
}

async function describeBuild(duck: Duck): Promise<Omit<Built, 'audits'>> {
  const [from, to] = (await duck.run('select min(month_end), max(month_end) from core.month')).rows[0] as [
    string,
    string,
  ];
  const tenant = (await duck.run("select tenant_name, array_to_string(la_codes, ','), demo from ref.tenant"))
    .rows[0]!;
  const tables: TableCount[] = await fingerprint(duck, ['marts', 'special', 'lists', 'core']);
  return {
    asAt: to,
    months: { from, to },
    tables,
    engine: `DuckDB ${await duck.one('select version()')}`,
    tenant: { name: String(tenant[0]), laCodes: String(tenant[1]).split(','), demo: Boolean(tenant[2]) },
  };
}
