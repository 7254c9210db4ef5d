import type { CellSplit } from './split.ts';

/** "212 → 231: +24 data, −6 definition, +1 together". */
export function splitSentence(s: CellSplit): string {
  const number = (n: number) => plain(n, s.decimals);
  const signed = (n: number) => `${n < 0 ? '−' : n > 0 ? '+' : ''}${plain(Math.abs(n), s.decimals)}`;
  return `${number(s.before)} → ${number(s.after)}: ${signed(s.data)} data, ${signed(s.definition)} definition, ${signed(s.together)} together`;
}

/** "14 entered and 2 left"; '' where no people stand behind the figure or the reader may not know. */
export function movedSentence({ entered, left }: CellSplit): string {
  return entered === null || left === null ? '' : `${entered.total} entered and ${left.total} left`;
}

const plain = (n: number, decimals: number): string =>
  `${n < 0 ? '−' : ''}${Math.abs(n).toLocaleString('en-GB', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })}`;
