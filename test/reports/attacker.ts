/**
 * An attacker on a suppressed table, written apart from the suppression: whole-number unknowns, sums that must hold, and a
 * search that tries values. Knows every published cell, every total, and that hidden counts are not negative.
 */
export interface Unknown {
  least: number;
  most: number;
}
/** Σ of the unknowns by number = value. */
export interface Sum {
  of: readonly number[];
  value: number;
}

/** Thrown when a table would take too long to search. */
export class GaveUp extends Error {}

/** The least and the greatest value that one unknown can take in some world that agrees with all sums; null when there is none. */
export function extent(
  unknowns: readonly Unknown[],
  sums: readonly Sum[],
  target: number,
): [number, number] | null {
  const narrowed = narrow(
    unknowns.map((u) => ({ ...u })),
    sums,
  );
  if (narrowed === null) return null;
  const effort = { left: 30_000 };
  const can = (v: number) =>
    solvable(
      narrowed.map((u, i) => (i === target ? { least: v, most: v } : { ...u })),
      sums,
      effort,
    );
  let { least, most } = narrowed[target]!;
  while (least <= most && !can(least)) least++;
  while (most > least && !can(most)) most--;
  return least > most ? null : [least, most];
}

function solvable(unknowns: Unknown[], sums: readonly Sum[], effort: { left: number }): boolean {
  if (effort.left-- < 0) throw new GaveUp();
  const narrowed = narrow(unknowns, sums);
  if (narrowed === null) return false;
  let open = -1;
  narrowed.forEach((u, i) => {
    if (u.least < u.most && (open < 0 || u.most - u.least < narrowed[open]!.most - narrowed[open]!.least))
      open = i;
  });
  if (open < 0) return true;
  for (let v = narrowed[open]!.least; v <= narrowed[open]!.most; v++) {
    if (
      solvable(
        narrowed.map((u, i) => (i === open ? { least: v, most: v } : { ...u })),
        sums,
        effort,
      )
    )
      return true;
  }
  return false;
}

/** Narrows each unknown by each sum until nothing moves; null when a sum can't hold. */
function narrow(unknowns: Unknown[], sums: readonly Sum[]): Unknown[] | null {
  for (let moved = true; moved; ) {
    moved = false;
    for (const sum of sums) {
      const least = sum.of.reduce((total, i) => total + unknowns[i]!.least, 0);
      const most = sum.of.reduce((total, i) => total + unknowns[i]!.most, 0);
      if (least > sum.value || most < sum.value) return null;
      for (const i of sum.of) {
        const u = unknowns[i]!;
        const low = Math.max(u.least, sum.value - (most - u.most));
        const high = Math.min(u.most, sum.value - (least - u.least));
        if (low > u.least || high < u.most) {
          u.least = low;
          u.most = high;
          moved = true;
          break;
        }
      }
    }
  }
  return unknowns;
}
