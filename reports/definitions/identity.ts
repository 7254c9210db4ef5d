/** A sum that must hold in every row, such as `cohort = eet + neet + nk`, `opening = previous closing` or `all = total people`. */
export interface Identity {
  text: string;
  /** Column on the left. */
  total: string;
  parts: readonly IdentityPart[];
}

export interface IdentityPart {
  column: string;
  sign: 1 | -1;
  /** `previous`: of the row before, by date; `total`: of the total row; else of the row itself. */
  of: 'row' | 'previous' | 'total';
}

/** Parses one identity; null when the text is not `column = [previous | total] column ± …`. */
export function parseIdentity(text: string): Identity | null {
  const match = /^\s*(\w+)\s*=\s*(.+?)\s*$/.exec(text);
  if (match === null) return null;
  const parts: IdentityPart[] = [];
  const term = /\s*([+-])?\s*(?:(previous|total)\s+)?(\w+)\s*/y;
  while (term.lastIndex < match[2]!.length) {
    const found = term.exec(match[2]!);
    if (found === null || (parts.length > 0 && found[1] === undefined)) return null;
    parts.push({
      column: found[3]!,
      sign: found[1] === '-' ? -1 : 1,
      of: (found[2] ?? 'row') as IdentityPart['of'],
    });
  }
  return { text: text.trim(), total: match[1]!, parts };
}
