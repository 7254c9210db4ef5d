/** The one error type of the product: what happened, what was kept, what to do next, in plain English. */
export class CasehouseError extends Error {
  /** HTTP status that the web answers with. */
  readonly status: number;
  /** Stable, kebab-case key for machines and tests. */
  readonly code: string;
  /** One sentence that says what to do next. */
  readonly next: string;

  constructor(code: string, message: string, options: { status?: number; next: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'CasehouseError';
    this.code = code;
    this.status = options.status ?? 400;
    this.next = options.next;
  }

  /** The one JSON shape of an error, for the web and for `--json`. */
  toJSON(): { error: { code: string; message: string; next: string } } {
    return { error: { code: this.code, message: this.message, next: this.next } };
  }
}

/** A wrong call of the command line; exit status 2. */
export class UsageError extends CasehouseError {
  constructor(message: string, next: string) {
    super('usage', message, { next });
    this.name = 'UsageError';
  }
}
