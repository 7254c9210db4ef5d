import type { Settings } from '../base/settings.ts';
import type { Io } from './io.ts';

export interface Option {
  /** What stands for the value in the help, e.g. `FILE`; null for a switch. */
  value: string | null;
  doc: string;
  /** May be given more than once. */
  many?: boolean;
  /** Must be given. */
  required?: boolean;
}

/** One verb of the command line. Its heavy modules are imported inside `run`, so that the others start fast. */
export interface Command {
  /** As typed, e.g. `report run`. */
  name: string;
  /** One line for the list of verbs. */
  summary: string;
  /** Names of the words after the verb; one in square brackets, last, may be left out. */
  words: readonly string[];
  options: Readonly<Record<string, Option>>;
  /** Returns the exit status: 0 fine, 1 failed. */
  run(call: Call): Promise<number>;
}

/** A parsed command line with what a verb needs from outside. */
export interface Call {
  words: readonly string[];
  given: Given;
  settings: Settings;
  io: Io;
}

/** The options as typed. */
export interface Given {
  text(option: string): string | null;
  /** Throws a UsageError when the option is missing. */
  required(option: string): string;
  /** A whole number of at least 0; null when not given. */
  whole(option: string): number | null;
  all(option: string): readonly string[];
  flag(option: string): boolean;
}

/** Options of every verb. */
export const COMMON: Readonly<Record<string, Option>> = {
  help: { value: null, doc: 'show this help' },
  json: { value: null, doc: 'answer with JSON, for machines' },
};
