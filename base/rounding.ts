/**
 * Rounding happens once, at the edge, half up, from exact integers: 29 of 400 is 7.3 and 201 of 400 is 50.3.
 * `toFixed`, `Math.round` on a product and the databases' own float rounding each get some of these wrong.
 */

/** `numerator / denominator × scale`, rounded half up (away from zero) to `decimals` places; null when the denominator is 0. */
export function ratio(
  numerator: number | bigint,
  denominator: number | bigint,
  decimals = 1,
  scale = 100,
): number | null {
  const n = BigInt(numerator) * BigInt(scale);
  const d = BigInt(denominator);
  if (d === 0n) return null;
  return Number(divideHalfUp(n * 10n ** BigInt(decimals), d)) / 10 ** decimals;
}

/** The text of a number that is already rounded to `decimals` places, with a true minus sign left to the renderer. */
export function fixed(value: number, decimals: number): string {
  return value.toFixed(decimals);
}

function divideHalfUp(n: bigint, d: bigint): bigint {
  const negative = n < 0n !== d < 0n;
  const a = n < 0n ? -n : n;
  const b = d < 0n ? -d : d;
  const q = (2n * a + b) / (2n * b);
  return negative ? -q : q;
}
