import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { addMonths, isDay, monthEnd } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { Check, Edition } from '../edition.ts';
import { editionOn, loadEditions } from '../editions.ts';
import { codesOf } from '../file/schema.ts';
import { peekPeriodEnd } from '../file/peek.ts';
import { type Item, type Problem, readReturn, type Values } from '../file/reader.ts';
import { type Source, UnreadableReturn } from '../file/text.ts';
import { SchemaChecker } from '../file/validate.ts';
import { type CheckReport, type Finding, findingOf, type Total } from './report.ts';
import { asItems } from '../file/items.ts';
import { Completeness, type Linkable } from './completeness.ts';
import { RecordStore, recordFields } from './store.ts';
import { type ActivityCount, type ActivityTable, activityTable, countActivities } from './activities.ts';

const MOST_FINDINGS = 100_000;

/** Records that the checks run over at a time. */
const AT_ONCE = 50_000;

/** Files of more bytes than this (some 30,000 records) are checked on disk instead of in memory. */
const LARGE = 64 * 1024 * 1024;

/** `edition` is an id; without it the one in force at the file's period end. `onRecord` sees each record as it is read. */
export type CheckOptions = {
  edition?: string;
  editions?: Edition[];
  name?: string;
  onRecord?: (item: Item) => void;
  /** Sees every finding, also those beyond the most that a report holds. */
  onFinding?: (finding: Finding) => void;
  /** Also say which records a case store can't hold. */
  forImport?: boolean;
};

/**
 * Runs the checks of an edition over a return: structure, schema, whole-file causes of refusal, records, and sets of records.
 * A file that can't be read at all gives a report with that one finding; only a missing file throws.
 */
