import { stripVTControlCharacters } from 'node:util';

/** The outside of a verb: where it speaks, what time it is, and how it is told to stop. */
export interface Io {
  /** Answers go to stdout; with `--json` as one JSON document, else as text. */
  answer(data: unknown, text: string): void;
  /** Notes on what is going on go to stderr; silent with `--json`. */
  log(line: string): void;
  /** One step of long work: a bar on a terminal, a line elsewhere. `share` is 0 to 1, or null when unknown. */
  progress(step: string, share?: number | null): void;
  clock(): Date;
  json: boolean;
  /** Aborted by Ctrl-C or SIGTERM. */
  stop: AbortSignal;
  /** Runs when the verb has ended, however it ended; last added first. */
  atEnd(cleanUp: () => Promise<void>): void;
}

interface Streams {
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
}

/** The Io of a real process, with the clean-ups that the caller must run at the end. */
export function processIo(
  streams: Streams,
  json: boolean,
  stop: AbortSignal,
): { io: Io; cleanUp(): Promise<void> } {
  const cleanUps: (() => Promise<void>)[] = [];
  const bar = progressBar(streams.stderr, json);
  const io: Io = {
    answer(data, text) {
      bar.clear();
      streams.stdout.write(json ? `${JSON.stringify(data, null, 2)}\n` : `${text}\n`);
    },
    log(line) {
      bar.clear();
      if (!json) streams.stderr.write(`${line}\n`);
    },
    progress: bar.show,
    clock: () => new Date(),
    json,
    stop,
    atEnd: (cleanUp) => cleanUps.push(cleanUp),
  };
  return {
    io,
    async cleanUp() {
      bar.clear();
      const errors: unknown[] = [];
      for (let next = cleanUps.pop(); next !== undefined; next = cleanUps.pop()) {
        await next().catch((error: unknown) => errors.push(error));
      }
      // one that fails must not keep the others from running
      if (errors.length > 0) throw errors[0];
    },
  };
}

const BAR = 24;

function progressBar(stream: Streams['stderr'], json: boolean) {
  let shown = '';
  let lastStep = '';
  let drawnAt = 0;
  return {
    show(step: string, share: number | null = null) {
      if (json) return;
      if (stream.isTTY !== true) {
        if (step !== lastStep) stream.write(`  ${step}\n`);
        lastStep = step;
        return;
      }
      // at most 20 drawings a second, but never miss a new step
      if (step === lastStep && Date.now() - drawnAt < 50) return;
      lastStep = step;
      drawnAt = Date.now();
      shown = drawBar(step, share).slice(0, (stream.columns ?? 80) - 1);
      stream.write(`\r\x1b[K${shown}`);
    },
    clear() {
      if (stripVTControlCharacters(shown) !== '') stream.write('\r\x1b[K');
      shown = '';
    },
  };
}

/** `[#####     ] 48 %  step`, or the step alone when its share is unknown. */
export function drawBar(step: string, share: number | null): string {
  if (share === null) return `  ${step} …`;
  const part = Math.min(1, Math.max(0, share));
  const full = Math.round(part * BAR);
  return `  [${'#'.repeat(full)}${' '.repeat(BAR - full)}] ${String(Math.floor(part * 100)).padStart(3)} %  ${step}`;
}
