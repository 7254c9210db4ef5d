import type { Definition } from '../definitions/definition.ts';
import type { ResultColumn, Row } from '../result.ts';
import { identities } from '../run/identity.ts';
import { recordsWithKeys } from '../run/records.ts';
import { type CellAddress, maySeeNames, type RunContext } from '../run/request.ts';
import type { FourRuns } from './split.ts';

/** People who entered a cell or left it, each once. */
export interface Moved {
  total: number;
  /** Because of the data alone, of the definition alone, of either, or only of both together. */
  causes: Record<Cause, number>;
  /** The people, for readers who may see names; null for others. The first column says the cause; no record numbers. */
  list: { columns: readonly ResultColumn[]; rows: readonly Row[] } | null;
}

export type Cause = 'data' | 'definition' | 'either' | 'together';

export interface MovedRequest {
  before: Definition;
  after: Definition;
  cell: CellAddress;
  runs: FourRuns;
  parameters: Record<string, string | null>;
  profile: string;
}

/** A list and, row by row, who stands behind it whatever the snapshot. */
interface People {
  list: { columns: readonly ResultColumn[]; rows: readonly Row[] };
  who: readonly string[];
}

/**
 * Who entered and who left, from the lists behind the four figures. Nothing for readers from whom cells are hidden: how many
 * came and went would tell of small numbers that no table shows.
 */
export async function whoMoved(
  ctx: RunContext,
  request: MovedRequest,
): Promise<{ entered: Moved | null; left: Moved | null }> {
  const { before, after, cell, runs, parameters, profile } = request;
  const listed = (d: Definition) => d.records?.columns[cell.column] !== undefined;
  if (profile !== 'none' || !listed(before) || !listed(after)) return { entered: null, left: null };
  const given = Object.entries(parameters).filter((e): e is [string, string] => e[1] !== null);
  const behind = async (
    d: Definition,
    snapshot: FourRuns['oldOld']['stamp']['snapshot'],
  ): Promise<People> => {
    const { list, keys } = await recordsWithKeys(ctx, {
      id: d.id,
      version: d.version,
      snapshot,
      params: Object.fromEntries(given.filter(([name]) => d.params.some((p) => p.name === name))),
      cell,
    });
    return { list, who: await identities(ctx.dataDir, snapshot, keys) };
  };
  const oldOld = await behind(before, runs.oldOld.stamp.snapshot);
  const newNew = await behind(after, runs.newNew.stamp.snapshot);
  const same = before === after;
  const oldNew = same ? newNew : await behind(before, runs.newNew.stamp.snapshot);
  const newOld = same ? oldOld : await behind(after, runs.oldOld.stamp.snapshot);
  const [byData, byDefinition] = [new Set(oldNew.who), new Set(newOld.who)];
  const names = maySeeNames(ctx.person);
  return {
    entered: moved(newNew, oldOld, (one) => cause(byData.has(one), byDefinition.has(one)), names),
    left: moved(oldOld, newNew, (one) => cause(!byData.has(one), !byDefinition.has(one)), names),
  };
}

const cause = (data: boolean, definition: boolean): Cause =>
  data ? (definition ? 'either' : 'data') : definition ? 'definition' : 'together';

/** Columns that lead to a record inside the server and mean nothing to a reader. */
const INTERNAL: readonly string[] = ['person_id', 'person_key'];

/** Those of one list who are not in the other, each once. */
function moved(mine: People, others: People, why: (one: string) => Cause, names: boolean): Moved {
  const known = new Set(others.who);
  const shown = mine.list.columns.flatMap((column, i) => (INTERNAL.includes(column.name) ? [] : [i]));
  const causes: Moved['causes'] = { data: 0, definition: 0, either: 0, together: 0 };
  const rows: Row[] = [];
  for (const [i, one] of mine.who.entries()) {
    if (known.has(one)) continue;
    known.add(one);
    causes[why(one)] += 1;
    const row = mine.list.rows[i]!;
    rows.push([CAUSE_WORDS[why(one)], ...shown.map((at) => row[at] ?? null)]);
  }
  const columns = [CAUSE_COLUMN, ...shown.map((at) => mine.list.columns[at]!)];
  return { total: rows.length, causes, list: names ? { columns, rows } : null };
}

/** Each cause in words. */
export const CAUSE_WORDS: Readonly<Record<Cause, string>> = {
  data: 'the data',
  definition: 'the definition',
  either: 'either of the two',
  together: 'both together',
};

const CAUSE_COLUMN: ResultColumn = {
  name: 'cause',
  label: 'Because of',
  type: 'text',
  decimals: 0,
  description: 'What would have been enough: the newer data, the newer definition, either, or only both',
};
