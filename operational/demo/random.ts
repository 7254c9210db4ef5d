/**
 * Keyed random numbers: a stream is named by the seed and what it is for, so that one more person, or one more year,
 * leaves every other draw as it was.
 */
export class Random {
  #state: number;

  constructor(...keys: (number | string)[]) {
    let h = 0x9e3779b9;
    for (const key of keys)
      h = typeof key === 'number' ? scatter(h ^ Math.imul(key | 0, 0x85ebca6b)) : text(h, key);
    this.#state = h;
  }

  /** Evenly in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    return scatter(this.#state) / 4294967296;
  }

  chance(p: number): boolean {
    return this.next() < p;
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** A waiting time with this mean. */
  wait(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  of<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)]!;
  }
}

/** Things to draw by weight. */
export class Weighted<T> {
  readonly #items: readonly T[];
  readonly #sums: Float64Array;

  constructor(items: readonly T[], weight: (item: T) => number) {
    this.#items = items;
    this.#sums = new Float64Array(items.length);
    let sum = 0;
    items.forEach((item, i) => {
      sum += weight(item);
      this.#sums[i] = sum;
    });
  }

  /** The item at `u` of the total weight, `u` in [0, 1). */
  at(u: number): T {
    const wanted = u * this.#sums[this.#sums.length - 1]!;
    let low = 0;
    let high = this.#sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sums[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return this.#items[low]!;
  }

  draw(random: Random): T {
    return this.at(random.next());
  }
}

/**
 * The i-th of a sequence that fills [0, 1) evenly: shares come out nearer than by chance, at any length. Sequences with
 * different steps (square roots of different primes) know nothing of each other; with the same step they would.
 */
export function spread(i: number, step: number, ...keys: (number | string)[]): number {
  return (new Random(...keys).next() + i * (step % 1)) % 1;
}

function text(h: number, key: string): number {
  for (let i = 0; i < key.length; i++) h = Math.imul(h ^ key.charCodeAt(i), 0x01000193);
  return scatter(h);
}

function scatter(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}
