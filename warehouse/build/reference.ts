import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addDays, OPEN_END } from '../../base/dates.ts';
import type { Edition } from '../../nccis/edition.ts';
import type { Duck, Value } from '../duckdb.ts';

const home = resolve(import.meta.dirname, '../../sql/reference');

/** Lays the edition packs and the tables of places and published figures into schema `ref` of the working database. */
export async function loadReference(duck: Duck, editions: readonly Edition[]): Promise<void> {
  await duck.exec(readFileSync(join(import.meta.dirname, 'reference.sql'), 'utf8'));
  const insert = (table: string, columns: string[], rows: Value[][]) =>
    duck.append(table, columns, rows, 'ref');
  for (const e of editions) {
    const from = e.from;
    const to = e.to === null ? OPEN_END : addDays(e.to, 1);
    await insert(
      'edition',
      [
        'edition',
        'title',
        'status',
        'valid_from',
        'valid_to',
        'headline_from',
        'headline_to',
        'extended_to',
        'extended_sen',
        'guarantee_starts_month',
        'guarantee_closes_month',
        'guarantee_held_to_month',
        'guarantee_fixed_on',
        'survey_fixed_on',
        'survey_reference_day',
        'survey_updated_to',
      ],
      [
        [
          e.id,
          e.title,
          e.status,
          from,
          to,
          e.cohort.headlineFrom,
          e.cohort.headlineTo,
          e.cohort.extendedTo,
          e.cohort.extendedSen,
          e.guarantee.seasonStartsMonth,
          e.guarantee.closesMonth,
          e.guarantee.heldToMonth,
          e.guarantee.fixedOn,
          e.survey.fixedOn,
          e.survey.referenceDay,
          e.survey.updatedTo,
        ],
      ],
    );
    await insert(
      'status_precedence',
      ['edition', 'code', 'place'],
      e.statusPrecedence.order.map((code, i) => [e.id, code, i + 1]),
    );
    await insert(
      'activity',
      [
        'edition',
        'valid_from',
        'valid_to',
        'code',
        'label',
        'table_group',
        'headline',
        'participation',
        'duty',
        'neet_subgroup',
        'lapse',
        'needs_predicted_end',
        'needs_review',
        'needs_neet_start',
        'needs_due',
        'withdrawn_on',
        'replaced_by',
      ],
      e.activities.map((a) => [
        e.id,
        from,
        to,
        a.code,
        a.label,
        a.tableGroup,
        a.headline,
        a.participation,
        a.duty,
        a.neetSubgroup,
        a.lapse,
        a.needsPredictedEnd,
        a.needsReview,
        a.needsNeetStart,
        a.needsDue,
        a.validTo,
        a.replacedBy,
      ]),
    );
    await insert(
      'currency_rule',
      ['edition', 'rule', 'kind', 'n', 'cap_at_course_end'],
      e.currency.map((c) => [e.id, c.rule, c.kind, c.n, c.capAtCourseEnd]),
    );
    await insert(
      'code',
      ['edition', 'set_id', 'code', 'label', 'group_name', 'sort', 'use', 'replaced_by'],
      e.codes.map((c) => [e.id, c.set, c.code, c.label, c.group, c.sort, c.use, c.replacedBy]),
    );
    await insert(
      'code_group',
      ['edition', 'group_name', 'set_id', 'code'],
      e.groups.map((g) => [e.id, g.group, g.set, g.code]),
    );
    await insert(
      'la',
      ['edition', 'code', 'name', 'kind', 'ons_code', 'region_code', 'region'],
      e.las.map((l) => [e.id, l.code, l.name, l.kind, l.onsCode, l.regionCode, l.region]),
    );
  }
  await loadTables(duck, 'ward', join(home, 'places'), /^wards.*\.csv$/);
  await loadTables(duck, 'lsoa', join(home, 'places'), /^lsoas.*\.csv$/);
  await loadTables(duck, 'benchmark', join(home, 'benchmarks'), /\.csv$/);
  await loadTables(duck, 'neighbour', join(home, 'neighbours'), /\.csv$/);
  await loadTables(duck, 'risk_factor', join(home, 'risk'), /^factors\.csv$/);
  await loadTables(duck, 'risk_band', join(home, 'risk'), /^bands\.csv$/);
  await loadTables(duck, 'la_change', join(home, 'las'), /^la-changes\.csv$/);
}

/**
 * Published figures that were taken in by `knownAt` (ISO), oldest first. A figure takes the place of one for the same measure,
 * period and area that was published no later; the product's own table stands where nothing was taken in.
 */
export async function loadBenchmarks(duck: Duck, folder: string, knownAt: string): Promise<void> {
  if (!existsSync(folder)) return;
  const until = knownAt.replace(/[-:. TZ]/g, '').padEnd(17, '0');
  for (const name of readdirSync(folder).sort()) {
    const at = /^(\d{8})T(\d{9})Z-[0-9a-f]+\.csv$/.exec(name);
    if (at === null || at[1]! + at[2]! > until) continue;
    const file = join(folder, name).replaceAll("'", "''");
    await duck.exec(`create temporary table taken_in as
      select * from read_csv('${file}', header = true, all_varchar = true, nullstr = '', delim = ',', quote = '"', escape = '"', comment = '')`);
    await duck.exec(readFileSync(join(import.meta.dirname, 'benchmarks.sql'), 'utf8'));
  }
}

/** Every CSV file of a folder whose name fits, by the names in its header line; lines that begin with # are comments. */
async function loadTables(duck: Duck, table: string, folder: string, fits: RegExp): Promise<void> {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)
    .filter((n) => fits.test(n))
    .sort()) {
    const file = join(folder, name).replaceAll("'", "''");
    await duck.exec(`insert into ref.${table} by name
      select * from read_csv('${file}', header = true, all_varchar = true, nullstr = '', comment = '#')`);
  }
}
