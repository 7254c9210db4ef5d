import type { ReportId } from '../../base/ids.ts';
import type { Header, HeaderColumn, HeaderParam, PARAM_TYPES } from './header.ts';
import type { Identity } from './identity.ts';

export type ParamType = (typeof PARAM_TYPES)[number];

export interface Param extends Omit<HeaderParam, 'type'> {
  name: string;
  type: ParamType;
  optional: boolean;
}

export interface Column extends Omit<HeaderColumn, 'suppress'> {
  name: string;
  /** How the column is hidden: by its own size, with others, or never. */
  suppress: { small: boolean; with: readonly string[] };
}

/** One version of one report: header and statement, parsed and checked. */
export interface Definition extends Omit<Header, 'id' | 'params' | 'columns' | 'identities'> {
  id: ReportId;
  params: readonly Param[];
  /** Every column of the result, in order; those with a ratio are computed by the runner. */
  columns: readonly Column[];
  identities: readonly Identity[];
  /** The SELECT, as it stands in the file. */
  sql: string;
  /** Path below the catalogue's folder: `neet-by-month/1.0.0.sql`. */
  file: string;
  /** SHA-256 (hex) of the file's text with line ends normalised to LF. */
  hash: string;
  /** Is it in the ledger of published versions? */
  published: boolean;
}

/** A fault in a definition file. `line` counts from 1; `key` is the header path, such as `columns.neet.type`. */
export interface Problem {
  file: string;
  line: number;
  key: string;
  message: string;
}

export const describeProblem = (p: Problem): string =>
  `${p.file}:${p.line}${p.key === '' ? '' : ` (${p.key})`}: ${p.message}`;
