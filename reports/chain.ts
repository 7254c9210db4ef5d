import { createHash } from 'node:crypto';

/**
 * A ledger of JSON lines in which each line carries the hash of itself and of the line before, so that no byte of it can
 * change, and no line can go from its middle, unseen.
 */
export const FIRST: string = '0'.repeat(64);

export interface Linked {
  previous: string;
  hash: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** The line for `entry` (without a line end) and its hash, to follow the line with hash `previous`. */
export function link(entry: object, previous: string): { line: string; hash: string } {
  const body = { ...entry, previous };
  const hash = sha256(JSON.stringify(body));
  return { line: JSON.stringify({ ...body, hash }), hash };
}

export interface ChainFault {
  /** Counts from 1. */
  line: number;
  message: string;
}

/** Reads a ledger's text: its entries, and the first place where the chain is broken, if it is. */
export function readChain<T extends object>(
  text: string,
): { entries: (T & Linked)[]; fault: ChainFault | null } {
  const entries: (T & Linked)[] = [];
  let previous = FIRST;
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const [i, line] of lines.entries()) {
    let entry: T & Linked;
    try {
      entry = JSON.parse(line) as T & Linked;
    } catch {
      return { entries, fault: { line: i + 1, message: 'is not a whole JSON line' } };
    }
    const { hash, previous: before, ...rest } = entry;
    if (before !== previous)
      return { entries, fault: { line: i + 1, message: 'does not follow the line before it' } };
    if (link(rest, before).line !== line)
      return { entries, fault: { line: i + 1, message: 'was changed after it was written' } };
    previous = hash;
    entries.push(entry);
  }
  return { entries, fault: null };
}
