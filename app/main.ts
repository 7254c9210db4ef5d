import { readFileSync } from 'node:fs';
import { settings } from '../base/settings.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands.ts';
import { failureOf, failureText } from './failure.ts';
import { commandHelp, groupHelp, overview } from './help.ts';
import { type Io, processIo } from './io.ts';
import { askedGroup, findCommand, parseCall } from './parse.ts';

/** Runs one command line of this process and returns its exit status: 0 fine, 1 failed, 2 wrong usage, 130 interrupted. */
export async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  return runProcess(json, async (io) => {
    if (args.includes('--version')) return print(io, { version: version() }, version());
    if (args.length === 0 || args[0] === '--help' || args[0] === 'help') {
      return print(
        io,
        COMMANDS.map(({ name, summary }) => ({ name, summary })),
        overview(COMMANDS),
      );
    }
    const group = askedGroup(args, COMMANDS);
    if (group.length > 0) {
      const verbs = group.map(({ name, summary }) => ({ name, summary }));
      const word = group[0]!.name.split(' ')[0]!;
      const own = COMMANDS.find(({ name }) => name === word);
      const help = groupHelp(word, group);
      return print(io, verbs, own === undefined ? help : `${commandHelp(own)}\n\n${help}`);
    }
    const { command, rest } = findCommand(args, COMMANDS);
    return runCommand(command, rest, io);
  });
}

async function runCommand(command: Command, args: readonly string[], io: Io): Promise<number> {
  const { words, given } = parseCall(command, args);
  if (given.flag('help'))
    return print(io, { name: command.name, options: command.options }, commandHelp(command));
  return command.run({ words, given, settings: settings(), io });
}

function print(io: Io, data: unknown, text: string): number {
  io.answer(data, text);
  return 0;
}

const version = () =>
  (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string })
    .version;

/**
 * Runs `work` with the process's streams; Ctrl-C and SIGTERM stop it, its clean-ups always run, and an error becomes
 * one sentence. A second Ctrl-C ends at once.
 */
export async function runProcess(json: boolean, work: (io: Io) => Promise<number>): Promise<number> {
  const stopping = new AbortController();
  const { io, cleanUp } = processIo(
    { stdout: process.stdout, stderr: process.stderr },
    json,
    stopping.signal,
  );
  const interrupted = new Promise<number>((done) => {
    const stop = (status: number) => () => {
      if (stopping.signal.aborted) process.exit(status);
      stopping.abort();
      // a verb that watches `stop` ends by itself; another is left where it stands
      setTimeout(() => done(status), 300).unref();
    };
    process.on('SIGINT', stop(130));
    process.on('SIGTERM', stop(143));
  });
  let status: number;
  try {
    status = await Promise.race([work(io), interrupted]);
  } catch (error) {
    status = stopping.signal.aborted ? 130 : report(error, json);
  }
  await cleanUp().catch((error: unknown) => report(error, json));
  return status;
}

function report(error: unknown, json: boolean): number {
  const failure = failureOf(error);
  const debug = process.env.CASEHOUSE_DEBUG === '1';
  if (json) process.stdout.write(`${JSON.stringify(failure.error)}\n`);
  if (!json || debug) process.stderr.write(`${failureText(failure, debug)}\n`);
  return failure.status;
}
