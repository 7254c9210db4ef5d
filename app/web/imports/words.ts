import type { BatchView, RowView } from '../../../operational/imports/batches.ts';
import type { BatchState, Outcome } from '../../../operational/imports/batch.ts';

/** A batch's state as a reader says it. */
export const STATE_WORDS: Readonly<Record<BatchState, string>> = {
  staged: 'Read',
  matched: 'Waiting for review',
  reviewed: 'Reviewed, not yet applied',
  applied: 'Applied',
  undone: 'Undone',
  refused: 'Turned down',
};

/** What became of a row, as a heading and for counting. */
export const OUTCOME_WORDS: Readonly<Record<Outcome | 'waiting', string>> = {
  applied: 'Applied',
  unchanged: 'Unchanged',
  queried: 'Queried',
  rejected: 'Rejected',
  waiting: 'To be applied',
};

/** The parts of the file's list that can be looked at, in the order in which a person goes through them. */
export const OUTCOMES = ['queried', 'rejected', 'waiting', 'applied', 'unchanged'] as const;
export type Part = (typeof OUTCOMES)[number];

/** How many rows of a batch are in a part. */
export function countOf(batch: BatchView, part: Part): number {
  const { rows_read: read, rows_applied, rows_unchanged, rows_queried, rows_rejected } = batch;
  const done = {
    applied: rows_applied,
    unchanged: rows_unchanged,
    queried: rows_queried,
    rejected: rows_rejected,
  };
  return part === 'waiting'
    ? read - rows_applied - rows_unchanged - rows_queried - rows_rejected
    : done[part];
}

const BASIS_WORDS: Readonly<Record<NonNullable<RowView['basis']>, string>> = {
  number: 'by a number',
  name: 'by name, date of birth and postcode',
  decision: 'by a person’s decision',
  new: 'a new record',
  line: 'as an earlier line',
};

/** How a row's person was found. */
export const basisText = (basis: RowView['basis']): string => (basis === null ? '–' : BASIS_WORDS[basis]);

const DECISION_WORDS: Readonly<Record<NonNullable<RowView['decision']>, string>> = {
  person: 'This person',
  new: 'A new person',
  reject: 'Not to be used',
  leave: 'Left for later',
};

/** What was decided of a row, and by whom. */
export const decisionText = ({ decision, decided_by: by }: RowView): string =>
  decision === null ? '–' : `${DECISION_WORDS[decision]}${by === null ? '' : `, ${by}`}`;
