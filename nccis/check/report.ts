import type { Check } from '../edition.ts';
import type { Linkable } from './completeness.ts';
import type { ActivityTable } from './activities.ts';
import type { Values } from '../file/reader.ts';
import type { SchemaFault } from '../file/validate.ts';

/** One fault of one record, or of the file (then `record` is null). */
export type Finding = {
  /** YoungPersonsID as given. */
  record: string | null;
  line: number | null;
  field: string | null;
  value: string | null;
  /** DfE's number; ours begin with a letter. */
  number: string;
  priority: number | null;
  level: Check['level'];
  reason: string;
  fix: string;
};

/** How often a check fired. */
export type Total = Pick<Finding, 'number' | 'priority' | 'level' | 'field' | 'reason' | 'fix'> & {
  count: number;
};

/** What DfE's checks of an edition say of a file. */
export type CheckReport = {
  file: string;
  edition: { id: string; title: string; status: 'active' | 'draft' };
  periodEnd: string | null;
  records: number;
  /** The file would be refused as a whole. */
  refused: boolean;
  schema: SchemaFault[];
  /** At most MOST_FINDINGS of them, in file order; `totals` counts all. */
  findings: Finding[];
  totals: Total[];
  /** "Activities of Year 12 and 13" as the Department's monthly table has it; null when the file could not be read. */
  activities: ActivityTable | null;
  /** The numbers by which records are linked: how many who ought to have one do. */
  completeness: Linkable[];
  /** Only for an import: the lines of records that the case store can't hold, with the reasons. */
  blocked: { line: number; reasons: string[] }[];
  /** The header's values. */
  header: Values;
};

/** A finding of a check, with the check's words. */
export const findingOf = (
  check: Check,
  at: {
    record?: string | null;
    line?: number | null;
    value?: string | null;
    field?: string | null;
    reason?: string | null;
  },
): Finding => ({
  record: at.record ?? null,
  line: at.line ?? null,
  field: at.field ?? check.field,
  value: at.value ?? null,
  number: check.no,
  priority: check.priority,
  level: check.level,
  reason: at.reason ? `${check.message} (${at.reason})` : check.message,
  fix: check.fix,
});
