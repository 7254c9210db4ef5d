import type { Definition, Param } from '../definitions/definition.ts';
import type { SnapshotReader } from '../../warehouse/query.ts';
import type { Parameters_ } from './parameters.ts';

/**
 * What was chosen beside the months, in words, the filters first: "Bilston South", "by academic age". It stands in the
 * title, so that figures of a part are never taken for those of the whole authority.
 */
export async function chosenOf(
  d: Definition,
  parameters: Parameters_,
  snapshot: Pick<SnapshotReader, 'run'>,
): Promise<string[]> {
  const found: { words: string; filter: boolean }[] = [];
  for (const param of d.params) {
    const value = parameters[param.name] ?? null;
    if (value === null || !saysMore(param, value)) continue;
    const words = param.type === 'ward' ? await wardName(snapshot, value) : wordsOfChoice(param, value);
    found.push({ words, filter: param.filter === true || param.type === 'ward' || param.type === 'la' });
  }
  return [...found.filter((one) => one.filter), ...found.filter((one) => !one.filter)].map(
    ({ words }) => words,
  );
}

/** A report's title with what was chosen of it: "NEET and not known, by month: Bilston South, by academic age". */
export const withChosen = (title: string, chosen: readonly string[]): string =>
  chosen.length === 0 ? title : `${title}: ${chosen.join(', ')}`;

/** Filters always; a choice unless it is all, none or the usual one. A split is said also when it is the usual one. */
export function saysMore(param: Param, value: string): boolean {
  if (param.type === 'ward' || param.type === 'la' || param.filter) return true;
  if (param.type !== 'choice' || value === 'all' || value === 'none') return false;
  return isSplit(param) || value !== String(param.default);
}

/** A choice that may be "none" divides the rows. */
const isSplit = (param: Param): boolean => Object.keys(param.options ?? {}).includes('none');

/** A choice in words, as titles have it: "by ward". */
export function wordsOfChoice(param: Param, value: string): string {
  const label = param.options?.[value] ?? value;
  if (param.type !== 'choice') return `${param.label} ${label}`;
  return isSplit(param) || param.label === 'By' ? `by ${lowered(label)}` : label;
}

const MONTH = /^(January|February|March|April|May|June|July|August|September|October|November|December)$/;

/** Begins small unless it begins with a name or an abbreviation: "academic age", but "SEN provision" and "Year 11 school". */
function lowered(text: string): string {
  const [first = '', second = ''] = text.split(' ');
  const isName = MONTH.test(first) || /^\d/.test(second) || !/^[A-Z][a-z]*$/.test(first);
  return isName ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

/** The ward's latest name in the snapshot; its code when it has none there. */
async function wardName(snapshot: Pick<SnapshotReader, 'run'>, code: string): Promise<string> {
  const { rows } = await snapshot.run(
    'select ward_name from marts.ward where ward_code = $code order by valid_to desc nulls first, ward_name limit 1',
    { code },
  );
  return String(rows[0]?.[0] ?? code);
}
