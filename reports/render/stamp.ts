import { reportId, runId, snapshotId } from '../../base/ids.ts';
import type { Result, Stamp } from '../result.ts';
import { longDay, longInstant } from './words.ts';

/** One line of the stamp: a key for machines, a label for people, the value as exact text. */
export interface StampField {
  key: string;
  label: string;
  value: string;
}

type Plain = Exclude<keyof Stamp, 'parameters'>;

const LABELS: Readonly<Record<Plain, string>> = {
  authority: 'Authority',
  report: 'Report',
  version: 'Report version',
  definitionHash: 'Definition hash (SHA-256)',
  snapshot: 'Snapshot',
  snapshotBuiltAt: 'Snapshot built at',
  asAt: 'Data as at',
  knownAt: 'Changes known up to',
  rowCount: 'Rows',
  resultHash: 'Result hash (SHA-256)',
  profile: 'Suppression profile',
  engine: 'Worked out by',
  runId: 'Run',
  person: 'Run by',
  ranAt: 'Run at',
};

const PARAMETER = 'parameter.';
const CHOICE = 'Choice: ';

/** How the seal is called beside the stamp. */
export const SEAL_LABEL = 'Seal (SHA-256)';

/** The key of a line by its label for people; null when no line is called so. */
export function stampFieldKey(label: string): string | null {
  if (label === SEAL_LABEL) return 'seal';
  if (label.startsWith(CHOICE)) return `${PARAMETER}${label.slice(CHOICE.length)}`;
  return Object.entries(LABELS).find(([, text]) => text === label)?.[0] ?? null;
}

/** Who answers for the file, as its author: the council, or who ran it where the stamp does not name the council. */
export const authorOf = ({ authority, person }: Stamp): string => authority ?? person;

const keysOf = (stamp: Stamp): Plain[] =>
  (Object.keys(LABELS) as Plain[]).filter((key) => stamp[key] !== undefined);

/** The whole stamp as lines, in a fixed order; `readStamp` is its inverse. */
export function stampFields(stamp: Stamp): StampField[] {
  const plain = keysOf(stamp).map((key) => ({
    key,
    label: LABELS[key],
    value: String(stamp[key]),
  }));
  const parameters = Object.entries(stamp.parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({
      key: `${PARAMETER}${name}`,
      label: `${CHOICE}${name}`,
      value: parameterText(value),
    }));
  return [...plain, ...parameters];
}

/** The stamp that these lines carry; null when a line is missing or unknown. */
export function readStamp(fields: Iterable<readonly [key: string, value: string]>): Stamp | null {
  const found = new Map(fields);
  const parameters: Record<string, string | null> = {};
  for (const [key, value] of found) {
    if (key.startsWith(PARAMETER)) parameters[key.slice(PARAMETER.length)] = readParameter(value);
    else if (!(key in LABELS)) return null;
  }
  const text = (key: Plain) => found.get(key) ?? '';
  if ((Object.keys(LABELS) as Plain[]).some((key) => key !== 'authority' && !found.has(key))) return null;
  return {
    ...(found.has('authority') ? { authority: text('authority') } : {}),
    report: reportId(text('report')),
    version: text('version'),
    definitionHash: text('definitionHash'),
    snapshot: snapshotId(text('snapshot')),
    snapshotBuiltAt: text('snapshotBuiltAt'),
    asAt: text('asAt'),
    knownAt: text('knownAt'),
    parameters,
    rowCount: Number(text('rowCount')),
    resultHash: text('resultHash'),
    profile: text('profile'),
    engine: text('engine'),
    runId: runId(text('runId')),
    person: text('person'),
    ranAt: text('ranAt'),
  };
}

/** Two lines for a footer: which report of which data, and what to ask for to see it again. */
export function provenance(stamp: Stamp): string[] {
  return [
    `${stamp.report} ${stamp.version} · data as at ${longDay(stamp.asAt)}`,
    `snapshot ${stamp.snapshot} · run ${stamp.runId} · result ${stamp.resultHash.slice(0, 12)}`,
  ];
}

/** Two sentences about the run, for a cover or a title page. */
export function runSentence({ stamp }: Pick<Result, 'stamp'>): string {
  const whose = stamp.authority === undefined ? '' : `${stamp.authority}. `;
  return (
    `${whose}Data as at ${longDay(stamp.asAt)}, with what was known on ${longInstant(stamp.knownAt)}. ` +
    `Run by ${stamp.person} on ${longInstant(stamp.ranAt)}.`
  );
}

const ODD = /^\[+(all|empty)\]+$/;
const parameterText = (value: string | null): string =>
  value === null ? '[all]' : value === '' ? '[empty]' : ODD.test(value) ? `[${value}]` : value;
const readParameter = (text: string): string | null =>
  text === '[all]' ? null : text === '[empty]' ? '' : ODD.test(text) ? text.slice(1, -1) : text;
