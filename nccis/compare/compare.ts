import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { CasehouseError } from '../../base/errors.ts';
import { ratio } from '../../base/rounding.ts';
import { type ActivityTable, activityTable, countActivities } from '../check/activities.ts';
import { RecordStore } from '../check/store.ts';
import type { Edition } from '../edition.ts';
import { editionOn } from '../editions.ts';
import { peekPeriodEnd } from '../file/peek.ts';
import { readReturn, type Values } from '../file/reader.ts';
import { askCodes, askMoves, askPersonal, askUnchanged } from './questions.ts';

/** One file of two. `cohort` are the records that are in the cohort (status of the group "active"). */
export type Side = { file: string; periodEnd: string; edition: string; records: number; cohort: number };

/** Somebody who came or went, with the reason in words; `status` as the later file has it, or the earlier where it hasn't. */
export type Move = { ypid: string; status: string; reason: string };

/** One code of one field in both files. */
export type CodeCount = {
  field: string;
  label: string;
  code: string;
  before: number;
  after: number;
  change: number;
};

/** A person's fact that ought not to change. */
export type Changed = {
  ypid: string;
  field: string;
  label: string;
  before: string | null;
  after: string | null;
};

/** What an officer should look at before sending. */
export type Alarm = {
  kind: 'cohort-change' | 'left-without-a-word' | 'nothing-changed' | 'same-month';
  message: string;
};

/** Two returns side by side. Lists hold at most MOST entries; the counts beside them are of all. */
export type Comparison = {
  before: Side;
  after: Side;
  /** `percent` of the earlier cohort, rounded to one place; null when that was empty. */
  cohort: { before: number; after: number; change: number; percent: number | null };
  entered: { count: number; byReason: Record<string, number>; people: Move[] };
  left: { count: number; byReason: Record<string, number>; people: Move[] };
  activities: { before: ActivityTable; after: ActivityTable };
  codes: CodeCount[];
  changed: { count: number; byField: Record<string, number>; people: Changed[] };
  /** Records that are in both files and alike in every element. */
  unchanged: { both: number; alike: number };
  alarms: Alarm[];
};

export const MOST = 10_000;
const LARGE = 64 * 1024 * 1024;

/**
 * Compares a return with an earlier one, ours or another product's: who came, who went and why, each code's count, facts that changed.
 * Of the earlier file only the authorities of the later one count. Throws `no-period` for a file that names no month.
 */
export async function compareReturns(
  before: string,
  after: string,
  editions: Edition[],
): Promise<Comparison> {
  const sizes = await Promise.all([before, after].map((file) => stat(file).catch(() => ({ size: 0 }))));
  if (sizes.every(({ size }) => size < LARGE)) return compare(before, after, editions, null);
  const folder = await mkdtemp(join(tmpdir(), 'casehouse-compare-')); // readable by this user only
  try {
    return await compare(before, after, editions, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(before: string, after: string, editions: Edition[], folder: string | null) {
  const [old, now] = [await monthOf(before, editions), await monthOf(after, editions)];
  const store = await RecordStore.open(now.edition, folder);
  try {
    const las = await headerLas(after, now.edition);
    const first = await load(store, before, old, las);
    await store.setAside('earlier');
    const second = await load(store, after, now, null);
    const moves = await askMoves(store, now.edition, MOST);
    const codes = await askCodes(store, now.edition);
    const changed = await askPersonal(store, now.edition, MOST);
    const unchanged = await askUnchanged(store, now.edition);
    const change = second.side.cohort - first.side.cohort;
    const cohort = {
      before: first.side.cohort,
      after: second.side.cohort,
      change,
      percent: ratio(change, first.side.cohort),
    };
    const found = {
      before: first.side,
      after: second.side,
      cohort,
      ...moves,
      activities: { before: first.activities, after: second.activities },
      codes,
      changed,
      unchanged,
    };
    return { ...found, alarms: alarmsOf(found, now.edition.alarm) };
  } finally {
    store.close();
  }
}

type Month = { periodEnd: string; edition: Edition };

async function monthOf(file: string, editions: Edition[]): Promise<Month> {
  const periodEnd = await peekPeriodEnd(file);
  if (periodEnd !== null) return { periodEnd, edition: editionOn(editions, periodEnd) };
  throw new CasehouseError('no-period', `${basename(file)} names no month in its header.`, {
    next: 'Give the XML file of a return.',
  });
}

async function headerLas(file: string, edition: Edition): Promise<string[]> {
  for await (const item of readReturn(file, edition, []))
    if (item.kind === 'header') return (item.values.source_las as string[] | undefined) ?? [];
  return [];
}

async function load(store: RecordStore, file: string, { periodEnd, edition }: Month, las: string[] | null) {
  const chosen = las === null || las.length === 0 ? null : new Set(las);
  let header: Values = {};
  let records = 0;
  for await (const item of readReturn(file, edition, [])) {
    if (item.kind === 'header') header = item.values;
    if (item.kind !== 'record') continue;
    const lead = item.values.lead_la as string | null | undefined;
    if (chosen && lead && !chosen.has(lead)) continue;
    records++;
    store.add(item.line, item.values, item.nodes);
  }
  await store.prepare(header, periodEnd);
  const activities = activityTable(edition, await countActivities(store, edition));
  const active = edition.codes
    .filter((c) => c.set === 'YP10' && c.group === 'active')
    .map((c) => `'${c.code}'`);
  const rows = await store.rows(`select count(*) from checked where cohort_status in (${active.join(', ')})`);
  const side: Side = {
    file: basename(file),
    periodEnd,
    edition: edition.id,
    records,
    cohort: Number(rows[0]![0]),
  };
  return { side, activities };
}

function alarmsOf(
  { before, after, cohort, left, unchanged }: Omit<Comparison, 'alarms'>,
  limits: Edition['alarm'],
): Alarm[] {
  const alarms: Alarm[] = [];
  const month = Number(after.periodEnd.slice(5, 7));
  const share = cohort.before === 0 ? 0 : (100 * Math.abs(cohort.change)) / cohort.before;
  if (share > limits.cohortChangePercent && !limits.exceptMonths.includes(month)) {
    const word = cohort.change > 0 ? 'grew' : 'shrank';
    alarms.push({
      kind: 'cohort-change',
      message: `The cohort ${word} by ${Math.abs(cohort.percent!)} %, more than ${limits.cohortChangePercent} % (our own bound): look at who came and who went before you send.`,
    });
  }
  const silent = left.byReason[SILENT] ?? 0;
  if (silent > 0)
    alarms.push({
      kind: 'left-without-a-word',
      message: `${silent} who were in the cohort ${silent === 1 ? 'is' : 'are'} no longer in the file, and it doesn't say why they left.`,
    });
  if (before.periodEnd === after.periodEnd)
    alarms.push({ kind: 'same-month', message: 'Both files are of the same month.' });
  else if (unchanged.both > 0 && unchanged.alike === unchanged.both)
    alarms.push({ kind: 'nothing-changed', message: 'Not one record changed since: is it the right file?' });
  return alarms;
}

/** The reason of those who are gone from the file though nothing says that they left. */
export const SILENT = 'not in the file any more';
