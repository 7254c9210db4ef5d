import { CasehouseError } from '../base/errors.ts';

/** A number of places; whoever finds none waits in line, and not for ever. */
export class Slots {
  private free: number;
  private readonly patience: number;
  private readonly line: (() => void)[] = [];

  /** `patience` in milliseconds. */
  constructor(places: number, patience: number) {
    this.free = places;
    this.patience = patience;
  }

  /** Takes a place and returns what gives it back; throws `busy` (503) when the wait was too long. */
  async take(): Promise<() => void> {
    if (this.free > 0) this.free--;
    else await this.wait();
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = this.line.shift();
      if (next) next();
      else this.free++;
    };
  }

  private wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.line.splice(this.line.indexOf(go), 1);
        reject(
          new CasehouseError('busy', 'Too many people are reading figures at this moment.', {
            status: 503,
            next: 'Try again in a few seconds.',
          }),
        );
      }, this.patience);
      this.line.push(go);
    });
  }
}