export async function checkFile(file: string, options: CheckOptions = {}): Promise<CheckReport> {
  const named = { name: basename(file), ...options };
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  if (size < LARGE) return check(() => file, named);
  const folder = await mkdtemp(join(tmpdir(), 'casehouse-check-')); // readable by this user only
  try {
    return await check(() => file, named, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same for the text of a return that is in hand. */
export async function checkText(xml: string, options: CheckOptions = {}): Promise<CheckReport> {
  return check(() => [Buffer.from(xml)], { name: 'text', ...options });
}

/**
 * The same for records that are in hand, as they would be checked in the file that `writeReturn` would make of them; lines count records.
 * A record that can't be written as XML is a finding, and the others are checked.
 */
export async function checkValues(
  edition: Edition,
  header: Values,
  records: AsyncIterable<Values> | Iterable<Values>,
  options: Omit<CheckOptions, 'edition' | 'editions'> = {},
): Promise<CheckReport> {
  const checking = new Checking(edition, { name: 'records', ...options });
  const problems: Problem[] = [];
  return checking.run(asItems(edition, header, records, problems), problems, null);
}

async function check(
  source: () => Source,
  options: CheckOptions,
  folder: string | null = null,
): Promise<CheckReport> {
  const editions = options.editions ?? loadEditions();
  const latest = editions.findLast((e) => e.status === 'active') ?? editions.at(-1)!;
  const checking = new Checking(latest, options);
  try {
    checking.edition = await chooseEdition(editions, latest, source(), options.edition);
    const problems: Problem[] = [];
    const items = readReturn(source(), checking.edition, problems);
    return await checking.run(items, problems, folder);
  } catch (error) {
    if (!(error instanceof UnreadableReturn)) throw error;
    return checking.refusal(error);
  }
}

async function chooseEdition(
  editions: Edition[],
  latest: Edition,
  source: Source,
  id?: string,
): Promise<Edition> {
  if (id !== undefined) {
    const named = editions.find((e) => e.id === id);
    if (named) return named;
    throw new CasehouseError('no-edition', `There is no edition ${id}.`, {
      next: `Use one of ${editions.map((e) => e.id).join(', ')}.`,
    });
  }
  const day = await peekPeriodEnd(source);
  const held = day !== null && day >= editions[0]!.from;
  return held ? editionOn(editions, day) : latest;
}

class Checking {
  edition: Edition;
  private readonly options: CheckOptions;
  private readonly findings: Finding[] = [];
  private readonly totals = new Map<string, Total>();
  private readonly blocked = new Map<number, string[]>();
  private header: Values = {};
  private records = 0;
  private activities: ActivityTable | null = null;
  private completeness: Linkable[] = [];

  constructor(edition: Edition, options: CheckOptions) {
    this.edition = edition;
    this.options = options;
  }

  /** `items` are those of a file; `problems` fills as they are read. */
  async run(items: AsyncIterable<Item>, problems: Problem[], folder: string | null): Promise<CheckReport> {
    const store = await RecordStore.open(this.edition, folder);
    const schema = new SchemaChecker(this.edition, 'structural', this.edition.from);
    const completeness = new Completeness(this.edition);
    try {
      for await (const item of items) {
        schema.add(item);
        if (item.kind === 'header' && Object.keys(this.header).length === 0) this.header = item.values;
        if (item.kind !== 'record') continue;
        this.records++;
        store.add(item.line, item.values, item.nodes);
        completeness.add(item.values);
        this.options.onRecord?.(item);
      }
      for (const p of problems) this.add(p.no, { ...p, record: null });
      const hasHeader = Object.keys(this.header).length > 0;
      const periodEnd = hasHeader ? this.headerChecks() : null;
      const counts: ActivityCount[] = [];
      for await (const _ of store.slices(this.header, periodEnd ?? this.edition.from, AT_ONCE)) {
        // Without a period nothing true can be said of ages and dates: the file is refused anyway.
        if (periodEnd !== null) for (const c of await this.firing(store)) await this.query(store, c);
        counts.push(...(await countActivities(store, this.edition)));
        if (this.options.forImport) await this.block(store);
      }
      this.activities = activityTable(this.edition, counts);
      this.completeness = completeness.report();
      return this.report(schema.finish());
    } finally {
      schema.close();
      store.close();
    }
  }

  refusal(error: UnreadableReturn): CheckReport {
    this.findings.length = 0;
    this.totals.clear();
    const check = this.edition.checks.find((c) => c.no === error.no)!;
    const words = { reason: error.message, fix: error.next };
    this.count(check, { ...findingOf(check, { line: error.line }), ...words });
    this.totals.set(check.no, { ...this.totals.get(check.no)!, ...words });
    return this.report([]);
  }

  /** What DfE refuses a file for in its header; returns the period end: when it is no day, that before the day of sending, if there is one. */
  private headerChecks(): string | null {
    const {
      databases,
      source_las: las,
      date_of_send: sent,
      period_end: end,
    } = this.header as Record<string, string | null> & {
      databases?: string[];
      source_las?: string[];
    };
    const known = new Set(codesOf(this.edition, 'LA-ANY', this.edition.from));
    const wrong = (list: string[] | undefined, fits: (v: string) => boolean) =>
      list === undefined || list.length === 0 ? '' : (list.find((v) => !fits(v)) ?? null);
    const database = wrong(databases, (v) => /^\d{3}$/.test(v));
    const la = wrong(las, (v) => known.has(v));
    if (database !== null) this.add('F05', { value: database || null });
    if (la !== null) this.add('F06', { value: la || null });
    if (!isDay(sent ?? '')) this.add('F07', { value: sent });
    if (!isDay(end ?? '')) {
      this.add('F08', { value: end });
      return isDay(sent ?? '') ? monthEnd(addMonths(sent!, -1)) : null;
    }
    if (end !== monthEnd(end!)) this.add('F15', { value: end });
    if (isDay(sent ?? '') && sent! < end!) this.add('F16', { value: sent });
    if (this.records === 0) this.add('F17', {});
    return end!;
  }

  /** The checks that find something, by one pass over the records; all of them when a condition can't be run, so that it is named. */
  private async firing(store: RecordStore): Promise<Check[]> {
    const checks = this.edition.checks.filter((c) => c.active && c.when !== null);
    const sums = checks.map((c) => `count(*) filter (where ${c.when})`);
    const rows = await store.rows(`select ${sums.join(', ')} from checked`).catch(() => null);
    return rows === null ? checks : checks.filter((_, i) => Number(rows[0]![i]) > 0);
  }

  private async query(store: RecordStore, check: Check): Promise<void> {
    const field = recordFields(this.edition).find((f) => f.element === check.field);
    const value = field ? (field.many ? `array_to_string(${field.column}, ' ')` : field.column) : 'null';
    const sql = `select ypid, line, ${value} from checked where ${check.when} order by row_no`;
    try {
      for await (const [record, line, found] of store.stream(sql)) {
        const at = { record: record as string | null, line: line as number, value: found as string | null };
        this.count(check, findingOf(check, at));
      }
    } catch (cause) {
      throw new CasehouseError(
        'check-condition',
        `Check ${check.no} of edition ${this.edition.id} can't be run: ${String(cause)}`,
        {
          status: 500,
          next: 'Correct its condition in checks.yaml.',
          cause,
        },
      );
    }
  }

  /** The records that an import leaves out: by the checks that say so, and where a date is none. */
  private async block(store: RecordStore): Promise<void> {
    for (const c of this.edition.checks) {
      if (!c.active || c.blocks === null) continue;
      const rows = await store.rows(
        `select line from checked where ${c.blocks === true ? c.when : c.blocks}`,
      );
      for (const [line] of rows)
        this.blocked.set(line as number, [...(this.blocked.get(line as number) ?? []), c.message]);
    }
    for (const { column, label } of recordFields(this.edition).filter((f) => f.type === 'date')) {
      for (const [line] of await store.rows(
        `select line from checked where ${column} is not null and day(${column}) is null`,
      )) {
        this.blocked.set(line as number, [
          ...(this.blocked.get(line as number) ?? []),
          `${label} is not a date.`,
        ]);
      }
    }
  }

  private add(no: string, at: Parameters<typeof findingOf>[1]): void {
    const check = this.edition.checks.find((c) => c.no === no && c.active);
    if (check) this.count(check, findingOf(check, at));
  }

  private count(check: Check, found: Finding): void {
    const { no: number, priority, level, field, message: reason, fix } = check;
    const total = this.totals.get(number) ?? { number, priority, level, field, reason, fix, count: 0 };
    total.count++;
    this.totals.set(number, total);
    this.options.onFinding?.(found);
    if (this.findings.length < MOST_FINDINGS) this.findings.push(found);
  }

  private report(schema: CheckReport['schema']): CheckReport {
    const { id, title, status } = this.edition;
    const end = this.header.period_end;
    return {
      file: this.options.name ?? '',
      edition: { id, title, status },
      periodEnd: typeof end === 'string' ? end : null,
      records: this.records,
      refused: this.findings.some((f) => f.level === 'file' && f.priority === 1),
      schema,
      findings: this.findings.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
      totals: [...this.totals.values()],
      activities: this.activities,
      completeness: this.completeness,
      blocked: [...this.blocked].map(([line, reasons]) => ({ line, reasons })),
      header: this.header,
    };
  }
}
