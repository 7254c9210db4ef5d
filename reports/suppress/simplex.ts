/** Σ coefficient × variable = constant. */
export interface Equation {
  terms: readonly { variable: number; coefficient: number }[];
  constant: number;
}

const EPSILON = 1e-7;

/**
 * Least and greatest value that one variable can take when every variable is at least its floor and all equations hold.
 * Infinity when nothing bounds it; null when the equations contradict each other. `visit` is told the corners, one value
 * for each variable, at which it was least and greatest.
 */
export function range(
  equations: readonly Equation[],
  floors: readonly number[],
  variable: number,
  visit: (corner: number[]) => void = () => {},
): [number, number] | null {
  const start = feasible(equations, floors);
  if (start === null) return null;
  const down = copy(start);
  const least = optimise(down, variable, 1);
  visit(corner(down, floors));
  const greatest = optimise(start, variable, -1);
  visit(corner(start, floors));
  return [least + floors[variable]!, greatest === Infinity ? Infinity : greatest + floors[variable]!];
}

/** A tableau in canonical form: `rows[i][n]` is the right-hand side, `basis[i]` the variable that row i gives. */
interface Tableau {
  rows: number[][];
  basis: number[];
  /** Number of real variables. */
  n: number;
}

/** Where a tableau stands: what is not in the basis is at its floor. */
function corner(t: Tableau, floors: readonly number[]): number[] {
  const values = [...floors];
  t.basis.forEach((variable, i) => {
    values[variable]! += t.rows[i]![t.n]!;
  });
  return values;
}

const copy = (t: Tableau): Tableau => ({ rows: t.rows.map((row) => [...row]), basis: [...t.basis], n: t.n });

/** Phase one: a corner where all equations hold, found with one artificial variable for each equation. */
function feasible(equations: readonly Equation[], floors: readonly number[]): Tableau | null {
  const n = floors.length;
  const m = equations.length;
  const rows = equations.map((equation, i) => {
    const row = new Array<number>(n + m + 1).fill(0);
    let right = equation.constant;
    for (const { variable, coefficient } of equation.terms) {
      row[variable]! += coefficient;
      right -= coefficient * floors[variable]!;
    }
    const sign = right < 0 ? -1 : 1;
    for (let j = 0; j < n; j++) row[j]! *= sign;
    row[n + i] = 1;
    row[n + m] = right * sign;
    return row;
  });
  const basis = rows.map((_, i) => n + i);
  const cost = new Array<number>(n + m + 1).fill(0);
  for (const row of rows) for (let j = 0; j <= n + m; j++) if (j < n || j === n + m) cost[j]! -= row[j]!;
  solve(rows, basis, cost, n);
  if (cost[n + m]! < -EPSILON) return null;
  // Artificial variables that are still in the basis stand at nought: swap them out, or drop an equation that says nothing.
  for (let i = rows.length - 1; i >= 0; i--) {
    if (basis[i]! < n) continue;
    const column = rows[i]!.findIndex((value, j) => j < n && Math.abs(value) > EPSILON);
    if (column >= 0) pivot(rows, basis, null, i, column);
    else {
      rows.splice(i, 1);
      basis.splice(i, 1);
    }
  }
  return { rows: rows.map((row) => [...row.slice(0, n), row[n + m]!]), basis, n };
}

/** Least (`direction` 1) or greatest (−1) value of a variable above its floor. */
function optimise(t: Tableau, variable: number, direction: 1 | -1): number {
  const cost = new Array<number>(t.n + 1).fill(0);
  cost[variable] = direction;
  t.rows.forEach((row, i) => {
    const factor = cost[t.basis[i]!]!;
    if (factor !== 0) for (let j = 0; j <= t.n; j++) cost[j]! -= factor * row[j]!;
  });
  if (!solve(t.rows, t.basis, cost, t.n)) return Infinity;
  return -cost[t.n]! * direction + 0;
}

/** Bland's rule, which can't cycle. False when the objective has no bound. */
function solve(rows: number[][], basis: number[], cost: number[], n: number): boolean {
  for (;;) {
    let column = -1;
    for (let j = 0; j < n && column < 0; j++) if (cost[j]! < -EPSILON) column = j;
    if (column < 0) return true;
    let leaving = -1;
    let best = Infinity;
    for (let i = 0; i < rows.length; i++) {
      const value = rows[i]![column]!;
      if (value <= EPSILON) continue;
      const limit = rows[i]!.at(-1)! / value;
      if (
        limit < best - EPSILON ||
        (limit < best + EPSILON && (leaving < 0 || basis[i]! < basis[leaving]!))
      ) {
        best = Math.min(limit, best);
        leaving = i;
      }
    }
    if (leaving < 0) return false;
    pivot(rows, basis, cost, leaving, column);
  }
}

function pivot(rows: number[][], basis: number[], cost: number[] | null, i: number, column: number): void {
  const row = rows[i]!;
  const by = row[column]!;
  for (let j = 0; j < row.length; j++) row[j]! /= by;
  const clear = (other: number[]) => {
    const factor = other[column]!;
    if (factor === 0) return;
    for (let j = 0; j < other.length; j++) other[j]! -= factor * row[j]!;
  };
  rows.forEach((other, k) => {
    if (k !== i) clear(other);
  });
  if (cost !== null) clear(cost);
  basis[i] = column;
}
