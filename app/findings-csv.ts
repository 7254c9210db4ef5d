import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { CasehouseError } from '../base/errors.ts';
import type { Finding } from '../nccis/check/report.ts';
import { csvLines } from './csv-lines.ts';

const COLUMNS = ['record', 'line', 'field', 'value', 'number', 'priority', 'level', 'reason', 'fix'] as const;

/** Writes findings as CSV as they come, with a heading; `end` waits until all is on the disk. */
export function findingsCsv(file: string): { add(finding: Finding): void; end(): Promise<void> } {
  const stream = createWriteStream(file, { mode: 0o600 });
  const done = finished(stream).catch((cause: unknown) => {
    throw new CasehouseError('not-written', `${file} can't be written.`, {
      next: 'Name a file in a folder that is there.',
      cause,
    });
  });
  done.catch(() => {}); // told at the end
  stream.write(csvLines([COLUMNS]));
  return {
    add: (finding) => void stream.write(csvLines([COLUMNS.map((column) => finding[column])])),
    async end() {
      stream.end();
      await done;
    },
  };
}
