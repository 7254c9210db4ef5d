import { CasehouseError, UsageError } from '../base/errors.ts';

/** What an error means to the person at the terminal. */
export interface Failure {
  /** 1 failed, 2 wrong usage. */
  status: number;
  error: CasehouseError;
}

/** Names and values that only the command line can have got wrong. */
const WRONG_USAGE = ['report-unknown', 'version-unknown', 'parameter-unknown', 'parameter-invalid'];

/** Whether an error says that a report, a version, a parameter or its value is not there. */
export const isWrongName = (error: unknown): error is CasehouseError =>
  error instanceof CasehouseError && WRONG_USAGE.includes(error.code);

/** Any error as one clear sentence with a next step. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UsageError) return { status: 2, error };
  if (error instanceof CasehouseError) return { status: isWrongName(error) ? 2 : 1, error };
  return { status: 1, error: fromSystem(error) ?? unexpected(error) };
}

/** Errors of the system that have a plain meaning wherever they arise. */
function fromSystem(cause: unknown): CasehouseError | null {
  const { code, path, port, address } = cause as {
    code?: string;
    path?: string;
    port?: number;
    address?: string;
  };
  const say = (message: string, next: string) =>
    new CasehouseError(`system-${code?.toLowerCase()}`, message, { next, cause });
  switch (code) {
    case 'EADDRINUSE':
      return say(
        `Port ${port} is in use.`,
        'Stop what uses it, or set PORT to another (0 takes any free one).',
      );
    case 'EADDRNOTAVAIL':
      return say(`This machine has no address ${address}.`, 'Correct CASEHOUSE_HOST.');
    case 'EACCES':
    case 'EPERM':
      if (path === undefined && port !== undefined)
        return say(`This user may not use port ${port}.`, 'Set PORT to one above 1023.');
      return say(
        `This user may not use ${path ?? 'a file that is needed'}.`,
        'Give this user the right, or choose another place.',
      );
    case 'EROFS':
      return say(
        `${path ?? 'The data folder'} is read-only.`,
        'Choose a folder that can be written to with CASEHOUSE_DATA.',
      );
    case 'ENOSPC':
    case '53100':
      return say('The disk is full.', 'Free some space and try again; nothing half-done was kept.');
    case 'ENOENT':
      return path === undefined ? null : say(`There is no ${path}.`, 'Correct the name and try again.');
    case 'EISDIR':
      return say(`${path ?? 'The file'} is a folder.`, 'Name a file.');
    case '57P01':
    case '57P03':
    case 'ECONNRESET':
      return say('The database was stopped while this ran.', 'Start it and try again.');
    default:
      // pg says this without a code when the server goes in the middle of a query
      return cause instanceof Error && cause.message.startsWith('Connection terminated')
        ? say(
            'The database stopped while this ran.',
            'Look at postgres/server.log in the data folder (a full disk is the usual cause), then try again.',
          )
        : null;
  }
}

function unexpected(cause: unknown): CasehouseError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new CasehouseError('unexpected', `Something unexpected happened: ${message.split('\n')[0]}`, {
    status: 500,
    next: 'Set CASEHOUSE_DEBUG=1 and run it again to see where.',
    cause,
  });
}

/** The sentence for a terminal; with `debug`, the stacks of the error and its causes too. */
export function failureText({ error }: Failure, debug: boolean): string {
  const text = `casehouse: ${error.message} ${error.next}`;
  if (!debug) return text;
  const stacks: string[] = [];
  for (let e: unknown = error; e instanceof Error; e = e.cause) stacks.push(e.stack ?? e.message);
  return `${text}\n${stacks.join('\ncaused by: ')}`;
}
